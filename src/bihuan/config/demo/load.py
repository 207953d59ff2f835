"""Fill an installation with the demo company, its customers, their products and a year of service."""

import io
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from bihuan.config.demo import names
from bihuan.config.demo.company import found
from bihuan.config.demo.life import Case, Clock, Life, moments, set_back
from bihuan.customers import operations as customers
from bihuan.customers.models import Customer
from bihuan.kernel import attachments, outbox
from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Region, Staff
from bihuan.products import operations as products
from bihuan.products.models import FaultCode, ProductLine, ProductModel, ServiceContract, Unit
from bihuan.regulations.queries import holding_rules
from bihuan.service.models import FaultClass

REQUESTS, CUSTOMERS, UNITS = 2000, 300, 1200
SEED = 20261120

Progress = Callable[[str, int, int], None]


def is_loaded() -> bool:
    """Tell whether the demo company is there already."""
    return bool(Staff.objects.filter(username="zhoumin").exists())


def load(progress: Progress, *, requests: int = REQUESTS, seed: int = SEED) -> None:
    """Fill the database in one transaction: all of the demo company or nothing.

    Args:
        progress: told (what, done, of how many) as it goes.
        requests: how many service requests the year shall have.
    """
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    now = timezone.now()
    start = now - timedelta(days=365)
    clock = Clock(now)
    with transaction.atomic(), set_back(clock), holding_rules():
        progress("company", 0, 1)
        people = found()
        faults, codes = _catalogue()
        units = _customers(chance, progress, now)
        clock.now = start
        life = Life(clock, now, chance, people, _signature(chance))
        troubles = {line: [row for row in names.TROUBLES if row[0] == line] for line, _name, _months in names.LINES}
        for moment in moments(chance, start, now - timedelta(minutes=3), requests):
            unit = _sold_by(moment.date(), units, chance)
            trouble = chance.choice(troubles[unit.model.line.code])
            case = Case(life, unit, trouble, faults[f"{trouble[0]}-{trouble[1]}"], codes)
            life.at(moment, case.report)
        with holding_rules():
            life.run(lambda done: progress("requests", min(done // 9, requests), requests))
        outbox.Notice.objects.filter(created_at__lt=now - timedelta(days=1)).update(read_at=now)
    progress("requests", requests, requests)


def _catalogue() -> tuple[dict[str, FaultClass], dict[tuple[str, str], FaultCode]]:
    lines = {
        code: products.add(ProductLine, code=code, name=name, warranty_months=months, by=SYSTEM)
        for code, name, months in names.LINES
    }
    for code, name, line in names.MODELS:
        products.add(ProductModel, code=code, name=name, line=lines[line], by=SYSTEM)
    codes = {
        (line, code): products.add(FaultCode, code=code, name=name, line=lines[line], by=SYSTEM)
        for line, code, name in names.FAULT_CODES
    }
    groups = {code: FaultClass.objects.create(code=code, name=name) for code, name, _months in names.LINES}
    faults = {
        f"{row[0]}-{row[1]}": FaultClass.objects.create(
            code=f"{row[0]}-{row[1]}", name=row[2], skill=row[3], parent=groups[row[0]]
        )
        for row in names.TROUBLES
    }
    return faults, codes


def _signature(chance: random.Random) -> attachments.Content:
    """Return a stroke that passes for a signature."""
    picture = Image.new("RGBA", (420, 140), (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)
    x, y = 40.0, 80.0
    for _stroke in range(7):
        points = [(x, y)]
        for _point in range(6):
            x, y = x + chance.uniform(-6, 22), max(20, min(120, y + chance.uniform(-34, 34)))
            points.append((x, y))
        draw.line(points, fill=(16, 28, 60, 255), width=4, joint="curve")
        x, y = min(x + 8, 330), 80.0
    content = io.BytesIO()
    picture.save(content, "PNG", optimize=True)
    return attachments.inspect("signature.png", content.getvalue())


def _sold_by(day: date, units: list[Unit], chance: random.Random) -> Unit:
    """Return a unit that stood at its customer's on that day."""
    while True:
        unit = chance.choice(units)
        if unit.accepted_on and unit.accepted_on <= day:
            return unit


def _customers(chance: random.Random, progress: Progress, now: datetime) -> list[Unit]:
    regions = {region.name: region for region in Region.objects.filter(parent__isnull=False)}
    models = list(ProductModel.objects.select_related("line"))
    shares = [6, 6, 7, 8, 5, 3, 2, 3, 1, 1]
    units: list[Unit] = []
    for number in range(CUSTOMERS):
        if number < len(names.COMPANIES):
            name, kind, business, area = names.COMPANIES[number]
        else:
            name, kind, business = chance.choice(names.SURNAMES) + chance.choice(names.GIVEN), "household", ""
            area = chance.choices(list(regions), shares)[0]
        region = regions[area]
        estate = chance.choice(names.ESTATES[area])
        address = (
            f"杭州市{area}{estate} {chance.randint(1, 36)} 幢 {chance.randint(1, 28)}{chance.randint(1, 4):02d} 室"
        )
        phone = f"1{chance.choice('3578')}{chance.randint(0, 999999999):09d}"
        customer = customers.register(
            name=name, customer_kind=kind, business=business, phone=phone, region=region, address=address, by=SYSTEM
        )
        units += _units(chance, customer, models, 12 if kind != "household" else 3, now)
        if number % 25 == 0:
            progress("customers", number, CUSTOMERS)
    return units


def _units(
    chance: random.Random, customer: Customer, models: list[ProductModel], mean: int, now: datetime
) -> list[Unit]:
    site = customers.add_site(
        customer, name="服务地点", region=customer.region, address=customer.address.reveal(), by=SYSTEM
    )
    contract = None
    if mean > 3 and chance.random() < 0.5:
        begins = date(2025, chance.randint(6, 12), 1)
        contract = products.add(
            ServiceContract, number=f"HT-{begins:%Y}-{customer.pk:04d}", customer=customer, starts_on=begins,
            ends_on=begins + timedelta(days=730), covers_all=True, by=SYSTEM,
        )  # fmt: skip
    made = []
    for _unit in range(max(1, int(chance.gauss(mean + 0.4, mean / 3)))):
        model = chance.choice(models)
        sold = timezone.localdate(now) - timedelta(days=chance.randint(40, 1900))
        series = f"{model.code.split('-')[1][:2]}{chance.choice('BCD')}{chance.randint(1, 9)}"
        serial = f"{series}-{sold:%y%m}-{chance.randint(0, 999999):06d}"
        produced = sold - timedelta(days=chance.randint(20, 90))
        unit = products.register_unit(
            serial=serial, model=model, customer=customer, site=site, sold_on=sold, produced_on=produced,
            accepted_on=sold + timedelta(days=chance.randint(1, 12)), contract=contract, by=SYSTEM,
        )  # fmt: skip
        made.append(unit)
    return made
