"""The house with nasty words in every corner, walked through once in each language."""

import io
import json

from django.apps import apps
from django.db import transaction
from PIL import Image

from bihuan.customers import operations as customers
from bihuan.kernel import history
from bihuan.products import operations as products
from bihuan.service import operations as service
from tests.cast import TEMPLATE, Cast
from tests.faults.crawl import Walk
from tests.faults.words import ADDRESS, NASTY, PHONE
from tests.house import gallery

PEOPLE = {
    "zh-hans": ("zhoumin", "hanli", "chenlijun", "luoning", "zhulin", "lintao", "linhai"),
    "en": ("zhoumin", "hanli", "chenlijun", "luoning", "zhulin"),
}
PLACES = (
    "/",
    "/service/today/",
    "/search/?q=SR-",
    "/feedback/reconciliation/",
    "/organization/calendars/office/",
    "/me/",
)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """Return a small whole picture."""
    content = io.BytesIO()
    Image.new("RGB", size, "white").save(content, kind)
    return content.getvalue()


def poison(cast: Cast) -> None:
    """Type nasty words wherever somebody may type."""
    by = cast.zhoumin
    customer = customers.register(
        by=by, name=NASTY[:80], phone=PHONE, address=ADDRESS, remarks=NASTY, business=NASTY[:40]
    )
    unit = products.register_unit(
        by=by, serial="NASTY-1", model=cast.unit.model, customer=customer, sales_contract=NASTY[:40]
    )
    intake = service.Intake(
        description=NASTY, contact_name=NASTY[:80], phone=PHONE, address=ADDRESS, serial_text=NASTY, model_text=NASTY,
        remarks=NASTY,
    )  # fmt: skip
    request = service.register(intake, by=by)
    history.comment(request, NASTY, by=by)
    history.comment(unit, NASTY, by=by)
    service.urge(request, note=NASTY, by=by)
    order = cast.order(request, reason=NASTY)
    for step in (service.accept, service.depart, service.arrive):
        order = step(order, by=cast.chenlijun)
    service.diagnose(order, findings=NASTY, cause="component", by=cast.chenlijun)


def walked() -> dict[str, Walk]:
    """Return all pages as the cast sees them, in Chinese and English; the database is left as it was."""
    found = {"zh-hans": Walk("zh-hans", at_most=2), "en": Walk("en", at_most=1)}
    with transaction.atomic():
        cast = TEMPLATE.fresh()
        rows = gallery.rows(cast)
        poison(cast)
        links = [
            f"/t/{rows['track']['token']}/",
            f"/t/{rows['track']['token']}/say/",
            f"/c/{rows['card_link']['token']}/",
        ]
        for walk in found.values():
            for username in PEOPLE[walk.language]:
                walk.go(cast.people[username], PLACES)
            walk.go(None, ["/login/", "/report/", "/track/", f"/q/{cast.unit.serial}/", "/q/NOBODYKNOWS/", *links])
        for walk in found.values():
            walk.data = stored()
        transaction.set_rollback(True)
    return found


def stored() -> str:
    """Return all that stands in the database: on a page it is data, in whatever language."""
    rows = (row for model in apps.get_models() for row in model._base_manager.values_list())
    return "\n".join(json.dumps(value, ensure_ascii=False, default=str) for row in rows for value in row)
