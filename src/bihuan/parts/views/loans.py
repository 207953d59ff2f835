"""Pages of one loan: the 「借用单」, its hand-over on the phone, its return (PRT-03)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.deadlines import queries as deadlines
from bihuan.kernel import attachments, history
from bihuan.kernel.documents import archived
from bihuan.kernel.inputs import ShortNoteForm
from bihuan.kernel.moves import available
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen
from bihuan.kernel.wording import daytime
from bihuan.parts.forms.loaners import BackForm, ExtendForm, HandoverForm, LostForm
from bihuan.parts.models import Loan
from bihuan.parts.operations import loans as operations
from bihuan.parts.queries.loans import loan_clause
from bihuan.parts.states.loans import LOAN_MOVES, LoanState
from bihuan.regulations.queries.signing import is_accepted, signing_clause

ON_A_PAGE = ("lend", "bring_back")


@for_record(Loan, "parts.view")
def loan(request: StaffRequest, record: Loan) -> HttpResponse:
    """Show a loan, laid out as its paper form."""
    moves = available(record, request.user)
    times = {
        LoanState.RESERVED: record.reserved_at, LoanState.LENT: record.lent_at, LoanState.RETURNED: record.returned_at
    }  # fmt: skip
    files = list(attachments.of(Loan.kind(), record.pk))
    subject = record.subject
    context = {
        "record": record, "loaner": record.loaner, "moves": [move for move in moves if move.name not in ON_A_PAGE],
        "pages": [
            {"label": move.label, "url": f"{record.get_absolute_url()}{move.name}/"}
            for move in moves if move.name in ON_A_PAGE
        ],
        "times": {str(state): daytime(at) for state, at in times.items() if at},
        "deadlines": deadlines.for_record(record), "clause": loan_clause(record.facts()),
        "subject_url": subject.get_absolute_url() if subject is not None else "",
        "photos": [file for file in files if file.purpose.startswith("photo")],
        "slip": archived(operations.FORM, Loan.kind(), record.pk),
        "history": history.of(record.kind(), record.pk),
    }  # fmt: skip
    return page(request, "parts/loaners/loan.html", context)


@for_record(Loan, "parts.lend")
def lend(request: StaffRequest, record: Loan) -> HttpResponse:
    """Hand the loaner over: the customer signs on the glass or on paper."""
    form = HandoverForm(request.POST or None, request.FILES or None, loan=record)

    def work() -> Loan:
        return operations.lend(record, form.handover(), by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Lent; the loan slip is archived."))
    facts = record.facts()
    ways = {way: is_accepted(operations.FORM, way, facts) for way in ("glass", "paper")}
    clause = signing_clause(operations.FORM, facts)
    return _page(request, "parts/loaners/lend.html", form, record, ways=ways, clause=clause)


@for_record(Loan, "parts.lend")
def bring_back(request: StaffRequest, record: Loan) -> HttpResponse:
    """Take the loaner back with its condition."""
    form = BackForm(request.POST or None, request.FILES or None, loan=record, by=request.user)

    def work() -> Loan:
        return operations.bring_back(record, form.back(), by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("The loaner is back."))
    return _page(request, "parts/loaners/back.html", form, record)


@for_record(Loan, "parts.extend_loan")
def extend_loan(request: StaffRequest, record: Loan) -> HttpResponse:
    """Lend it for longer."""
    form = ExtendForm(request.POST or None, initial={"due_on": record.due_on})
    return _move(request, form, record, "extend_loan")


@for_record(Loan, "parts.lend")
def drop_loan(request: StaffRequest, record: Loan) -> HttpResponse:
    """Give the reservation up."""
    return _move(request, ShortNoteForm(request.POST or None), record, "drop_loan")


@for_record(Loan, "parts.lose_loan")
def lose_loan(request: StaffRequest, record: Loan) -> HttpResponse:
    """Write down that it is lost."""
    return _move(request, LostForm(request.POST or None), record, "lose_loan")


def _page(request: StaffRequest, template: str, form: Any, record: Loan, **more: Any) -> HttpResponse:
    context = {"form": form, "record": record, "loaner": record.loaner, "back": record.get_absolute_url(), **more}
    return page(request, template, context, status=422 if form.is_bound else 200)


def _move(request: StaffRequest, form: Any, record: Loan, name: str) -> HttpResponse:
    verb = getattr(operations, name)

    def work() -> Loan:
        made: Loan = verb(record, by=request.user, revision=revision_seen(request), **form.cleaned_data)
        return made

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    crumbs = [(reverse("parts:loans"), _("Loans")), (back, record.number)]
    return form_page(request, form, heading=str(LOAN_MOVES.get(name).label), back=back, crumbs=crumbs)
