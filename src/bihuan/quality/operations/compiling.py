"""Compile closed cases into the regulations: gathered by the clause's period, each decided (QMGT 6.6, 6.7; REG-05)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.organization.queries import holder
from bihuan.quality.models import CaseCompilation, CompiledCase
from bihuan.quality.queries.compiling import Closed, closed_between, compilation_rule, rules_of
from bihuan.quality.rules.periods import last_period
from bihuan.quality.states.compiling import CaseDecision, CompilationOpened, CompilationState
from bihuan.regulations.models import Regulation, RegulationVersion
from bihuan.regulations.operations import add_clause, new_version
from bihuan.regulations.queries import ParameterView
from bihuan.regulations.states import VersionState

SERIES = "HB"
UNFINISHED = (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.APPROVED)


@transaction.atomic
def gather_due(today: date) -> CaseCompilation | None:
    """Gather what was closed since the last compilation, once the clause's period is over.

    Returns:
        the new compilation; None where no clause wants one, or this period's is there already.
    """
    rule = compilation_rule()
    period = last_period(str(rule.data["every"]), today) if rule else None
    if rule is None or period is None:
        return None
    last = CaseCompilation.objects.order_by("-period_until").first()
    if last is not None and last.period_until >= period[1]:
        return None
    first = last.period_until + timedelta(days=1) if last else period[0]
    return _gather(rule, first, period[1])


def _gather(rule: ParameterView, first: date, until: date) -> CaseCompilation:
    now = timezone.now()
    row = CaseCompilation(
        number=next_number(SERIES, at=now), state=CompilationState.OPEN, period_from=first, period_until=until,
        clause_id=rule.clause_id, owner=holder(str(rule.data["made_by"])), opened_at=now,
    )  # fmt: skip
    begin(row, by=SYSTEM, event=CompilationOpened, at=now)
    cases = closed_between(_midnight(first), _midnight(until + timedelta(days=1)))
    rules = rules_of(cases)
    CompiledCase.objects.bulk_create([_row(row, case, rules.get((case.kind, case.pk), [])) for case in cases])
    return row


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _row(compilation: CaseCompilation, case: Closed, rules: list[list[Any]]) -> CompiledCase:
    return CompiledCase(
        compilation=compilation, source_kind=case.kind, source_id=case.pk, number=case.number[:40],
        subject=case.subject[:200], closed_at=case.closed_at, rules=rules,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Rule:
    """The clause that a case becomes: in which regulation, its number, heading and wording."""

    regulation: Regulation
    number: str
    heading: str
    text: str


@transaction.atomic
def make_rule(
    case: CompiledCase, *, rule: Rule, leader: Staff | None = None, by: Staff, revision: int | None = None
) -> CompiledCase:
    """Draft a clause from a case in the regulation's next version; it goes the way of every version from there.

    Raises:
        OperationError: no leader though no rule covers it, something is not written, or the next version is
            with its reviewers already.
        PermissionDenied: he doesn't draft regulations.
    """
    compilation, row = _both(case, revision)
    named = _led(row, leader)
    draft = _draft(rule.regulation, compilation, by=by)
    clause = add_clause(
        draft, number=required(rule.number, _("Write the clause's number."), field="number"),
        heading=required(rule.heading, _("Write the heading."), field="heading")[:120],
        text=required(rule.text, _("Write the wording."), field="text"), by=by,
    )  # fmt: skip
    row.clause, row.reason = clause, ""
    _decide(compilation, row, CaseDecision.RULE, named, by, f"{clause.label} {clause.heading}")
    return row


def _draft(regulation: Regulation, compilation: CaseCompilation, *, by: Staff) -> RegulationVersion:
    found: RegulationVersion | None = regulation.versions.filter(state__in=UNFINISHED).order_by("-sequence").first()
    if found is None:
        note = _("Cases compiled: %(number)s") % {"number": compilation.number}
        return new_version(regulation, by=by, note=note)
    if found.state != VersionState.DRAFT:
        state = found.get_state_display()
        raise OperationError(
            _("Version %(name)s is «%(state)s»: take it back to draft first.")
            % {"name": found.version, "state": state},
            field="regulation",
        )
    return found


@transaction.atomic
def leave(
    case: CompiledCase, *, reason: str, leader: Staff | None = None, by: Staff, revision: int | None = None
) -> CompiledCase:
    """Leave the regulations as they are, with the reason.

    Raises:
        OperationError: no reason, or no leader though no rule covers it.
    """
    compilation, row = _both(case, revision)
    named = _led(row, leader)
    row.reason, row.clause = required(reason, _("Write why it is left."), field="reason"), None
    _decide(compilation, row, CaseDecision.LEFT, named, by, row.reason)
    return row


def _both(case: CompiledCase, revision: int | None) -> tuple[CaseCompilation, CompiledCase]:
    compilation = locked(CaseCompilation, case.compilation_id, revision=revision)
    return compilation, CompiledCase.objects.select_for_update(of=("self",)).get(pk=case.pk)


def _led(row: CompiledCase, leader: Staff | None) -> Staff | None:
    if leader is None and not row.is_covered:
        raise OperationError(
            _("No rule covers this case: name the leader who is responsible."), field="leader"
        )  # fmt: skip
    return leader


def _decide(
    compilation: CaseCompilation, row: CompiledCase, decision: CaseDecision, leader: Staff | None, by: Staff, words: str
) -> None:
    row.decision, row.leader, row.decided_by, row.decided_at = decision, leader, by, timezone.now()
    parts = [f"{row.number} {decision.label}", words, leader.name if leader else ""]
    perform(compilation, "decide", by=by, note="：".join(filter(None, parts)))
    row.save()


@transaction.atomic
def finish(compilation: CaseCompilation, *, by: Actor, revision: int | None = None) -> CaseCompilation:
    """Finish a compilation whose cases are all decided.

    Raises:
        EvidenceMissing: a case is undecided, or one that no rule covers names no leader.
    """
    row = locked(CaseCompilation, compilation.pk, revision=revision)
    perform(row, "finish", by=by, changes={"compiled_at": timezone.now()})
    return row
