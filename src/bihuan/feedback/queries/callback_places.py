"""Where call-backs are due: every place of a customer where a unit stands, and every contract in force."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from bihuan.customers.models import Customer, Site
from bihuan.kernel.months import add_months
from bihuan.organization.models import Region
from bihuan.products.models import ProductModel, ServiceContract, Unit
from bihuan.regulations.queries import RuleSet

STARTS = ("acceptance", "delivery", "sale")
CHUNK = 5_000
_UNIT = (
    "model_id", "accepted_on", "delivered_on", "sold_on", "produced_on", "term_from", "warranty_months",
    "left_out_days",
)  # fmt: skip
_ANYWHERE = (None, True)
Facts = dict[str, Any]
UnitTerms = tuple[Any, ...]  # in the order of `_UNIT`


Starts = tuple[date, date, date]  # acceptance, delivery, sale


@dataclass(slots=True)
class Place:
    """A place or contract that may have to be called on, and what clauses want to know of it.

    Attributes:
        key: S and the site, C and the customer where no site is named, K and the contract.
        facts: places alike share them.
        starts: the first days by what a clause counts from, in the order of `STARTS`; None where none is on file.
        until: last day of warranty, or of the contract.
    """

    key: str
    customer: int
    site: int | None
    contract: int | None
    region: int | None
    facts: Facts
    starts: Starts | None
    until: date | None


class Warranties:
    """The last day of warranty of a unit, by contract of sale, model, line or clause; asked once for each kind."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.models = {one.pk: one for one in ProductModel.objects.select_related("line")}
        self.by_customer = any(c.fact == "customer" for view in rules.all("warranty") for c in view.conditions)
        self._clauses: dict[tuple[int, str], tuple[int, int, str]] = {}
        self._ends: dict[tuple[date, int], date] = {}

    def line(self, model: int) -> str:
        """Return the code of a model's line."""
        return str(self.models[model].line.code)

    def until(self, unit: UnitTerms, customer: str) -> date | None:
        """Return the last day of warranty of a unit, None where it has none.

        Args:
            customer: his number.
        """
        model, accepted, delivered, sold, produced, term_from, own_months, left_out_days = unit
        months, least, starts = self._clause(model, customer)
        months = max(own_months or months, least)
        known = {"acceptance": accepted, "delivery": delivered, "sale": sold, "production": produced}
        order = (starts, *STARTS)
        since = term_from or next((day for name in order if (day := known[name])), None)
        if since is None or not months:
            return None
        key = (since, months)
        if key not in self._ends:
            self._ends[key] = add_months(since, months)
        return self._ends[key] + timedelta(days=left_out_days - 1)

    def _clause(self, model: int, customer: str) -> tuple[int, int, str]:
        key = (model, customer if self.by_customer else "")
        if key not in self._clauses:
            one = self.models[model]
            facts = {"product_line": one.line.code, "model": one.code, "customer": key[1]}
            clause = self.rules.one("warranty", "warranty", facts)
            says = clause.data if clause else {}
            months = one.warranty_months or one.line.warranty_months or int(says.get("months") or 0)
            least, starts = int(says.get("least_months") or 0), str(says.get("starts", "acceptance"))
            self._clauses[key] = (months, least, starts)
        return self._clauses[key]


def batches(rows: QuerySet[Any], *, size: int = CHUNK) -> Iterator[tuple[int, int]]:
    """Yield first and last key of so many rows after another."""
    last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield keys[0], keys[-1]
        last = keys[-1]


