"""A recall of a large batch: chosen, decided, its customers told, its pages opened (WAR-07)."""

import resource
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from bench import seed
from bench.figures import median
from bihuan.customers.models import Customer
from bihuan.kernel import bulk
from bihuan.organization.models import Staff
from bihuan.products.models import Batch, ProductModel, Recall, RecallLetter, RecallUnit, Unit
from bihuan.products.notices import TOGETHER
from bihuan.products.operations import recalls
from bihuan.products.queries.recalls import Scope, preview
from bihuan.products.rules import serial_key
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

CHUNK = 9_000  # a multiple of three: owners are shared within it
TIMES = 7


def grow(units: int) -> None:
    """Sell so many units of one batch, three to two customers; a third of the customers has a mailbox."""
    seed._quickly()
    model = ProductModel.objects.order_by("pk")[0]
    batch = Batch.objects.create(code="BENCH-1", model=model, produced_on=date(2026, 3, 1))
    for start in range(0, units, CHUNK):
        some = range(start, min(start + CHUNK, units))
        owners = [_customer(n) for n in some if n % 3 != 2]
        bulk.insert(owners)
        bulk.insert([_unit(n, model, batch, owners[(n - start) * 2 // 3]) for n in some])
    seed._tidy()


def _customer(n: int) -> Customer:
    mail = f"k{n}@example.com" if n % 2 else ""
    known = {"number": f"CU-B{n:07d}", "name": f"客户{n}", "customer_kind": "household", "email": mail}
    return Customer(address=f"江南大道 {n} 号", **known)


def _unit(n: int, model: ProductModel, batch: Batch, owner: Customer) -> Unit:
    serial = f"BN-{n:08d}"
    return Unit(serial=serial, serial_key=serial_key(serial), model=model, batch=batch, customer=owner,
                sold_on=date(2026, 4, 1))  # fmt: skip


def measure() -> dict[str, Any]:
    """Go from the choice to the letters; returns seconds, rates, milliseconds of pages and the memory it took."""
    quality = Staff.objects.filter(post_holdings__post="quality").order_by("pk")[0]
    batch, found = Batch.objects.get(code="BENCH-1"), {}
    scope = Scope(batch=batch)
    found["count"] = median(lambda: preview(scope), TIMES)
    recall = recalls.draft(subject="BENCH", reason="…", hazard="…", by=quality)
    found["choose"] = _took(lambda: recalls.add_scope(recall, scope, by=quality)) * 1000
    recalls.ask_decision(recall, by=quality)
    form = Circulation.objects.of(recall).running().get(form="recall")
    boss = Staff.objects.filter(post_holdings__post="general_manager").order_by("pk")[0]
    signoff.sign(form.stations.get(), verdict="agree", opinion="…", by=boss)
    recall.refresh_from_db()
    found["collect"] = _collect(recall)
    found["units"] = RecallUnit.objects.filter(recall=recall).count()
    mails = list(RecallLetter.objects.filter(recall=recall, way="mail").order_by("pk"))
    found["mailed"] = len(mails)
    some = mails[:500]
    tens = [some[at : at + TOGETHER] for at in range(0, len(some), TOGETHER)]
    found["mail"] = len(some) / _took(lambda: [recalls.mailed_together(ten) for ten in tens])
    found["pages"] = _pages(recall, quality)
    last = RecallLetter.objects.filter(recall=recall, way="paper").latest("pk")
    told = RecallUnit.objects.filter(recall=recall, state="notified").count
    before, started = told(), time.perf_counter()
    while recalls.post_letters(recall, upto=last.pk, by=quality):
        pass
    found["post"] = (told() - before) / (time.perf_counter() - started)
    found["MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def _collect(recall: Recall) -> float:
    def work() -> None:
        while recalls.spread(recall) is not None:
            pass

    took = _took(work)
    return RecallUnit.objects.filter(recall=recall).count() / took


def _took(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _pages(recall: Recall, user: Staff) -> dict[str, float]:
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    units = reverse("products:recall_units")
    pages = {
        "recall": recall.get_absolute_url(), "units": f"{units}?recall={recall.pk}",
        "told": f"{units}?recall={recall.pk}&state=notified", "choice": reverse("products:recalls"),
    }  # fmt: skip
    return {name: median(lambda url=url: _opened(client, url), TIMES) for name, url in pages.items()}


def _opened(client: Client, url: str) -> None:
    answer = client.get(url, secure=True)
    if answer.status_code != 200:
        raise SystemExit(f"{url}: {answer.status_code}")
