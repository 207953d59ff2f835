"""Fill an installation with the demo company, its customers, their products and a year of service."""

import io
import random
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation
from PIL import Image, ImageDraw

from bihuan.config.demo import (
    accounts,
    aloft,
    billing,
    called,
    delivered,
    entitled,
    improved,
    incoming,
    installed,
    investigated,
    learned,
    lent,
    names,
    nonconforming,
    owed,
    recalled,
    remedied,
    rewarded,
    sold,
    surveyed,
    talked,
    troubled,
    updated,
    visited,
    workshop,
    zeroed,
)
from bihuan.config.demo.affairs import everyday, tidy
from bihuan.config.demo.beside import matters
from bihuan.config.demo.case import FATES, FRESH, Case
from bihuan.config.demo.clock import STANDING, Clock, moments, set_back
from bihuan.config.demo.company import found
from bihuan.config.demo.complained import complaints
from bihuan.config.demo.life import Life
from bihuan.config.demo.past import Archive
from bihuan.config.demo.spares import spares
from bihuan.config.demo.stage import Stage
from bihuan.config.demo.story import Story
from bihuan.kernel import attachments
from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Staff
from bihuan.organization.queries import calendar
from bihuan.organization.states import OutletKind
from bihuan.products import operations as products
from bihuan.products.models import FaultCode, ProductLine, ProductModel, Unit
from bihuan.regulations.queries import holding_rules
from bihuan.service.models import FaultClass

REQUESTS, CUSTOMERS, UNITS = 2000, 300, 1200
SEED = 20261120
YEAR, PRESENT = timedelta(days=365), timedelta(days=21)

Progress = Callable[[str, int, int], None]
Report = tuple[datetime, Unit, tuple[str, ...]]  # when, on what, what kind of trouble


def is_loaded() -> bool:
    """Tell whether the demo company is there already."""
    return bool(Staff.objects.filter(username="zhoumin").exists())


def load(
    progress: Progress, *, requests: int = REQUESTS, customers: int = CUSTOMERS, units: int = UNITS, seed: int = SEED
) -> None:
    """Fill the database in one transaction: all of the demo company or nothing.

    What is over is brought in in bulk, the last three weeks are lived through step by step.

    Args:
        progress: told (what, done, of how many) as it goes.
        requests: how many service requests the year shall have.
    """
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    now = timezone.now().replace(microsecond=0)
    clock = Clock(now - YEAR - timedelta(days=1))
    with transaction.atomic(), translation.override("zh-hans"), set_back(clock), holding_rules():
        progress("company", 0, 1)
        people = found()
        faults, codes = _catalogue()
        billing.price_list(timezone.localdate(now - 2 * YEAR))
        progress("customers", 0, customers)
        sites = installed.customers(chance, customers)
        things = installed.units(
            chance, sites, units, clock=clock, now=now, progress=lambda done, total: progress("units", done, total)
        )
        entitled.quotas(chance)
        stage = Stage(chance, people, calendar("office"), calendar("desk"), codes, now)
        reports = _reports(chance, moments(chance, now - YEAR, now - timedelta(minutes=3), requests), things)
        _to_be_approved(chance, reports, things, now)
        over = [row for row in reports if row[0] < now - PRESENT]
        signature = _signature(chance)
        stories = (
            Story(stage, unit, trouble, faults[f"{trouble[0]}-{trouble[1]}"]).tell(moment)
            for moment, unit, trouble in over
        )
        progress("requests", 0, requests)
        Archive(clock, chance, signature, now).keep(stories, lambda done: progress("requests", done, requests))
        improved.past(clock, now, people, signature)
        clock.now = now - PRESENT
        billing.year(people, chance)
        life = Life(clock, now, chance, people, signature)
        fates = _fates(reports, now)
        for moment, unit, trouble in reports[len(over) :]:
            fate = fates.get((moment, unit.pk), "")
            life.at(moment, Case(life, unit, trouble, faults[f"{trouble[0]}-{trouble[1]}"], codes, fate).report)
        everyday(life)
        matters(life)
        improved.recent(life)
        complaints(life)
        billing.evenings(life)
        workshop.furnish(life, things, codes, faults)
        lent.pooled(life)
        life.run(_paced(progress, reports, requests))
        spares(clock, now, people)
        lent.kept(now)
        billing.left_over(people)
        owed.lying_about(people)
        entitled.affairs(people, chance)
        remedied.by_rule(clock, now, people, signature)
        recalled.traced(chance, clock, now)
        delivered.handed_over(clock, now, people, signature)
        updated.programs(people, chance, clock, now, signature)
        updated.promises(people, chance, clock, now)
        rewarded.noticed(clock, now, people)
        visited.visited(clock, now, people)
        troubled.issued(clock, now, people)
        zeroed.problems(clock, now, people)
        nonconforming.found(clock, now, people, signature)
        learned.asked(clock, now, people)
        learned.compiled(clock, now)
        aloft.waiting(clock, now, people)
        investigated.looked_into(clock, now, people)
        incoming.inspected(clock, now, people)
        called.back(clock, now, people, signature)
        accounts.kept(clock, now, people, signature)
        sold.sold(clock, now, people)
        surveyed.asked(chance, clock, now, people, signature)
        talked.spoken(clock, now, people)
        tidy(people, now)
    progress("requests", requests, requests)


