"""A version's moves, and the opinions of the joint review."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from bihuan.kernel.moves import check
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page
from bihuan.regulations import operations
from bihuan.regulations.forms import ApproveForm, MoveForm, OpinionForm
from bihuan.regulations.models import RegulationVersion
from bihuan.regulations.operations.versions import MOVES


@for_record(RegulationVersion, "regulations.read_drafts")
def move(request: StaffRequest, record: RegulationVersion, name: str) -> HttpResponse:
    """Make a move: send to review, approve, put in force, withdraw."""
    if name not in MOVES:
        raise Http404
    found = check(record, name, by=request.user)
    form_class = ApproveForm if name == "approve" else MoveForm
    form = form_class(request.POST or None, revision=record.revision)
    if request.method == "POST":
        moved = attempt(form, lambda: MOVES[name](record, by=request.user, **_values(form)))
        if moved:
            return done(request, moved)
    return form_page(request, form, heading=found.label, submit=found.label, back=record.get_absolute_url())


def _values(form: MoveForm) -> dict[str, Any]:
    values = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
    return {**values, "revision": form.seen()}


@for_record(RegulationVersion, "regulations.review")
def opinion(request: StaffRequest, record: RegulationVersion) -> HttpResponse:
    """Write one's opinion into the joint review (会审)."""
    form = OpinionForm(request.POST or None)
    if request.method == "POST":
        given = attempt(form, lambda: operations.give_opinion(record, **form.cleaned_data, by=request.user))
        if given:
            return done(request, record, _("Your opinion is in the joint review."))
    heading = _("Joint review: %(title)s") % {"title": record.title}
    return form_page(request, form, heading=heading, submit=_("Sign"), back=record.get_absolute_url())
