"""Customer expenses as their pages, the desk and the customer's page show them (CUS-05)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum
from django.utils import timezone

from bihuan.customers.models.advances import ExpenseAdvance, ExpenseCheck, ExpensePayout
from bihuan.customers.models.expenses import ExpenseAccount, ExpenseLine, ExpenseSheet, SpecialExpense
from bihuan.customers.queries.month_days import MonthDay, day_of
from bihuan.customers.rules.expenses import month_after
from bihuan.customers.states.expenses import (
    OWING,
    AdvanceState,
    PayoutState,
    SheetState,
    SpecialState,
)
from bihuan.kernel import hanging
from bihuan.organization.models import Staff
from bihuan.regulations.queries import ParameterView, ruleset

AT_MOST = 20
ADVANCE, SPOT_CHECK, USES = "expense_advance", "expense_spot_check", "expense_use"


@dataclass(frozen=True)
class Days:
    """The three days of a sheet's month: filled in by, checked by, paid from."""

    fill: MonthDay | None
    check: MonthDay | None
    pay: MonthDay | None

    def is_too_late(self, now: datetime) -> bool:
        """Tell whether the day for checking is over."""
        return self.check is not None and now > self.check.ends_at

    def may_be_paid(self, now: datetime) -> bool:
        """Tell whether the day of payment has come."""
        return self.pay is not None and now >= self.pay.begins_at


def days_of(sheet: ExpenseSheet) -> Days:
    """Return a sheet's three days by the calendar as it is known now."""
    return Days(*(day_of(sheet.terms.get(name), sheet.cycle) for name in ("fill", "check", "pay")))


def standard_of(account: ExpenseAccount, facts: dict[str, Any]) -> ParameterView | None:
    """Return the clause that sets what a piece of this product is worth; None: nothing may be claimed for it."""
    return ruleset().one("amount", account.parameter, facts)


def terms_of_payment() -> ParameterView | None:
    """Return the clause that says when expenses become payable."""
    return ruleset().strongest("expense_terms", {})


def uses() -> list[tuple[str, str]]:
    """Return what the clause allows the money to be used for, as code and words."""
    view = ruleset().strongest("classification", {}, scheme=USES)
    return [(str(one["code"]), str(one["label"])) for one in view.data["items"]] if view else []


def advance_limit(facts: dict[str, Any]) -> ParameterView | None:
    """Return the clause that limits what a salesman may owe an account of."""
    return ruleset().one("amount", ADVANCE, facts)


def owing(person: int) -> list[Decimal]:
    """Return the amounts of a person's advances that are not cleared."""
    rows = ExpenseAdvance.objects.filter(salesman=person, state__in=OWING)
    return list(rows.values_list("amount", flat=True))


def to_ask_back(facts: dict[str, Any]) -> tuple[int, ParameterView | None]:
    """Return how many customers are asked back, with the clause; none where no clause says so."""
    view = ruleset().strongest("threshold", facts, measure=SPOT_CHECK)
    return (int(view.data["value"]), view) if view else (0, None)


def specials_for(sheet: ExpenseSheet) -> list[SpecialExpense]:
    """Return the approved applications of the month, and of earlier ones, that no standing sheet has."""
    end = timezone.make_aware(datetime.combine(month_after(sheet.month), datetime.min.time()))
    rows = SpecialExpense.objects.filter(salesman=sheet.salesman_id, state=SpecialState.APPROVED, approved_at__lt=end)
    taken = ExpenseLine.objects.exclude(sheet__state=SheetState.VOID).exclude(sheet=sheet.pk)
    return list(rows.exclude(pk__in=taken.exclude(special=None).values("special")).order_by("approved_at", "pk"))


def lines(sheet: ExpenseSheet) -> list[ExpenseLine]:
    """Return a sheet's lines as they stand on it."""
    return list(sheet.lines.select_related("customer", "account", "special", "clause__version__regulation"))


def open_lines(sheet: ExpenseSheet) -> list[ExpenseLine]:
    """Return the lines of which no advance has taken all; a newcomer's only when his money is in."""
    rows = sheet.lines.filter(drawn__lt=F("claim")).select_related("customer", "account", "special")
    return [row for row in rows if row.special is None or row.special.money_in_on]


