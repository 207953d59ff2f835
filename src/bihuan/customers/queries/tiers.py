"""Reads about ratings: the clauses in force, a calculation in words, a customer's tier and who cares for him."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.customers.models import Account, CareMandate, Customer, Rating, Revenue
from bihuan.customers.models.revenue import CNY
from bihuan.customers.queries.about import revenues
from bihuan.customers.rules.ratings import Rule
from bihuan.customers.states import CustomerKind
from bihuan.customers.states.tiers import CareUnit, Rated, RatingState
from bihuan.kernel import hanging
from bihuan.kernel.wording import yuan
from bihuan.organization.models import Outlet, Staff
from bihuan.organization.states import Post, RevenueGroup
from bihuan.regulations.queries import ParameterView, ruleset

AT_MOST = 40
YEARS = 5


@dataclass(frozen=True)
class Ruling:
    """The clauses that rate customers, as they are in force."""

    tiers: list[Rule]
    factors: list[Rule]
    parts: list[Rule]
    bounds: list[Rule]


def ruling(facts: Mapping[str, Any]) -> Ruling:
    """Return the clauses in force for a customer with these facts."""
    rules = ruleset()

    def of(kind: str) -> list[Rule]:
        return [Rule(view.data, view.label, view.clause_id) for view in rules.matching(kind, facts)]

    return Ruling(of("account_tier"), of("tier_factor"), of("score_part"), of("grade_band"))


def schedule(rated: str) -> ParameterView | None:
    """Return the clause that says when tiers or grades are proposed, None when no clause does."""
    return ruleset().strongest("rating_schedule", {}, rated=rated)


def amounts(customers: Iterable[int], years: Iterable[int]) -> dict[tuple[int, int], Decimal]:
    """Return the revenue in CNY by customer and year; what came in in other currencies is not among it.

    A year that both files had before they were merged stands on both; the customer's revenue is their sum.
    """
    keys = set(customers)
    found: dict[tuple[int, int], Decimal] = {}
    rows = Revenue.objects.filter(Q(customer__in=keys) | Q(customer__merged_into__in=keys), currency=CNY)
    names = ("customer_id", "customer__merged_into_id", "year", "amount")
    for customer, merged_into, year, amount in rows.filter(year__in=list(years)).values_list(*names):
        place = (customer if customer in keys else merged_into, year)
        found[place] = found.get(place, Decimal(0)) + amount
    return found


def step_words(step: Mapping[str, str]) -> str:
    """Return one step of a calculation as people read it."""
    shown = {
        **step,
        **{key: yuan(Decimal(step[key])) for key in ("bound", "revenue", "lowered") if _is_yuan(step, key)},
    }
    match step["step"]:
        case "reached":
            return _("%(tier)s: %(revenue)s ≥ %(bound)s, reached") % shown
        case "missed":
            return _("%(tier)s: %(revenue)s < %(bound)s, not reached") % shown
        case "upstream":
            return _("%(tier)s: a registered upstream account") % shown
        case "factor":
            shown["group"] = str(RevenueGroup(step["group"]).label)
            return _("%(tier)s in %(group)s: %(bound)s × %(factor)s = %(lowered)s") % shown
        case "agreement":
            return _("no valid agreement: no tier")
        case "unknown":
            return _("%(part)s: not known, 0 points × %(weight)s %%") % {**shown, "part": part_words(step["part"])}
        case "points":
            told = {**shown, "part": part_words(step["part"]), "value": _value(step)}
            return _("%(part)s %(value)s: %(points)s points × %(weight)s %%") % told
    return _("%(score)s points together, from %(bound)s on: %(grade)s") % shown


def _is_yuan(step: Mapping[str, str], key: str) -> bool:
    return key in step and step["step"] != "graded"


def part_words(part: str) -> str:
    """Return what a part of the score looks at."""
    return {
        "nature": pgettext("score", "Nature"), "size": pgettext("score", "Size"), "sales": _("Yearly sales"),
        "trend": pgettext("score", "Trend"),
    }[part]  # fmt: skip


def _value(step: Mapping[str, str]) -> str:
    value = step["value"]
    if step["part"] == "nature":
        return str(CustomerKind(value).label)
    if step["part"] == "sales":
        return yuan(Decimal(value))
    return f"{value} %" if step["part"] == "trend" else _("%(number)s people") % {"number": value}


def calculation(rating: Rating) -> list[dict[str, str]]:
    """Return a rating's steps in words, each with its clause."""
    return [
        {"words": step_words(step), "clause": step.get("clause", ""), "url": _clause_url(step)} for step in rating.steps
    ]


