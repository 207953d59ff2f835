"""The year's plan of call-backs for very many places: made, made again, made out, its pages opened (VIS-01)."""

import resource
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from bench import seed
from bench.figures import median
from bihuan.customers.models import Customer, Site
from bihuan.feedback import operations
from bihuan.feedback.models import CallBack, CallBackFile, Rhythm, RhythmDay
from bihuan.kernel import bulk
from bihuan.organization.models import Region, Staff
from bihuan.products.models import ProductModel, Unit

CHUNK = 10_000
CUSTOMERS_OF_TEN = 6  # so many customers for ten places
DAYS = 2_500  # acceptances spread over so many days


def grow(sites: int) -> None:
    """Sell a unit to each of so many places, ten of them to six customers, over seven years."""
    seed._quickly()
    regions = list(Region.objects.values_list("pk", flat=True))
    models = list(ProductModel.objects.order_by("pk").values_list("pk", flat=True))
    today, now = timezone.localdate(), timezone.now()
    for start in range(0, sites, CHUNK):
        some = range(start, min(start + CHUNK, sites))
        owners = _customers(sorted({n * CUSTOMERS_OF_TEN // 10 for n in some}), regions)
        rows = [[f"地点{n}", owners[n * CUSTOMERS_OF_TEN // 10], regions[n % len(regions)]] for n in some]
        last = Site.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        bulk.insert_alike(Site(created_at=now, updated_at=now), ["name", "customer_id", "region_id"], rows)
        keys = list(Site.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "customer_id"))
        units = [
            [f"CB-{n:08d}", f"CB{n:08d}", models[n % len(models)], owner, site,
             (today - timedelta(days=40 + n * 7919 % DAYS)).isoformat()]
            for n, (site, owner) in zip(some, keys, strict=True)
        ]  # fmt: skip
        names = ["serial", "serial_key", "model_id", "customer_id", "site_id", "accepted_on"]
        bulk.insert_alike(Unit(created_at=now, updated_at=now), names, units)
    seed._tidy()


def _customers(numbers: list[int], regions: list[int]) -> dict[int, int]:
    """Make the customers of these numbers that aren't there yet; returns their keys."""
    names = {f"CU-P{n:08d}": n for n in numbers}
    there = set(Customer.objects.filter(number__in=names).values_list("number", flat=True))
    like = Customer(customer_kind="company", phone_index="x", created_at=timezone.now(), updated_at=timezone.now())
    rows = [[number, f"客户{n}", regions[n % len(regions)]] for number, n in names.items() if number not in there]
    bulk.insert_alike(like, ["number", "name", "region_id"], rows)
    return {names[number]: pk for pk, number in Customer.objects.filter(number__in=names).values_list("pk", "number")}


def measure() -> dict[str, Any]:
    """Plan the year, plan it again, make out the first week, reconcile, open the pages."""
    found: dict[str, Any] = {}
    today = date(timezone.localdate().year, 3, 2)
    tally, found["plan"] = _took(lambda: operations.plan_calls(today.year, today=today))
    found["places"], found["rhythms"] = tally.places, Rhythm.objects.count()
    found["days"] = RhythmDay.objects.count()
    again, found["again"] = _took(lambda: operations.plan_calls(today.year, today=today))
    found["unchanged"] = again.is_unchanged
    before = CallBack.objects.count()
    found["opened"], found["open"] = _took(lambda: operations.open_due(today))
    second, found["open again"] = _took(lambda: operations.open_due(today))
    found["once"] = second == 0 and CallBack.objects.count() == before + found["opened"]
    day, found["next night"] = _took(lambda: operations.open_due(today + timedelta(days=1)))
    found["of a night"] = day
    _row, found["reconcile"] = _took(lambda: operations.reconcile_calls(today))
    bulk.tell_planner(found["opened"])
    found["pages"] = _pages()
    found["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def _took(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def _pages() -> dict[str, float]:
    settings.ALLOWED_HOSTS = ["testserver"]
    user = Staff.objects.filter(post_holdings__post="callback_clerk").order_by("pk")[0]
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    call, file = CallBack.objects.order_by("pk")[0], CallBackFile.objects.order_by("pk")[0]
    pages = {
        "today": "/feedback/callbacks/today/", "list": "/feedback/callbacks/?all=1",
        "calendar": "/feedback/callbacks/calendar/", "one call": call.get_absolute_url(),
        "one file": file.get_absolute_url(),
    }  # fmt: skip
    return {name: median(lambda url=url: _opened(client, url), 5) for name, url in pages.items()}


def _opened(client: Client, url: str) -> None:
    answer = client.get(url, secure=True)
    if answer.status_code != 200:
        raise SystemExit(f"{url}: {answer.status_code}")
