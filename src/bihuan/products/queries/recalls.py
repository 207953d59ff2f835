"""What a recall covers and how far it has come; whether a unit is under recall (WAR-07)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from bihuan.kernel import links
from bihuan.kernel.records import OperationError
from bihuan.products.models import BatchLot, Recall, RecallLetter, RecallScope, RecallUnit, Unit
from bihuan.products.queries.tracing import ownership
from bihuan.products.rules import serial_key
from bihuan.products.states import DONE, OPEN_UNITS, RecallUnitState
from bihuan.regulations.queries import ParameterView, link_days, ruleset

RECALL = "recall"
PANEL = 6


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Which units are meant: whatever is given must be true of each."""

    model: Any = None
    batch: Any = None
    lot: Any = None
    serial_from: str = ""
    serial_to: str = ""
    produced_from: date | None = None
    produced_to: date | None = None

    def condition(self) -> Q:
        """Return the condition that its units fulfil.

        Raises:
            OperationError: it names nothing, or a range runs backwards or over numbers of different length.
        """
        if not (self.model or self.batch or self.lot or self.serial_from or self.serial_to):
            raise OperationError(_("Name a model, a batch, a lot or serial numbers."), field="model")
        if self.produced_from and self.produced_to and self.produced_to < self.produced_from:
            raise OperationError(_("The range runs backwards."), field="produced_to")
        found = Q()
        if self.model:
            found &= Q(model=self.model)
        if self.batch:
            found &= Q(batch=self.batch)
        if self.lot:
            found &= Q(batch__in=BatchLot.objects.filter(lot=self.lot).values("batch"))
        if self.produced_from:
            found &= Q(produced_on__gte=self.produced_from)
        if self.produced_to:
            found &= Q(produced_on__lte=self.produced_to)
        return found & self._serials()

    def _serials(self) -> Q:
        if not (self.serial_from or self.serial_to):
            return Q()
        first, last = serial_key(self.serial_from or self.serial_to), serial_key(self.serial_to or self.serial_from)
        if len(first) != len(last):
            raise OperationError(_("Both serial numbers must have the same length."), field="serial_to")
        if last < first:
            raise OperationError(_("The range runs backwards."), field="serial_to")
        return Q(serial_key__range=(first, last), key_length=len(first))


def units_in(scope: Scope | RecallScope) -> QuerySet[Any, Any]:
    """Return the units that a scope describes."""
    if isinstance(scope, RecallScope):
        scope = scope_of(scope)
    condition, rows = scope.condition(), Unit.objects.all()
    return (rows.alias(key_length=Length("serial_key")) if scope.serial_from or scope.serial_to else rows).filter(
        condition
    )


def scope_of(row: RecallScope) -> Scope:
    """Return a kept scope as its plain description."""
    return Scope(
        model=row.model_id, batch=row.batch_id, lot=row.lot_id, serial_from=row.serial_from, serial_to=row.serial_to,
        produced_from=row.produced_from, produced_to=row.produced_to,
    )  # fmt: skip


def preview(scope: Scope) -> dict[str, int]:
    """Return how many units and customers a scope reaches: in all, in stock, sold, of unknown owners."""
    return ownership(units_in(scope))


@dataclass(frozen=True)
class Progress:
    """How far a recall has come; `rate` is remedied and scrapped among all units, in per cent."""

    total: int
    states: list[tuple[str, str, int]]
    done: int
    outstanding: int
    unreachable: int
    rate: Decimal | None
    letters: dict[str, int]
    is_spreading: bool
    expected: int

    @property
    def share(self) -> int:
        """Return the rate as a whole number for the bar."""
        return int(self.rate or 0)


def progress(recall: Recall) -> Progress:
    """Return the figures of a recall, each with its denominator."""
    found = dict(RecallUnit.objects.filter(recall=recall).order_by().values_list("state").annotate(Count("pk")))
    total, done = sum(found.values()), sum(found.get(state, 0) for state in DONE)
    letters = RecallLetter.objects.filter(recall=recall).order_by().aggregate(
        all=Count("pk"), to_post=Count("pk", filter=Q(sent_at=None, way="paper")),
        to_mail=Count("pk", filter=Q(sent_at=None, way="mail")),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
    )  # fmt: skip
    scopes = list(recall.scopes.all())
    return Progress(
        total, [(str(state.value), str(state.label), found.get(state.value, 0)) for state in RecallUnitState], done,
        sum(found.get(state, 0) for state in OPEN_UNITS), found.get(RecallUnitState.UNREACHABLE, 0),
        rate_of(done, total), letters,
        is_spreading=any(scope.decided_at and not scope.spread_at for scope in scopes),
        expected=sum(scope.expected for scope in scopes),
    )  # fmt: skip


def rate_of(done: int, total: int) -> Decimal | None:
    """Return per cent with one decimal, cut and never rounded up to a whole that isn't; None of nothing."""
    return Decimal(done * 1000 // total) / 10 if total else None


def terms(recall: Recall) -> ParameterView | None:
    """Return the clause that says after how many days customers are reminded, how often, how long links last."""
    return ruleset().one("recall_notice", "recall_notice", recall.facts())


def letter_token(letter: RecallLetter) -> str:
    """Return the token of a customer's link."""
    clause = terms(letter.recall)
    days = int(clause.data["days_to_answer"]) if clause else link_days("recall")
    return links.make(RECALL, letter, days=days)


def recalls_of(unit: Unit | None) -> list[RecallUnit]:
    """Return the recalls in which a unit still has to be put right."""
    if unit is None:
        return []
    return list(RecallUnit.objects.filter(unit=unit).under_recall().select_related("recall").order_by("pk")[:PANEL])


def of_unit(unit: Unit, user: Any) -> dict[str, Any] | None:
    """Return every recall of a unit for the panel on its page; None when there was none."""
    found = list(RecallUnit.objects.filter(unit=unit).select_related("recall").order_by("-pk")[:PANEL])
    return (
        {"recalls": found, "count": len(found), "may_open": user.has_perm("products.view_recalls")} if found else None
    )


def of_circulation(circulation: Any, user: Any) -> dict[str, Any] | None:
    """Return the recall that a form is about, for whoever signs it."""
    if circulation.subject_kind != Recall.kind():
        return None
    recall = Recall.objects.filter(pk=circulation.subject_id).first()
    if recall is None:
        return None
    scopes = list(recall.scopes.select_related("model", "batch", "lot"))
    return {"recall": recall, "scopes": scopes, "progress": progress(recall) if recall.decided_at else None}


def letter_lines(letters: list[RecallLetter]) -> Mapping[int, list[RecallUnit]]:
    """Return the units of letters, by letter, in one query."""
    found: dict[int, list[RecallUnit]] = {letter.pk: [] for letter in letters}
    rows = RecallUnit.objects.filter(letter__in=letters).select_related("unit__model", "unit__batch").order_by("pk")
    for row in rows:
        if row.letter_id is not None:
            found[row.letter_id].append(row)
    return found
