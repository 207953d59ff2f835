"""A paper about stock as its page shows it: facts, and lines under their heads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.kernel.wording import yuan
from bihuan.parts.models import Part, StockCount, Transfer, WriteOff
from bihuan.parts.states.papers import CountState, TransferState
from bihuan.parts.states.write_offs import WriteOffState

Fact = tuple[str, Any, bool]


@dataclass(frozen=True)
class Paper:
    """One paper.

    Attributes:
        list: name of the address of its list.
        form: key of its printed form, "" without one.
        facts: label, value, and whether it takes the whole width.
        heads: heads of the columns after the part.
        lines: part and what stands under each head; "" for nothing.
        times: when it came into a state.
    """

    heading: str
    list: str
    heads: Sequence[str]
    lines: Sequence[tuple[Part, Sequence[str]]]
    form: str = ""
    facts: Sequence[Fact] = ()
    times: Mapping[str, datetime | None] = field(default_factory=dict)


def of_transfer(record: Transfer) -> Paper:
    """Return a transfer: sent, arrived, what differs."""
    lines = [(row.part, _counted(row.sent, row.arrived)) for row in record.lines.select_related("part")]
    return Paper(
        heading=f"{record.source} → {record.target}", list="parts:transfers", lines=lines,
        heads=(_("Pieces sent"), _("Pieces arrived"), _("Difference")),
        facts=(
            (_("From place"), record.source, False), (_("To place"), record.target, False),
            (_("Sent by"), record.sent_by, False), (_("Note"), record.note, False),
        ),
        times={TransferState.SENT: record.sent_at, TransferState.ARRIVED: record.arrived_at},
    )  # fmt: skip


def of_count(record: StockCount) -> Paper:
    """Return a stock-taking: blind while it is being counted, then the book, the count, what differs."""
    is_open, rows = record.state == CountState.COUNTING, record.lines.select_related("part")
    lines = [(row.part, [""] if is_open else _counted(row.book, row.counted)) for row in rows]
    return Paper(
        heading=str(record.place), list="parts:counts", form="count_sheet", lines=lines,
        heads=(_("Counted"),) if is_open else (_("By the book"), _("Counted"), _("Difference")),
        facts=((_("Place of parts"), record.place, False), (_("Counted by"), record.counted_by, False)),
        times={CountState.COUNTING: record.begun_at, CountState.CLOSED: record.closed_at},
    )  # fmt: skip


def of_write_off(record: WriteOff, *, is_priced: bool) -> Paper:
    """Return a write-off; prices only for whoever may see them."""
    lines = [
        (row.part, [str(row.quantity), *([yuan(row.cost_price), yuan(row.amount)] if is_priced else ())])
        for row in record.lines.select_related("part")
    ]
    priced = ((_("Value at cost (CNY)"), yuan(record.amount), False),) if is_priced else ()
    return Paper(
        heading=record.title, list="parts:write_offs", form="stock_write_off", lines=lines,
        heads=(_("Quantity"), *((_("Cost price (CNY)"), _("Amount")) if is_priced else ())),
        facts=(
            (_("Place of parts"), record.place, False),
            (pgettext("write-off", "Cause"), record.get_cause_display(), False),
            (_("Asked for by"), record.asked_by, not is_priced), *priced, (_("Reason"), record.reason, True),
        ),
        times={WriteOffState.ASKED: record.asked_at, WriteOffState.DONE: record.decided_at},
    )  # fmt: skip


def _counted(planned: int, found: int | None) -> list[str]:
    difference = 0 if found is None else found - planned
    return [str(planned), "" if found is None else str(found), f"{difference:+d}" if difference else ""]
