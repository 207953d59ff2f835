"""Pages of relationship expenses: the months' sheets, accounts, new customers' applications (CREX, CUS-05)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.forms.expenses import (
    AccountForm,
    AdvanceForm,
    ContractForm,
    MoneyInForm,
    MonthSheetForm,
    SheetForm,
    SpecialForm,
)
from bihuan.customers.models import ExpenseAdvance, ExpenseSheet, SpecialExpense
from bihuan.customers.operations import advances, sheets, specials
from bihuan.customers.operations.accounts import add_account
from bihuan.customers.operations.advances import Wanted
from bihuan.customers.operations.sheets import Sold
from bihuan.customers.queries import expenses as queries
from bihuan.customers.states.expenses import SheetState
from bihuan.customers.tables.expenses import AdvanceList, SheetList, SpecialList
from bihuan.deadlines.views.steps import Step, shown, view_of
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.signoff.queries import forms as signoff

SEE, FILL = "customers.see_expenses", "customers.fill_expenses"
SHEET_STEPS = {
    "submit": Step(sheets.submit, None, lazy("Handed in; clerk, manager and finance check it one after the other.")),
    "report_nothing": Step(sheets.report_nothing, None, lazy("Written down: nothing to report.")),
}
SPECIAL_STEPS = {
    "sign_contract": Step(specials.sign_contract, ContractForm, lazy("The contract is on file.")),
    "money_came_in": Step(specials.money_came_in, MoneyInForm, lazy("Written down; the expense can be paid.")),
}
SHEET_MOVES = {name: view_of(ExpenseSheet, name, step) for name, step in SHEET_STEPS.items()}
SPECIAL_MOVES = {name: view_of(SpecialExpense, name, step) for name, step in SPECIAL_STEPS.items()}


@staff_page(SEE)
def expense_sheets(request: StaffRequest) -> HttpResponse:
    """List the months' sheets."""
    return SheetList(request).respond(may_fill=request.user.has_perm(FILL))


@staff_page(SEE)
def expense_advances(request: StaffRequest) -> HttpResponse:
    """List the advances."""
    return AdvanceList(request).respond(**_within())


@staff_page(SEE)
def special_expenses(request: StaffRequest) -> HttpResponse:
    """List the applications for new customers."""
    adding = {"add_url": reverse("customers:add_special"), "add_label": _("Apply for an expense")}
    return SpecialList(request).respond(**_within(), **(adding if request.user.has_perm(FILL) else {}))


def _within() -> dict[str, str]:
    return {"within_url": reverse("customers:expense_sheets"), "within": _("Customer expenses")}


@staff_page(FILL)
def open_sheet(request: StaffRequest) -> HttpResponse:
    """Begin one's sheet of a month that is over."""
    form = MonthSheetForm(request.POST or None)

    def work() -> ExpenseSheet:
        data = form.cleaned_data
        return sheets.open_sheet(request.user, month=data["month"], kind=data["kind"], by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("The sheet is there."))
    back = reverse("customers:expense_sheets")
    return form_page(
        request, form, heading=_("Make out a month's sheet"), submit=_("Make out"), back=back,
        crumbs=[(back, _("Customer expenses"))],
        intro=_("The sheet of the last month is opened by itself; make one out anew where it is void."),
    )  # fmt: skip


@for_record(ExpenseSheet)
def expense_sheet(request: StaffRequest, record: ExpenseSheet) -> HttpResponse:
    """Show a month's sheet: its days, lines, signatures, advances."""
    is_payable = record.state == SheetState.CHECKED and request.user.has_perm(FILL, record)
    return shown(
        request, record, "customers/expense_sheet.html", days=queries.days_of(record), lines=queries.lines(record),
        advances=queries.advances_of(record), routes=signoff.for_record(record, request.user),
        waiting=queries.specials_for(record) if record.is_for_newcomers and record.state == SheetState.OPEN else [],
        may_fill=record.state == SheetState.OPEN and request.user.has_perm(FILL, record),
        may_ask=is_payable and bool(queries.open_lines(record)), terms=queries.terms_of_payment(),
    )  # fmt: skip