def advances_of(sheet: ExpenseSheet) -> list[ExpenseAdvance]:
    """Return a sheet's advances, the first one first."""
    return list(sheet.advances.select_related("salesman", "handed_by").order_by("pk"))


def payouts_of(advance: ExpenseAdvance) -> list[ExpensePayout]:
    """Return what each customer gets of an advance."""
    rows = advance.payouts.select_related("line__customer", "line__account", "line__special")
    return list(rows.order_by("pk"))


def checks_of(advance: ExpenseAdvance) -> list[ExpenseCheck]:
    """Return who is asked back about an advance."""
    return list(advance.checks.select_related("customer", "checked_by", "advance"))


def account_sums(user: Any) -> list[dict[str, Any]]:
    """Return each account with its standard, what sheets claimed of it, what was paid; two queries."""
    accounts = list(ExpenseAccount.objects.visible_to(user))
    seen = ExpenseLine.objects.filter(sheet__in=ExpenseSheet.objects.visible_to(user))
    rows = seen.filter(sheet__state__in=(SheetState.CHECKED, SheetState.CLOSED)).values("account")
    sums = {row["account"]: row for row in rows.annotate(claimed=Sum("claim"), paid_out=Sum("paid"))}
    found = []
    for one in accounts:
        row: Any = sums.get(one.pk, {"claimed": Decimal(0), "paid_out": Decimal(0)})
        figures = {"claimed": row["claimed"], "paid_out": row["paid_out"], "left": row["claimed"] - row["paid_out"]}
        found.append({"account": one, "standard": standard_of(one, {}), **figures})
    return found


def of_customer(customer: Any, user: Any) -> dict[str, Any] | None:
    """Return what the customer's page shows: expenses and applications, as far as this viewer may see them."""
    if not user.has_perm("customers.see_expenses"):
        return None
    if not (hanging.has(customer, ExpenseLine) or hanging.has(customer, SpecialExpense)):
        return None
    rows = ExpenseLine.objects.filter(customer=customer.pk, sheet__in=ExpenseSheet.objects.visible_to(user))
    found = list(rows.select_related("sheet__salesman", "account").order_by("-sheet__month", "-pk")[:6])
    specials = list(SpecialExpense.objects.visible_to(user).filter(customer=customer.pk).order_by("-pk")[:3])
    return {"lines": found, "specials": specials, "count": len(found) + len(specials)} if found or specials else None


@dataclass(frozen=True)
class ToDo:
    """Something about expenses that waits for somebody: which record, what to do there."""

    record: Any
    detail: str
    is_due: bool = True


def waiting(user: Staff) -> list[ExpenseSheet | ExpenseAdvance | SpecialExpense]:
    """Return what waits for this colleague: sheets to fill in, advances to pay, hand out, ask back about, clear."""
    if not user.has_perm("customers.see_expenses"):
        return []
    found: list[Any] = list(
        ExpenseSheet.objects.filter(salesman=user.pk, state=SheetState.OPEN).select_related("salesman")[:AT_MOST]
    )
    turn = Q(salesman=user.pk, state=AdvanceState.OUT)
    turn |= Q(salesman__department__manager=user.pk, state=AdvanceState.DISTRIBUTED, checks__answer="")
    if user.has_perm("customers.pay_expenses"):
        turn |= Q(state=AdvanceState.ASKED) | (Q(state=AdvanceState.DISTRIBUTED) & ~Q(checks__answer=""))
        found += _money_awaited()
    rows = ExpenseAdvance.objects.filter(turn).select_related("salesman").order_by("asked_at").distinct()
    return [*found, *rows[:AT_MOST]]


def _money_awaited() -> list[SpecialExpense]:
    signed = SpecialExpense.objects.filter(state=SpecialState.APPROVED, money_in_on=None).exclude(contract_on=None)
    return list(signed.select_related("customer").order_by("contract_on")[:AT_MOST])


def paid_customers(advance: ExpenseAdvance) -> list[int]:
    """Return the customers who got money of an advance."""
    rows = advance.payouts.filter(state=PayoutState.PAID).order_by("line__customer")
    return list(rows.values_list("line__customer", flat=True).distinct())
