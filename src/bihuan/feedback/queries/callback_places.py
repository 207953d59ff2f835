"""Where call-backs are due: every place of a customer where a unit stands, and every contract in force."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
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
    "customer_id", "site_id", "model_id", "accepted_on", "delivered_on", "sold_on", "produced_on", "term_from",
    "warranty_months", "left_out_days",
)  # fmt: skip
Facts = dict[str, Any]


@dataclass
class Place:
    """A place or contract that may have to be called on, and what clauses want to know of it.

    Attributes:
        key: S and the site, C and the customer where no site is named, K and the contract.
        starts: first day by what a clause counts from: acceptance, delivery, sale.
        until: last day of warranty, or of the contract.
    """

    key: str
    customer: int
    site: int | None = None
    contract: int | None = None
    region: int | None = None
    facts: Facts = field(default_factory=dict)
    starts: dict[str, date] = field(default_factory=dict)
    until: date | None = None
    lines: set[str] = field(default_factory=set)


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

    def until(self, row: dict[str, Any], customer: str) -> date | None:
        """Return the last day of warranty of a unit, None where it has none.

        Args:
            row: the unit's dates and months, as in its columns.
            customer: his number.
        """
        months, least, starts = self._clause(row["model_id"], customer)
        months = max(row["warranty_months"] or months, least)
        known = {"acceptance": row["accepted_on"], "delivery": row["delivered_on"], "sale": row["sold_on"],
                 "production": row["produced_on"]}  # fmt: skip
        order = (starts, *STARTS)
        since = row["term_from"] or next((day for name in order if (day := known[name])), None)
        if since is None or not months:
            return None
        key = (since, months)
        if key not in self._ends:
            self._ends[key] = add_months(since, months)
        return self._ends[key] + timedelta(days=row["left_out_days"] - 1)

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
    """Reads the places of many customers at once."""

    def __init__(self, rules: RuleSet) -> None:
        self.warranties = Warranties(rules)
        self.areas = dict(Region.objects.values_list("pk", "area"))

    def sites(self, first: int, last: int) -> list[Place]:
        """Return the places of the customers between two keys where a unit stands; closed sites are left out."""
        people = Customer.objects.approachable().filter(pk__range=(first, last))
        customers = {row[0]: row for row in people.values_list("pk", "number", "tier", "business", "region_id")}
        where = Site.objects.filter(customer__gte=first, customer__lte=last).values_list("pk", "region_id", "is_active")
        sites = {pk: (region, is_active) for pk, region, is_active in where}
        places: dict[str, Place] = {}
        units = Unit.objects.filter(customer__gte=first, customer__lte=last, replaced_on=None).order_by()
        for values in units.values_list(*_UNIT):
            row = dict(zip(_UNIT, values, strict=True))
            if row["customer_id"] not in customers:  # nobody to call on
                continue
            site = row["site_id"]
            region, is_active = sites.get(site, (None, True))
            if not is_active:
                continue
            _pk, number, tier, business, home = customers[row["customer_id"]]
            key = f"S{site}" if site else f"C{row['customer_id']}"
            place = places.get(key)
            if place is None:
                region = region or home
                facts = {"customer": number, "tier": tier, "business": business, "area": self.areas.get(region, "")}
                place = places[key] = Place(key, row["customer_id"], site, region=region, facts=facts)
            self._add(place, row, number)
        for place in places.values():
            place.facts["product_line"] = sorted(place.lines)
        return list(places.values())

    def _add(self, place: Place, row: dict[str, Any], number: str) -> None:
        place.lines.add(self.warranties.line(row["model_id"]))
        known = (row["accepted_on"], row["delivered_on"], row["sold_on"])
        first = known[0] or known[1] or known[2]
        if first is not None:
            for name, day in zip(STARTS, known, strict=True):
                own = day or first
                if name not in place.starts or own < place.starts[name]:  # always in this order, all or none
                    place.starts[name] = own
        until = self.warranties.until(row, number)
        if until and (place.until is None or until > place.until):
            place.until = until

    def contracts(self, first: int, last: int, today: date) -> list[Place]:
        """Return the contracts in force between two keys as places."""
        rows = ServiceContract.objects.filter(pk__range=(first, last), starts_on__lte=today, ends_on__gte=today)
        rows = rows.filter(customer__in=Customer.objects.approachable())
        return [_contract(row, self.areas) for row in rows.select_related("customer")]


def _contract(row: ServiceContract, areas: dict[int, str]) -> Place:
    customer, region = row.customer, row.customer.region_id
    facts = {"customer": customer.number, "tier": customer.tier, "business": customer.business,
             "area": areas.get(region, "") if region else ""}  # fmt: skip
    starts = dict.fromkeys(STARTS, row.starts_on)
    return Place(f"K{row.pk}", customer.pk, None, row.pk, region, facts, starts, row.ends_on)


def customers_of(keys: Sequence[int]) -> QuerySet[Customer]:
    """Return the customers to plan for: all, or some."""
    return Customer.objects.filter(pk__in=keys) if keys else Customer.objects.all()