class PlaceReader:
    """Reads the places of many customers at once; what is alike is worked out once."""

    def __init__(self, rules: RuleSet, asked: Collection[str]) -> None:
        """Begin reading.

        Args:
            asked: the facts that clauses on call-backs ask for.
        """
        self.warranties = Warranties(rules)
        self.areas = dict(Region.objects.values_list("pk", "area"))
        self.asks_customer = "customer" in asked
        self._terms: dict[tuple[UnitTerms, str], tuple[str, Starts | None, date | None]] = {}
        self._facts: dict[tuple[Any, ...], Facts] = {}

    def sites(self, first: int, last: int) -> list[Place]:
        """Return the places of the customers between two keys where a unit stands; closed sites are left out."""
        people = Customer.objects.approachable().filter(pk__range=(first, last))
        customers = {row[0]: row for row in people.values_list("pk", "number", "tier", "business", "region_id")}
        where = Site.objects.filter(customer__gte=first, customer__lte=last).values_list("pk", "region_id", "is_active")
        sites = {pk: (region, is_active) for pk, region, is_active in where}
        units = Unit.objects.filter(customer__gte=first, customer__lte=last, replaced_on=None).order_by()
        places: dict[tuple[int, int | None], Place] = {}
        lines: dict[str, set[str]] = {}
        for customer, site, *unit in units.values_list("customer_id", "site_id", *_UNIT):
            person = customers.get(customer)
            region, is_active = sites.get(site, _ANYWHERE)
            if person is None or not is_active:  # nobody to call on, nowhere to go
                continue
            line, starts, until = self._known(tuple(unit), person[1])
            place = places.get((customer, site))
            if place is None:
                region = region or person[4]
                facts = self._alike(person, region, (line,))
                key = f"S{site}" if site else f"C{customer}"
                places[customer, site] = Place(key, customer, site, None, region, facts, starts, until)
                continue
            place.starts, place.until = _earlier(place.starts, starts), _later(place.until, until)
            found = lines.setdefault(place.key, set(place.facts["product_line"]))
            if line not in found:
                found.add(line)
                place.facts = self._alike(person, place.region, tuple(sorted(found)))
        return list(places.values())

    def _known(self, unit: UnitTerms, number: str) -> tuple[str, Starts | None, date | None]:
        """Return a unit's line, the days that clauses count from, and the last day of its warranty."""
        key = (unit, number if self.warranties.by_customer else "")
        found = self._terms.get(key)
        if found is None:
            first = unit[1] or unit[2] or unit[3]
            starts = (unit[1] or first, unit[2] or first, unit[3] or first) if first else None
            found = self.warranties.line(unit[0]), starts, self.warranties.until(unit, number)
            self._terms[key] = found
        return found

    def _alike(self, person: Sequence[Any], region: int | None, lines: tuple[str, ...]) -> Facts:
        """Return the facts of a place; places of which clauses can't tell one from the other have the same."""
        key = (person[1] if self.asks_customer else "", person[2], person[3], region, lines)
        found = self._facts.get(key)
        if found is None:
            found = self._facts[key] = {
                "customer": key[0], "tier": key[1], "business": key[2],
                "area": self.areas.get(region, "") if region else "", "product_line": list(lines),
            }  # fmt: skip
        return found

    def contracts(self, first: int, last: int, today: date) -> list[Place]:
        """Return the contracts in force between two keys as places."""
        rows = ServiceContract.objects.filter(pk__range=(first, last), starts_on__lte=today, ends_on__gte=today)
        rows = rows.filter(customer__in=Customer.objects.approachable())
        return [_contract(row, self.areas) for row in rows.select_related("customer")]


def _earlier(one: Starts | None, other: Starts | None) -> Starts | None:
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), min(one[1], other[1]), min(one[2], other[2])


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _contract(row: ServiceContract, areas: dict[int, str]) -> Place:
    customer, region = row.customer, row.customer.region_id
    facts = {"customer": customer.number, "tier": customer.tier, "business": customer.business,
             "area": areas.get(region, "") if region else ""}  # fmt: skip
    starts = (row.starts_on, row.starts_on, row.starts_on)
    return Place(f"K{row.pk}", customer.pk, None, row.pk, region, facts, starts, row.ends_on)


def customers_of(keys: Sequence[int]) -> QuerySet[Customer]:
    """Return the customers to plan for: all, or some."""
    return Customer.objects.filter(pk__in=keys) if keys else Customer.objects.all()
