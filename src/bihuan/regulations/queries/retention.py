"""What may be destroyed now, and what still keeps a record or a person's files (REG-07)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import hanging, panels
from bihuan.kernel.months import add_months
from bihuan.kernel.records import Record
from bihuan.regulations.models import DisposalLine, DisposalList, LegalHold
from bihuan.regulations.queries.kept import Kept, Term, kept, kept_files, name, open_cases, shortest_months, term
from bihuan.regulations.queries.ruleset import holding_rules
from bihuan.regulations.states import DisposalOutcome

WHY = {
    "open": _("the case or one that hangs on it is open"), "held": _("a legal hold is on it"),
    "term": _("its term is not over"), "unregulated": _("no clause says how long it is kept"),
}  # fmt: skip
AT_ONCE = 500  # records on one list: what somebody can still look through
STEP = 500


@dataclass(frozen=True)
class Due:
    """A record whose time is over."""

    file: Kept
    record: Record
    term: Term


@dataclass(frozen=True)
class Binding:
    """Why a file is still kept: `why` is open, held, term or unregulated; `until` where a day is known."""

    file: Kept
    record: Record
    why: str
    until: date | None = None
    clause: Any = None

    @property
    def because(self) -> str:
        return str(WHY[self.why])


def due(today: date, *, limit: int = AT_ONCE) -> list[Due]:
    """Return records to be destroyed, kind by kind, the oldest first; at most `limit`."""
    found: list[Due] = []
    with holding_rules():
        for file in kept_files():
            for one in _due_of(file, today):
                found.append(one)
                if len(found) == limit:
                    return found
    return found


def _due_of(file: Kept, today: date) -> Iterator[Due]:
    months = shortest_months(file)
    if months is None:
        return
    day = add_months(today, -months)
    ended = Q(**{f"{file.ended}__date__lt": day}) | Q(**{f"{file.ended}__isnull": True}, updated_at__date__lt=day)
    rows = file.model._base_manager.filter(ended, state__in=file.over)
    rows = rows.filter(~_lines(file), ~_holds(file)).order_by("pk")
    last = 0
    while page := list(rows.filter(pk__gt=last)[:STEP]):
        bound = open_cases(file, [row.pk for row in page])
        for row in page:
            lasting = term(file, row) if row.pk not in bound else None
            if lasting and lasting.until < today:
                yield Due(file, row, lasting)
        last = page[-1].pk


def _lines(file: Kept) -> Exists:
    listed = DisposalLine.objects.filter(outcome__in=(DisposalOutcome.OPEN, DisposalOutcome.DONE))
    return Exists(listed.filter(subject_kind=file.kind, subject_id=OuterRef("pk")))


def _holds(file: Kept) -> Exists:
    return Exists(LegalHold.objects.filter(subject_kind=file.kind, subject_id=OuterRef("pk"), lifted_at=None))


def binding(file: Kept, record: Record, today: date) -> Binding | None:
    """Return why a record may not be destroyed today, None when it may."""
    if hold_on(record.kind(), record.pk):
        return Binding(file, record, "held")
    if record.state not in file.over or open_cases(file, [record.pk]):
        return Binding(file, record, "open")
    lasting = term(file, record)
    if lasting is None:
        return Binding(file, record, "unregulated")
    if lasting.until >= today:
        return Binding(file, record, "term", lasting.until, lasting.clause)
    return None


def files_of(customer: Any) -> Iterator[tuple[Kept, Record]]:
    """Yield a customer's files that have not been destroyed."""
    for file in kept_files():
        if file.customer:
            for record in file.model._base_manager.filter(~_lines_done(file), **{file.customer: customer}).order_by(
                "pk"
            ):
                yield file, record


def _lines_done(file: Kept) -> Exists:
    done = DisposalLine.objects.filter(outcome=DisposalOutcome.DONE, subject_kind=file.kind)
    return Exists(done.filter(subject_id=OuterRef("pk")))


def hold_on(kind: str, pk: int) -> LegalHold | None:
    """Return the hold that is on a record now."""
    return LegalHold.objects.filter(subject_kind=kind, subject_id=pk, lifted_at=None).first()


def lines_of(disposal: DisposalList) -> QuerySet[DisposalLine]:
    """Return the lines of a list with their clauses."""
    return disposal.lines.select_related("clause__version__regulation")


def keep(*files: Kept) -> None:
    """Name the files of an app, and show on their pages what keeps them; call it from `apps.ready`."""
    for file in files:
        name(file)
        hanging.register(file.kind, *_abouts(file.kind))
        shown = panels.Panel("retention", _("Keeping"), "regulations/panel_retention.html", panel, order=95)
        panels.register(file.kind, shown)


def _abouts(kind: str) -> tuple[Any, Any]:
    return (
        lambda pk: LegalHold.objects.filter(subject_kind=kind, subject_id=pk, lifted_at=None),
        lambda pk: DisposalLine.objects.filter(subject_kind=kind, subject_id=pk, outcome=DisposalOutcome.DONE),
    )


def panel(record: Record, user: Any) -> dict[str, Any] | None:
    """Return what a record's page says of keeping: a hold, its destruction, or until when it is kept once closed."""
    file = kept(record.kind())
    if file is None:
        return None
    hold = hold_on(record.kind(), record.pk) if hanging.has(record, LegalHold) else None
    destroyed = _destroyed(record) if hanging.has(record, DisposalLine) else None
    is_over = record.state in file.over
    may_hold = user.has_perm("regulations.hold") and destroyed is None
    if not (hold or destroyed or is_over):
        return {"may_hold": True, "kind": record.kind()} if may_hold else None
    lasting = term(file, record) if is_over and not destroyed else None
    return {
        "hold": hold, "destroyed": destroyed, "term": lasting, "may_hold": may_hold, "kind": record.kind(),
        "is_due": bool(lasting and lasting.until < timezone.localdate()),
    }  # fmt: skip


def _destroyed(record: Record) -> DisposalLine | None:
    rows = DisposalLine.objects.filter(subject_kind=record.kind(), subject_id=record.pk, outcome=DisposalOutcome.DONE)
    return rows.select_related("disposal").first()
