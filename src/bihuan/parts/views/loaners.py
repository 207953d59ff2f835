"""Pages of the pool of loaners (PRT-03)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.kernel import history
from bihuan.kernel.inputs import ShortNoteForm
from bihuan.kernel.panels import panels_for
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.parts.forms.loaners import LoanerForm
from bihuan.parts.models import Loan, Loaner
from bihuan.parts.operations import loaners as operations
from bihuan.parts.states.loans import RUNNING
from bihuan.parts.tables.loaners import LoanerList, LoanList

VIEW, KEEP = "parts.view", "parts.keep_loaners"
SHOWN = 20


@staff_page(VIEW)
def loaners(request: StaffRequest) -> HttpResponse:
    """List the pool."""
    adding = {"add_url": reverse("parts:add_loaner"), "add_label": _("New loaner")}
    return LoanerList(request).respond(**(adding if request.user.has_perm(KEEP) else {}))


@staff_page(VIEW)
def loans(request: StaffRequest) -> HttpResponse:
    """List the loans."""
    return LoanList(request).respond()


@for_record(Loaner, VIEW)
def loaner(request: StaffRequest, record: Loaner) -> HttpResponse:
    """Show a loaner: what it is, who has it, who had it."""
    lent = Loan.objects.visible_to(request.user).filter(loaner=record).order_by("-pk")[:SHOWN]
    is_busy = record.loans.running().exists()
    running = next((one for one in lent if one.state in RUNNING), None)
    context = {
        "loaner": record, "loans": lent, "running": running,
        "is_busy": is_busy, "may_see_cost": request.user.has_perm("parts.see_cost"),
        "may_keep": request.user.has_perm(KEEP, record),
        "may_retire": request.user.has_perm("parts.retire_loaner", record),
        "history": history.of(record.kind(), record.pk), "panels": panels_for(record, request.user, request),
    }  # fmt: skip
    return page(request, "parts/loaners/loaner.html", context)


@staff_page(KEEP)
def add_loaner(request: StaffRequest) -> HttpResponse:
    """Put a loaner into the pool."""
    form = LoanerForm(request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: operations.add_loaner(by=request.user, **form.values()))
    ):
        return done(request, made, _("Entered."))
    back = reverse("parts:loaners")
    return form_page(request, form, heading=_("New loaner"), back=back, crumbs=[(back, _("Loaners"))])


@for_record(Loaner, KEEP)
def edit_loaner(request: StaffRequest, record: Loaner) -> HttpResponse:
    """Correct what is on file."""
    form = LoanerForm(request.POST or None, instance=record)

    def work() -> Loaner:
        return operations.change_loaner(record, by=request.user, revision=revision_seen(request), **form.values())

    return _form(request, form, record, work, _("Change"))


@for_record(Loaner, KEEP)
def put_aside(request: StaffRequest, record: Loaner) -> HttpResponse:
    """Take it out of use."""
    form = ShortNoteForm(request.POST or None)
    return _noted(request, form, record, operations.put_aside, pgettext("loan", "Out of use"))


@for_record(Loaner, KEEP)
def put_into_use(request: StaffRequest, record: Loaner) -> HttpResponse:
    """Put it back into use."""
    form = ShortNoteForm(request.POST or None, label=pgettext("loan", "Condition"))
    return _noted(request, form, record, operations.put_into_use, _("Back into use"))


@for_record(Loaner, "parts.retire_loaner")
def retire_loaner(request: StaffRequest, record: Loaner) -> HttpResponse:
    """Take it out of the pool."""
    form = ShortNoteForm(request.POST or None)
    return _noted(request, form, record, operations.retire_loaner, _("Take out of the pool"))


def _noted(request: StaffRequest, form: Any, record: Loaner, verb: Any, heading: str) -> HttpResponse:
    return _form(request, form, record, lambda: verb(record, by=request.user, **form.cleaned_data), heading)


def _form(request: StaffRequest, form: Any, record: Loaner, work: Any, heading: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    crumbs = [(reverse("parts:loaners"), _("Loaners")), (back, record.number)]
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs)
