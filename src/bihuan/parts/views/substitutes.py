"""Substitutes: proposed on a part's page, decided by whoever answers for them."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.kernel.inputs import ShortNoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page
from bihuan.parts import operations
from bihuan.parts.forms.stock import SubstituteForm
from bihuan.parts.models import Part, Substitute


@for_record(Part, "parts.propose_substitute")
def propose(request: StaffRequest, record: Part) -> HttpResponse:
    """Propose a substitute for a part."""
    form = SubstituteForm(request.POST or None)

    def work() -> Substitute:
        return operations.propose_substitute(record, by=request.user, **form.cleaned_data)

    return _form(request, form, record, work, _("Propose a substitute"), _("Proposed; it waits for approval."))


@require_POST
@for_record(Substitute, "parts.approve_substitute")
def approve(request: StaffRequest, record: Substitute) -> HttpResponse:
    """Approve it."""
    operations.approve_substitute(record, by=request.user)
    return done(request, record, _("Approved."))


@for_record(Substitute, "parts.approve_substitute")
def refuse(request: StaffRequest, record: Substitute) -> HttpResponse:
    """Refuse it with a reason."""
    form = ShortNoteForm(request.POST or None)

    def work() -> Substitute:
        return operations.refuse_substitute(record, by=request.user, **form.cleaned_data)

    return _form(request, form, record.part, work, _("Refuse"), _("Refused."))


@for_record(Substitute, "parts.approve_substitute")
def end(request: StaffRequest, record: Substitute) -> HttpResponse:
    """End it from today."""
    form = ShortNoteForm(request.POST or None)

    def work() -> Substitute:
        return operations.end_substitute(record, by=request.user, **form.cleaned_data)

    return _form(request, form, record.part, work, _("End it"), _("Ended."))


def _form(request: StaffRequest, form: Any, part: Part, work: Any, heading: str, message: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, part, message)
    back = part.get_absolute_url()
    return form_page(request, form, heading=heading, back=back, crumbs=[(back, part.code)])