@for_record(ExpenseSheet, FILL)
def fill_in(request: StaffRequest, record: ExpenseSheet) -> HttpResponse:
    """Write a sheet's lines."""
    form = SheetForm(request.POST or None, record=record)

    def work() -> Any:
        sold = [Sold(**{**row, "remark": row["remark"] or ""}) for row in form.lines]
        return sheets.fill_in(record, sold, by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    return _grid(
        request, form, record, _("Fill in"), intro=_("One line a customer and product; an empty line is left out.")
    )


@for_record(ExpenseSheet, FILL)
def ask_advance(request: StaffRequest, record: ExpenseSheet) -> HttpResponse:
    """Ask for cash to pay a sheet's lines."""
    form = AdvanceForm(request.POST or None, record=record)

    def work() -> ExpenseAdvance:
        wanted = [
            Wanted(line.pk, amount, form.cleaned_data[f"recipient_{number}"], form.cleaned_data[f"use_{number}"])
            for number, line in enumerate(form.open_lines)
            if (amount := form.cleaned_data.get(f"amount_{number}"))
        ]
        return advances.ask_advance(record, wanted, by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Asked for; finance has been told."))
    limit = queries.advance_limit(record.facts())
    words = {"clause": limit.label, "limit": f"{limit.data['amount']:,}"} if limit else None
    intro = _("At most ¥%(limit)s may be out with one person (%(clause)s).") % words if words else ""
    return _grid(request, form, record, _("Ask for cash"), intro=intro, submit=_("Ask for cash"))


def _grid(request: StaffRequest, form: Any, record: ExpenseSheet, heading: str, **more: Any) -> HttpResponse:
    back = record.get_absolute_url()
    return form_page(
        request, form, heading=heading, back=back, template="customers/grid.html",
        crumbs=[(reverse("customers:expense_sheets"), _("Customer expenses")), (back, record.number)], **more,
    )  # fmt: skip


@staff_page(SEE)
def expense_accounts(request: StaffRequest) -> HttpResponse:
    """List the accounts with their standards and sums."""
    return page(request, "customers/expense_accounts.html", {
        "rows": queries.account_sums(request.user), "may_add": request.user.has_perm("customers.keep_accounts"),
    })  # fmt: skip


@staff_page("customers.keep_accounts")
def add_expense_account(request: StaffRequest) -> HttpResponse:
    """Open an account for a product."""
    form = AccountForm(request.POST or None)

    def work() -> Any:
        try:
            with transaction.atomic():
                return add_account(**form.cleaned_data, by=request.user)
        except IntegrityError:
            raise OperationError(_("There is an account of this code already."), field="code") from None

    back = reverse("customers:expense_accounts")
    if request.method == "POST" and attempt(form, work):
        return done(request, back, _("Opened."))
    return form_page(
        request,
        form,
        heading=_("Open an account"),
        submit=_("Open an account"),
        back=back,
        crumbs=[(back, _("Accounts"))],
    )


@staff_page(FILL)
def add_special(request: StaffRequest) -> HttpResponse:
    """Apply for a new customer's expense."""
    form = SpecialForm(request.POST or None)

    def work() -> SpecialExpense:
        return specials.apply_for(by=request.user, **form.cleaned_data)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Applied for; the form is on its way."))
    back = reverse("customers:special_expenses")
    return form_page(
        request, form, heading=_("Apply for an expense"), submit=_("Apply"), back=back,
        crumbs=[(back, _("New-customer expenses"))],
        intro=_("Before the contract is signed; whatever is applied for after that is void."),
    )  # fmt: skip


@for_record(SpecialExpense)
def special_expense(request: StaffRequest, record: SpecialExpense) -> HttpResponse:
    """Show an application."""
    return shown(request, record, "customers/special_expense.html", routes=signoff.for_record(record, request.user))
