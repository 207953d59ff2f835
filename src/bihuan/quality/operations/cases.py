"""Records of other apps report a case here, correct it, and take it back (QUA-01).

They call these inside their own transaction. Nothing is asked of the actor: whoever may write the record that
reports may have it reported.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import bulk, erasure, history
from bihuan.kernel.actors import Actor
from bihuan.kernel.events import publish
from bihuan.kernel.records import OperationError, Tracked, locked
from bihuan.quality.models import ReportedCase
from bihuan.quality.queries.proposals import place_of
from bihuan.quality.states.cases import CaseReported


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What a record says about quality; the fields are those of `ReportedCase`, `loss` in yuan."""

    number: str
    happened_at: datetime
    model_id: int | None = None
    unit_id: int | None = None
    batch: str = ""
    produced_on: date | None = None
    fault_code: str = ""
    quantity: int = 1
    defective: int = 1
    returned: int = 0
    scrapped: int = 0
    reworked: int = 0
    loss: Decimal = Decimal(0)
    is_injury: bool = False
    harms_reputation: bool = False
    is_at_assembly: bool = False
    is_sanctioned: bool = False
    summary: str = ""


@transaction.atomic
def report_case(source: Tracked, facts: CaseFacts, *, by: Actor) -> ReportedCase:
    """Enter what a record says, or correct it where the record has reported before; a withdrawn case stands again.

    Raises:
        OperationError: more pieces defective or returned than the matter is about, or a loss below nothing.
    """
    row = ReportedCase.objects.filter(source_kind=source.kind(), source_id=source.pk).first()
    if row is not None:
        return correct_case(source, facts, by=by)
    case = _new(source, facts)
    bulk.insert([case])
    history.append(case, "register", by=by, changes={"number": [None, case.number]}, is_first=True)
    publish(CaseReported(record=case, at=timezone.now(), by=by, is_new=True))
    return case


@transaction.atomic
def correct_case(source: Tracked, facts: CaseFacts, *, by: Actor) -> ReportedCase:
    """Set what a record says now; issues that count the case are classed anew.

    Raises:
        OperationError: as for `report_case`.
        DoesNotExist: the record has not reported.
    """
    _check(facts)
    case = _locked(source)
    before = place_of(case)
    values = {**asdict(facts), "summary": facts.summary[:200], "withdrawn_at": None}
    if history.change(case, by=by, verb="correct_case", **values):
        publish(CaseReported(record=case, at=timezone.now(), by=by, before=before))
    return case


@transaction.atomic
def withdraw_case(source: Tracked, *, by: Actor, note: str = "") -> ReportedCase | None:
    """Take a case back: it was a duplicate, a mistake, not justified. It stays on file and counts no more."""
    if not ReportedCase.objects.filter(source_kind=source.kind(), source_id=source.pk).exists():
        return None
    case = _locked(source)
    if case.withdrawn_at is None:
        history.change(case, by=by, verb="withdraw_case", note=note, withdrawn_at=timezone.now())
        publish(CaseReported(record=case, at=timezone.now(), by=by))
    return case


@transaction.atomic
def report_cases(reports: Sequence[tuple[Tracked, CaseFacts]], *, by: Actor, source: str = "import") -> int:
    """Enter the cases of many new records in a few statements, for imports; nothing is announced.

    Returns:
        how many were entered.
    """
    cases = [_new(record, facts) for record, facts in reports]
    bulk.insert(cases)
    history.append_many(
        [history.Line(ReportedCase.kind(), case.pk, "register", by, source=source, is_first=True) for case in cases]
    )
    return len(cases)


def _new(source: Tracked, facts: CaseFacts) -> ReportedCase:
    _check(facts)
    values = {**asdict(facts), "summary": facts.summary[:200]}
    return ReportedCase(source_kind=source.kind(), source_id=source.pk, **values)


def _locked(source: Tracked) -> ReportedCase:
    pk = ReportedCase.objects.values_list("pk", flat=True).get(source_kind=source.kind(), source_id=source.pk)
    return locked(ReportedCase, pk)


def _check(facts: CaseFacts) -> None:
    if facts.defective > facts.quantity or facts.returned > facts.quantity:
        raise OperationError(
            _("More pieces are defective or returned than the matter is about: check the quantities."), field="quantity"
        )
    if facts.loss < 0:
        raise OperationError(_("A loss is not below nothing."), field="loss")


def forget(event: erasure.ContentDestroyed) -> None:
    """Empty the words of cases whose record was destroyed; what was counted stays (REG-07)."""
    kind = event.record._meta.label_lower
    rows = ReportedCase.objects.filter(source_kind=kind, source_id__in=event.pks)
    history.erase(ReportedCase.kind(), list(rows.values_list("pk", flat=True)))
    rows.update(summary="")