def _reports(chance: random.Random, times: list[datetime], units: list[Unit]) -> list[Report]:
    """Return what goes wrong when: with units that stood at their customers' by then."""
    troubles = {line: [row for row in names.TROUBLES if row[0] == line] for line, _name, _months in names.LINES}
    found: list[Report] = []
    for moment in times:
        unit = _sold_by(timezone.localdate(moment), units, chance)
        found.append((moment, unit, chance.choice(troubles[unit.model.line.code])))
    return found


def _to_be_approved(chance: random.Random, reports: list[Report], units: list[Unit], now: datetime) -> None:
    """Let two of the last troubles be an outsourced outlet's: they wait for the superior's word."""
    outsourced = [unit for unit in units if _is_outsourced(unit)]
    recent = [
        n for n, (moment, _unit, _trouble) in enumerate(reports) if now - FRESH < moment < now - timedelta(minutes=80)
    ]
    for n in recent[-5:-3] if outsourced else ():
        line = reports[n][1].model.line.code
        unit = chance.choice([unit for unit in outsourced if unit.model.line.code == line] or outsourced)
        trouble = chance.choice([row for row in names.TROUBLES if row[0] == unit.model.line.code])
        reports[n] = (reports[n][0], unit, trouble)


def _is_outsourced(unit: Unit) -> bool:
    outlet = unit.site and unit.site.region and unit.site.region.outlet
    return bool(outlet and outlet.outlet_kind == OutletKind.OUTSOURCED)


def _fates(reports: list[Report], now: datetime) -> dict[tuple[datetime, int], str]:
    """Return which troubles stay as they are, and where; the others go their way."""
    found = {}
    oldest = [row for row in reports if STANDING[0] <= now - row[0] <= STANDING[1]]
    for (moment, unit, _trouble), fate in zip(oldest, FATES, strict=False):
        found[moment, unit.pk] = fate
    for moment, unit, _trouble in reports[-3:]:
        found[moment, unit.pk] = "waiting"
    for moment, unit, _trouble in reports[:-3]:
        if (
            _is_outsourced(unit)
            and timedelta(minutes=80) < now - moment < FRESH
            and list(found.values()).count("approval") < 2
        ):
            found[moment, unit.pk] = "approval"
    return found


def _paced(progress: Progress, reports: list[Report], total: int) -> Callable[[datetime], None]:
    """Return what tells the progress as time passes, twice a second."""
    last, done = 0.0, 0

    def tell(moment: datetime) -> None:
        nonlocal last, done
        if time.monotonic() - last > 0.5:
            while done < len(reports) and reports[done][0] <= moment:
                done += 1
            last = time.monotonic()
            progress("requests", done, total)

    return tell


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
        if unit.accepted_on and unit.accepted_on < day:
            return unit