def _clause_url(step: Mapping[str, str]) -> str:
    return f"/regulations/clauses/{step['clause_id']}/" if step.get("clause_id") else ""


@dataclass(frozen=True)
class Care:
    """Who cares for a customer: which level of the company, the outlet or the post, by which clause or mandate."""

    unit: str
    who: str
    clause: str
    clause_url: str
    mandate: CareMandate | None
    may_delegate: bool


def care_of(customer: Customer) -> Care | None:
    """Return who cares for a customer by his tier's clause; None without a tier, or where no clause says."""
    views = ruleset().matching("account_tier", customer.facts())
    view = next((one for one in views if customer.tier and one.data["tier"] == customer.tier), None)
    if view is None:
        return None
    may = bool(view.data.get("may_delegate"))
    mandate = mandate_of(customer) if may else None
    unit = CareUnit.CITY if mandate else CareUnit(view.data["care_unit"])
    outlet = mandate.outlet if mandate else customer.region.outlet if customer.region else None
    post = str(Post(view.data["post"]).label) if view.data.get("post") else ""
    place = outlet.name if outlet else ""
    who = post if unit == CareUnit.PROVINCE else place if mandate else " · ".join(filter(None, [place, post]))
    return Care(str(unit.label), who, view.label, view.url, mandate, may)


def mandate_of(customer: Customer) -> CareMandate | None:
    """Return the mandate that holds today."""
    today = timezone.localdate()
    rows = CareMandate.objects.filter(customer=customer.pk, since_on__lte=today)
    return rows.filter(Q(until_on=None) | Q(until_on__gte=today)).select_related("outlet", "file").first()


def tier_panel(customer: Customer, user: Any) -> dict[str, Any] | None:
    """Return what a customer's page shows of his tier: who cares, the agreement, the ratings so far."""
    rows = customer.ratings.select_related("clause__version__regulation").order_by("-year", "-pk")
    found = list(rows[:AT_MOST]) if hanging.has(customer, Rating) else []
    account = Account.objects.filter(customer=customer.pk).first() if hanging.has(customer, Account) else None
    may_edit = user.has_perm("customers.edit_account", customer)
    if not (found or account or may_edit or customer.tier):
        return None
    care = care_of(customer)
    return {
        "account": account, "care": care, "ratings": found, "may_edit": may_edit,
        "is_valid": bool(account and account.has_agreement()),
        "may_mandate": bool(care and care.may_delegate) and user.has_perm("customers.give_mandate", customer),
        "may_rate": user.has_perm("customers.run_review"),
    }  # fmt: skip


def revenue_panel(customer: Customer, user: Any) -> dict[str, Any] | None:
    """Return what a customer's page shows of his revenue: the last years, and whether it may be corrected."""
    own_first = F("customer__merged_into").asc(nulls_first=True)
    known = revenues(customer.pk).select_related("customer").order_by("-year", "currency", own_first, "pk")
    rows = list(known[: YEARS * 2]) if hanging.has(customer, Revenue) else []
    may_edit = user.has_perm("customers.edit_revenue", customer)
    if not (rows or may_edit):
        return None
    before = {(row.year, row.currency): row.amount for row in rows if row.customer_id == customer.pk}
    most = max((row.amount for row in rows), default=Decimal(0))
    lines = [
        {
            "row": row, "share": int(row.amount / most * 100) if most else 0,
            "of": row.customer.number if row.customer_id != customer.pk else "",
            "change": _change(row.amount, before.get((row.year - 1, row.currency))),
        }
        for row in rows
    ]  # fmt: skip
    return {"lines": lines, "may_edit": may_edit}


def _change(now: Decimal, before: Decimal | None) -> Decimal | None:
    return ((now - before) / before * 100).quantize(Decimal(1)) if before else None


def waiting(user: Staff, limit: int) -> list[tuple[Rating, str]]:
    """Return the ratings that wait for this colleague, with what he is to do; one query."""
    turn = Q(owner=user.pk, rated=Rated.TIER)
    rows = Rating.objects.filter(state=RatingState.PROPOSED).select_related("customer__region")
    may_confirm = user.has_perm("customers.confirm_grade")
    if may_confirm:
        turn |= Q(rated=Rated.GRADE)
    found = rows.filter(turn).order_by("proposed_at", "pk")[:limit]
    return [(row, _("To be confirmed") if row.rated == Rated.GRADE else _("To be sent for approval")) for row in found]


def outlets() -> Any:
    """Return the outlets that may be mandated."""
    return Outlet.objects.filter(is_active=True).order_by("code")
