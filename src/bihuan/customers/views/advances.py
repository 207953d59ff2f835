"""Pages of advances and of gifts: cash out, paid, asked back, cleared; gifts against their budget (CUS-05)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.forms.expenses import AskBackForm, GiftForm, HandoverForm, PayForm, ReturnForm
from bihuan.customers.models import ExpenseAdvance, ExpenseCheck, ExpensePayout, GiftBudget
from bihuan.customers.operations import advances, gifts
from bihuan.customers.operations.gifts import Gift
from bihuan.customers.queries import expenses as queries
from bihuan.customers.states.expenses import AdvanceState
from bihuan.customers.tables.expenses import GiftList
from bihuan.deadlines.views.steps import Step, shown, view_of
from bihuan.kernel.actors import permit
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen, staff_page
from bihuan.signoff.queries import forms as signoff

ADVANCE_STEPS = {
    "hand_out": Step(advances.hand_out, None, lazy("Handed out; the salesman has been told.")),
    "take_back": Step(advances.take_back, None, lazy("The request was taken back.")),
    "clear": Step(advances.clear, None, lazy("Cleared.")),
}
GIFT_STEPS = {
    "hand_over": Step(gifts.hand_over, HandoverForm, lazy("Counted against the budget.")),
    "close": Step(gifts.close_gifts, None, lazy("The budget is settled.")),
}
ADVANCE_MOVES = {name: view_of(ExpenseAdvance, name, step) for name, step in ADVANCE_STEPS.items()}
GIFT_MOVES = {name: view_of(GiftBudget, name, step) for name, step in GIFT_STEPS.items()}


@for_record(ExpenseAdvance)
def expense_advance(request: StaffRequest, record: ExpenseAdvance) -> HttpResponse:
    """Show an advance: who gets what, who is asked back."""
    user, is_out = request.user, record.state == AdvanceState.OUT
    number, clause = queries.to_ask_back(record.facts())
    return shown(
        request, record, "customers/expense_advance.html", payouts=queries.payouts_of(record),
        checks=queries.checks_of(record), uses=dict(queries.uses()), asked_number=number, asked_clause=clause,
        may_pay=is_out and user.has_perm("customers.fill_expenses", record),
        may_return=record.state in (AdvanceState.OUT, AdvanceState.DISTRIBUTED)
        and user.has_perm("customers.pay_expenses", record),
        may_ask_back=record.state == AdvanceState.DISTRIBUTED and user.has_perm("customers.check_back", record),
    )  # fmt: skip


@for_record(ExpensePayout)
def pay_out(request: StaffRequest, record: ExpensePayout) -> HttpResponse:
    """Write down that a customer has got his money."""
    return _small(request, record, PayForm, advances.pay, _("Paid to the customer"))


@for_record(ExpensePayout)
def return_money(request: StaffRequest, record: ExpensePayout) -> HttpResponse:
    """Take cash back that didn't reach its customer."""
    return _small(request, record, ReturnForm, advances.return_money, _("Money came back"))


@for_record(ExpenseCheck)
def ask_back(request: StaffRequest, record: ExpenseCheck) -> HttpResponse:
    """Write down what a customer said who was asked back."""
    return _small(request, record, AskBackForm, advances.ask_back, _("Asked back"))


PERMISSIONS = {
    PayForm: "customers.fill_expenses", ReturnForm: "customers.pay_expenses", AskBackForm: "customers.check_back",
}  # fmt: skip


def _small(request: StaffRequest, record: Any, form_class: Any, operation: Any, heading: str) -> HttpResponse:
    permit(request.user, PERMISSIONS[form_class], record.advance)
    form = form_class(request.POST or None, record=record)

    def work() -> Any:
        values = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        return operation(record, by=request.user, revision=revision_seen(request), **values)

    if request.method == "POST" and attempt(form, work):
        return done(request, record.advance, _("Written down."))
    back = record.advance.get_absolute_url()
    return form_page(request, form, heading=f"{heading}：{record}", back=back, crumbs=[(back, record.number)])


@staff_page("customers.see_gifts")
def gift_budgets(request: StaffRequest) -> HttpResponse:
    """List the budgets for gifts."""
    adding = {"add_url": reverse("customers:add_gifts"), "add_label": _("Apply for gifts")}
    within = {"within_url": reverse("customers:expense_sheets"), "within": _("Customer expenses")}
    return GiftList(request).respond(**within, **(adding if request.user.has_perm("customers.ask_gifts") else {}))


@staff_page("customers.ask_gifts")
def add_gifts(request: StaffRequest) -> HttpResponse:
    """Apply for gifts to a customer."""
    form = GiftForm(request.POST or None)

    def work() -> GiftBudget:
        wanted = [Gift(one["name"], one["quantity"], one["price"], one["recipient"] or "") for one in form.lines]
        data = form.cleaned_data
        return gifts.ask_gifts(
            data["customer"], occasion=data["occasion"], wanted_on=data["wanted_on"], gifts=wanted, by=request.user
        )

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Applied for; the form is on its way."))
    back = reverse("customers:gift_budgets")
    return form_page(
        request, form, heading=_("Apply for gifts"), submit=_("Apply"), back=back, crumbs=[(back, _("Gifts"))],
        template="customers/grid.html",
    )  # fmt: skip


@for_record(GiftBudget)
def gift_budget(request: StaffRequest, record: GiftBudget) -> HttpResponse:
    """Show a budget: what was approved, what was handed over."""
    items = record.items.prefetch_related("handovers__given_by")
    return shown(
        request, record, "customers/gift_budget.html", items=items, routes=signoff.for_record(record, request.user)
    )
