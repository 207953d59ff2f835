"""What goes along with a nonconformity: what it holds back, and the case it reports (QUA-01, QUA-06)."""

import math
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.products import operations as products
from bihuan.products.models import Batch, Hold, Lot
from bihuan.quality.models import Disposition, Nonconformity
from bihuan.quality.operations.cases import CaseFacts, report_case
from bihuan.quality.rules.dispositions import is_expired, plain
from bihuan.quality.states.dispositions import WORKED, DispositionKind, DispositionState
from bihuan.quality.states.nonconformity import FoundAt

AT_CUSTOMERS = (FoundAt.RETURNED, FoundAt.CUSTOMER)


def hold_exactly(one: Nonconformity, things: Iterable[Batch | Lot], *, by: Actor) -> None:
    """Hold these batches and lots and release all others, in the caller's transaction."""
    words = _words(one)
    reason = f"{one.title} {one.description}"[:200]
    products.set_holds(one, {thing: _allowed(thing, words) for thing in things}, reason=reason, by=by)


def follow_holds(one: Nonconformity, *, by: Actor) -> None:
    """Bring what is said of concessions on the holds up to date; what is held stays the same."""
    rows = Hold.objects.of(one).select_related("batch", "lot")
    hold_exactly(one, [row.what for row in rows], by=by)


def _words(one: Nonconformity) -> list[tuple[set[tuple[str, int]], str]]:
    """Return the concessions in force: for which batches and lots (none: for all), in words."""
    today = timezone.localdate()
    found = []
    for line in one.dispositions.prefetch_related("batches", "lots"):
        in_force = line.is_concession and line.state == DispositionState.APPROVED and line.undone > 0
        if in_force and not is_expired(line.expires_on, today):
            keys = {(type(thing).__name__, thing.pk) for thing in (*line.batches.all(), *line.lots.all())}
            found.append((keys, concession_words(line)))
    return found


def concession_words(line: Disposition) -> str:
    """Return a concession in a line: whose, how many remain, until when."""
    facts = {"number": line.nonconformity.number, "left": plain(line.undone), "day": line.expires_on}
    return _("Concession %(number)s: %(left)s left, until %(day)s") % facts


def _allowed(thing: Batch | Lot, words: list[tuple[set[tuple[str, int]], str]]) -> str:
    key = (type(thing).__name__, thing.pk)
    return next((text for keys, text in words if not keys or key in keys), "")


def follow_case(one: Nonconformity, *, by: Actor) -> None:
    """Report it as a case, or correct what was reported: issues that count it are classed anew.

    Pieces that came from customers count as reported; where another record has told of them, only what was
    scrapped and reworked counts here, so that no piece is counted twice.
    """
    totals, batch = one.totals, one.batches.order_by("pk").first()
    pieces = math.ceil(max(one.quantity, one.inspected or 0))
    told = one.stage in AT_CUSTOMERS and not one.subject_kind
    facts = CaseFacts(
        number=one.number, happened_at=one.found_at, model_id=one.model_id, batch=batch.code if batch else "",
        produced_on=batch.produced_on if batch else None, quantity=pieces,
        defective=math.ceil(one.quantity) if told else 0,
        returned=math.ceil(one.quantity) if told and one.stage == FoundAt.RETURNED else 0,
        scrapped=math.ceil(totals.get(DispositionKind.SCRAP, 0)), reworked=math.ceil(sum(
            totals.get(kind, 0) for kind in WORKED)),
        loss=one.loss, summary=f"{one.title} {one.description}",
    )  # fmt: skip
    report_case(one, facts, by=by)
