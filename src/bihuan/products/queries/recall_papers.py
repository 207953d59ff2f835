"""The 「召回通知」 for the post, and the list of a recall's units (WAR-07)."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet, qr_image
from bihuan.kernel.privacy import note_display, revealed
from bihuan.products.models import Recall, RecallLetter, RecallUnit
from bihuan.products.queries.recalls import letter_lines, letter_token, progress
from bihuan.products.states import LetterWay

LETTERS, LINES = 200, 2000  # in one PDF


def _recall(parameters: Mapping[str, str], by: Actor) -> Recall | None:
    pk = parameters.get("recall", "")
    found = Recall.objects.visible_to(by).filter(pk=int(pk)) if pk.isdecimal() and len(pk) < 18 else None
    return found.first() if found is not None else None


def letters(parameters: Mapping[str, str], by: Actor) -> Sheet:
    """Return the letters of a recall still to be posted, at most 200 in one PDF, or one customer's (`letter`)."""
    recall = _recall(parameters, by)
    rows = RecallLetter.objects.filter(recall=recall).select_related("recall", "customer").order_by("pk")
    one = parameters.get("letter", "")
    if one.isdecimal() and len(one) < 18:
        rows = rows.filter(pk=int(one))
    else:
        rows = rows.filter(way=LetterWay.PAPER, sent_at=None)
    found = list(rows[:LETTERS])
    _log_addresses(recall, found, by)
    lines = letter_lines(found)
    images = {f"qr-{letter.pk}": qr_image(_link(letter)) for letter in found}
    data = {
        "letters": [_letter(letter, lines[letter.pk]) for letter in found],
        "number": recall.number if recall else "",
    }
    return Sheet(data=data, title=_("Recall notice"), images=images)


def _log_addresses(recall: Recall | None, found: list[RecallLetter], by: Actor) -> None:
    """Log once for a print whose addresses went out in clear, and what for (SEC-01)."""
    if recall is None or not found:
        return
    which = str(found[0]) if len(found) == 1 else f"{found[0]} – {found[-1]}"
    facts = {"count": len(found), "which": which}
    note_display(
        recall, "address", by=by, reason=_("Recall notices printed for the post: %(count)s, %(which)s") % facts
    )


def _link(letter: RecallLetter) -> str:
    return f"{settings.BIHUAN_ADDRESS}/r/{letter_token(letter)}/"


def _letter(letter: RecallLetter, units: list[RecallUnit]) -> dict[str, Any]:
    recall = letter.recall
    return {
        "number": str(letter), "date": str(timezone.localdate()), "customer": letter.customer.name,
        "address": revealed(letter.customer.address),
        "subject": recall.subject, "reason": recall.reason, "hazard": recall.hazard, "advice": recall.advice,
        "remedy": str(recall.get_remedy_display()), "qr": f"qr-{letter.pk}",
        "units": [
            {"model": one.unit.model.code, "name": one.unit.model.name, "serial": one.unit.serial,
             "batch": one.unit.batch.code if one.unit.batch else "", "sold": str(one.unit.sold_on or "")}
            for one in units
        ],
    }  # fmt: skip


def recall_list(parameters: Mapping[str, str], by: Actor) -> Sheet:
    """Return the list of a recall's units with what became of each, at most 2,000 in one PDF."""
    recall = _recall(parameters, by)
    rows = RecallUnit.objects.visible_to(by).filter(recall=recall)
    found = list(rows.select_related("unit__model", "unit__batch").order_by("pk")[:LINES])
    wanted = {one.customer_id for one in found}
    names = dict(Customer.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", "name"))
    figures = progress(recall) if recall else None
    data = {
        "number": recall.number if recall else "", "subject": recall.subject if recall else "",
        "total": figures.total if figures else 0, "done": figures.done if figures else 0,
        "rate": f"{figures.rate} %" if figures and figures.rate is not None else "—",
        "rows": [_line(one, names) for one in found],
    }  # fmt: skip
    return Sheet(data=data, title=_("Recall list"))


def _line(one: RecallUnit, names: Mapping[int, str]) -> dict[str, str]:
    return {
        "model": one.unit.model.code, "serial": one.unit.serial, "batch": one.unit.batch.code if one.unit.batch else "",
        "customer": names.get(one.customer_id or 0, ""), "state": one.state_label,
        "told": f"{timezone.localtime(one.notified_at):%Y-%m-%d}" if one.notified_at else "",
        "where": str(one.get_whereabouts_display()), "request": one.request_number,
        "done": f"{timezone.localtime(one.done_at):%Y-%m-%d}" if one.done_at else "", "note": one.note,
    }  # fmt: skip
