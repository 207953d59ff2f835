"""The demo company's customers and what they bought, brought in as an import would: many rows a statement."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from bihuan.config.demo import names
from bihuan.config.demo.clock import Clock
from bihuan.customers import queries as customer_queries
from bihuan.customers.models import Customer, Site
from bihuan.kernel import bulk, history, search
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.numbering import take
from bihuan.organization.models import Region
from bihuan.products import operations as products
from bihuan.products import queries as product_queries
from bihuan.products.models import ProductModel, ServiceContract, Unit
from bihuan.products.rules import serial_key

CHUNK = 200
SHARES = (6, 6, 7, 8, 5, 3, 2, 3, 1, 1)  # of households, by region in the order of `company.REGIONS`


def customers(chance: random.Random, count: int) -> list[Site]:
    """Enter customers, each with the place where his products stand."""
    regions = {
        region.name: region
        for region in Region.objects.filter(parent__isnull=False).select_related("outlet__department").order_by("pk")
    }
    rows = [_customer(chance, number, regions) for number in range(count)]
    for row, number in zip(rows, take("CU", count, at=timezone.now()), strict=True):
        row.number = number
    bulk.insert(rows)
    sites = [Site(customer=row, name="服务地点", region=row.region, address=row.address.reveal()) for row in rows]
    bulk.insert(sites)
    lines = [_first(row, row.name) for row in rows] + [_first(site, site.name) for site in sites]
    lines += [history.Line(Customer.kind(), site.customer_id, "add_site", note=site.name) for site in sites]
    history.append_many(lines)
    search.index_many(Customer.kind(), [(row.pk, customer_queries.searchable(row)) for row in rows])
    return sites


def _first(row: Customer | Site, name: str) -> history.Line:
    return history.Line(row.kind(), row.pk, "register", changes={"name": [None, name]}, source="import", is_first=True)


def _customer(chance: random.Random, number: int, regions: dict[str, Region]) -> Customer:
    if number == len(names.COMPANIES):
        return Customer(**names.THE_EXAMPLE, region=regions["滨江区"])
    if number < len(names.COMPANIES):
        name, kind, business, area = names.COMPANIES[number]
    else:
        name, kind, business = chance.choice(names.SURNAMES) + chance.choice(names.GIVEN), "household", ""
        area = chance.choices(list(regions), SHARES)[0]
    place = f"{chance.choice(names.ESTATES[area])} {chance.randint(1, 36)} 幢"
    door = f"{chance.randint(1, 28)}{chance.randint(1, 4):02d} 室"
    return Customer(
        name=name, customer_kind=kind, business=business, region=regions[area],
        phone=f"1{chance.choice('3578')}{chance.randint(0, 999999999):09d}", address=f"杭州市{area}{place} {door}",
    )  # fmt: skip


def units(
    chance: random.Random,
    sites: list[Site],
    count: int,
    *,
    clock: Clock,
    now: datetime,
    progress: Callable[[int, int], None],
) -> list[Unit]:
    """Enter what customers bought: one unit at least, companies many; accepted some days later, which starts warranty.

    Args:
        clock: stands at the day of each chunk's last acceptance, so that nothing was entered before it happened.
        progress: told (how many are in, of how many).
    """
    models = list(ProductModel.objects.select_related("line").order_by("pk"))
    contracts = _contracts(chance, sites)
    weights = [4 if site.customer.customer_kind == "household" else 22 for site in sites]
    where = [*sites, *chance.choices(sites, weights, k=max(0, count - len(sites)))][:count]
    rows = [_unit(chance, site, contracts.get(site.customer_id), models, timezone.localdate(now)) for site in where]
    taken: set[str] = set()
    for row in rows:
        while row.serial_key in taken:
            row.serial = f"{row.serial[:-6]}{chance.randint(0, 999999):06d}"
            row.serial_key = serial_key(row.serial)
        taken.add(row.serial_key)
    rows.sort(key=lambda row: row.accepted_on or date.min)
    begin = clock.now
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        clock.now = max(begin, _noon(chunk[-1].accepted_on))
        _enter(chunk, begin)
        progress(start + len(chunk), len(rows))
    return rows


def _noon(day: date | None) -> datetime:
    return timezone.make_aware(datetime.combine(day or date.min, time(12)))


def _enter(chunk: list[Unit], begin: datetime) -> None:
    bulk.insert(chunk)
    lines: list[history.Line] = []
    for row in chunk:
        at = max(begin, _noon(row.accepted_on))
        changes = {"serial": [None, row.serial]}
        lines.append(
            history.Line(row.kind(), row.pk, "register", changes=changes, at=at, source="import", is_first=True)
        )
        accepted = {"accepted_on": [None, str(row.accepted_on)]}
        lines.append(history.Line(row.kind(), row.pk, "accept_unit", changes=accepted, at=at, source="import"))
    history.append_many(lines)
    search.index_many(Unit.kind(), [(row.pk, product_queries.searchable(row)) for row in chunk])


def _contracts(chance: random.Random, sites: list[Site]) -> dict[int, ServiceContract]:
    """Half of the companies have a maintenance contract for all they have."""
    made: dict[int, ServiceContract] = {}
    for site in sites:
        if site.customer.customer_kind != "household" and chance.random() < 0.5:
            begins = timezone.localdate() + timedelta(days=chance.randint(-300, 60))
            made[site.customer_id] = products.add(
                ServiceContract, number=f"HT-{begins:%Y}-{site.customer_id:04d}", customer=site.customer,
                starts_on=begins, ends_on=begins + timedelta(days=730), covers_all=True, by=SYSTEM,
            )  # fmt: skip
    return made


def _unit(
    chance: random.Random, site: Site, contract: ServiceContract | None, models: list[ProductModel], today: date
) -> Unit:
    model = chance.choice(models)
    sold = today - timedelta(days=chance.randint(40, 1900))
    series = f"{model.code.split('-')[1][:2]}{chance.choice('BCD')}{chance.randint(1, 9)}"
    serial = f"{series}-{sold:%y%m}-{chance.randint(0, 999999):06d}"
    return Unit(
        serial=serial, serial_key=serial_key(serial), model=model, customer=site.customer, site=site, contract=contract,
        sold_on=sold, produced_on=sold - timedelta(days=chance.randint(20, 90)),
        accepted_on=sold + timedelta(days=chance.randint(1, 12)),
    )  # fmt: skip
