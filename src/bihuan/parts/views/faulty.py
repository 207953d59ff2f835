"""Pages of faulty parts due back."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.deadlines import queries as deadlines
from bihuan.kernel import history
from bihuan.kernel.inputs import ShortNoteForm
from bihuan.kernel.moves import available
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, staff_page
from bihuan.kernel.wording import daytime
from bihuan.parts import operations
from bihuan.parts.forms.stock import ManyBackForm, TakeBackForm
from bihuan.parts.models import FaultyPart
from bihuan.parts.states import FaultyState
from bihuan.parts.tables.stock import FaultyList


@staff_page("parts.view")
def faulty_parts(request: StaffRequest) -> HttpResponse:
    """List faulty parts and the time left to bring them back."""
    adding = {"add_url": reverse("parts:take_back_many"), "add_label": _("Take in what was scanned")}
    return FaultyList(request).respond(**(adding if request.user.has_perm("parts.take_back_many") else {}))


@staff_page("parts.take_back_many")
def take_back_many(request: StaffRequest) -> HttpResponse:
    """Receive a heap at the counter: scanned one after the other."""
    form = ManyBackForm(request.POST or None, by=request.user)
    if request.method == "POST" and (
        taken := attempt(form, lambda: operations.take_back_many(by=request.user, **form.cleaned_data))
    ):
        words = _("%(number)s taken in.") % {"number": len(taken)}
        return done(request, reverse("parts:faulty_parts"), words)
    back = reverse("parts:faulty_parts")
    return form_page(
        request, form, heading=_("Take in what was scanned"), submit=_("Take it in"), back=back,
        intro=_("What is damaged or incomplete is taken in one by one, on its own page."),
        crumbs=[(back, _("Faulty parts"))],
    )  # fmt: skip


@for_record(FaultyPart, "parts.view")
def faulty_part(request: StaffRequest, record: FaultyPart) -> HttpResponse:
    """Show a faulty part: whose, from which job, its deadline and history."""
    times = {FaultyState.DUE: record.replaced_at, FaultyState.BACK: record.back_at}
    context = {
        "record": record,
        "moves": available(record, request.user),
        "times": {str(state): daytime(at) for state, at in times.items() if at},
        "deadlines": deadlines.for_record(record),
        "history": history.of(record.kind(), record.pk),
    }
    return page(request, "parts/faulty.html", context)


@for_record(FaultyPart, "parts.take_back")
def take_back(request: StaffRequest, record: FaultyPart) -> HttpResponse:
    """Receive it at the counter."""
    form = TakeBackForm(request.POST or None, by=request.user)
    return _form(request, form, record, operations.take_back, _("Take it in"))


@for_record(FaultyPart, "parts.give_up")
def give_up(request: StaffRequest, record: FaultyPart) -> HttpResponse:
    """Give it up with a reason."""
    return _form(request, ShortNoteForm(request.POST or None), record, operations.give_up, _("Give up"))


def _form(request: StaffRequest, form: Any, record: FaultyPart, verb: Any, heading: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, lambda: verb(record, by=request.user, **form.cleaned_data)):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    crumbs = [(reverse("parts:faulty_parts"), _("Faulty parts")), (back, record.number)]
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs)
