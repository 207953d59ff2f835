"""What closed since the last compilation, what the page and the desk show (REG-05)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, is_visible, resolve
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.people.models import Reward
from bihuan.people.states.rewards import STANDING, RewardState
from bihuan.quality.models import CaseCompilation, CompiledCase, QualityIssue
from bihuan.quality.states.compiling import CompilationState
from bihuan.regulations.models import Clause
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.service.queries.matters import Waiting

FORM = "case_compilation"
LEADERS = (Post.DEPARTMENT_MANAGER, Post.SERVICE_MANAGER, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)


@dataclass(frozen=True)
class Closed:
    """A case that was closed: which record, what it was about, when."""

    kind: str
    pk: int
    number: str
    subject: str
    closed_at: datetime


Collector = Callable[[datetime, datetime], Iterable[Closed]]
_collectors: list[Collector] = []


def register_source(collect: Collector) -> None:
    """Have closed records of an app compiled: `collect(since, until)` returns them."""
    _collectors.append(collect)


def closed_between(since: datetime, until: datetime) -> list[Closed]:
    """Return what was closed in a period and is not compiled yet, the oldest first."""
    found = [case for collect in _collectors for case in collect(since, until)]
    known = set(CompiledCase.objects.values_list("source_kind", "source_id"))
    return sorted((case for case in found if (case.kind, case.pk) not in known), key=lambda case: case.closed_at)


def closed_issues(since: datetime, until: datetime) -> Iterable[Closed]:
    """Return the quality issues closed in a period."""
    rows = QualityIssue.objects.filter(state="closed", closed_at__gte=since, closed_at__lt=until)
    return [Closed(row.kind(), row.pk, row.number, row.subject, row.closed_at) for row in rows]


def revoked_notices(since: datetime, until: datetime) -> Iterable[Closed]:
    """Return the notices cancelled in their dispute: their rule did not fit the case."""
    rows = Reward.objects.filter(state=RewardState.CANCELLED, ruled_at__gte=since, ruled_at__lt=until)
    return [Closed(row.kind(), row.pk, row.number, row.label, row.ruled_at) for row in rows if row.ruled_at]


def rules_of(cases: Sequence[Closed]) -> dict[tuple[str, int], list[list[Any]]]:
    """Return the clauses by which each case was dealt with: those of the standing notices about it; one query."""
    rows = Reward.objects.filter(subject_id__in=[case.pk for case in cases], state__in=STANDING)
    found: dict[tuple[str, int], list[list[Any]]] = {}
    for row in rows.select_related("clause__version__regulation").order_by("pk"):
        if row.subject_id is not None:
            pair = [str(row.clause), row.clause_id]
            own = found.setdefault((row.subject_kind, row.subject_id), [])
            if pair not in own:
                own.append(pair)
    return found


def compilation_rule() -> ParameterView | None:
    """Return the clause that wants cases compiled, None when none in force does."""
    return ruleset().strongest("report", {}, form=FORM)


def leaders() -> QuerySet[Staff]:
    """Return who may be named as responsible leader."""
    rows: QuerySet[Staff] = Staff.objects.active().filter(post_holdings__post__in=LEADERS)
    return rows.distinct().order_by("username")


@dataclass(frozen=True)
class Line:
    """A case as the compilation's page shows it."""

    row: CompiledCase
    url: str


def page_facts(compilation: CaseCompilation, user: Actor) -> dict[str, Any]:
    """Return the cases with the way to each, as far as this viewer may see it."""
    rows = list(compilation.cases.select_related("leader", "clause__version__regulation", "decided_by"))
    may = compilation.state == CompilationState.OPEN and user.has_perm("quality.compile_cases", compilation)
    for row in rows:
        row.compilation = compilation
    return {
        "lines": [Line(row, _way(row, user)) for row in rows], "may_compile": may,
        "undecided": sum(not row.is_decided for row in rows), "uncovered": sum(not row.is_covered for row in rows),
    }  # fmt: skip


def _way(row: CompiledCase, user: Actor) -> str:
    if not is_visible(row.source_kind, row.source_id, user):
        return ""
    found: Any = resolve(row.source_kind, row.source_id)
    return str(found.get_absolute_url()) if isinstance(found, Tracked) and hasattr(found, "get_absolute_url") else ""


def of_clause(clause: Clause, user: Any) -> dict[str, Any] | None:
    """Return the cases that a clause was made of, for the panel on its page."""
    found = list(CompiledCase.objects.visible_to(user).filter(clause=clause.pk).select_related("compilation"))
    return {"cases": found, "count": len(found)} if found else None


def waiting(user: Staff) -> Sequence[Waiting]:
    """Return the open compilations of whoever compiles; one query."""
    if not user.has_perm("quality.compile_cases"):
        return []
    rows = CaseCompilation.objects.filter(state=CompilationState.OPEN).order_by("opened_at")
    return [Waiting(one, _("Cases into the regulations"), _("Compile"), one.get_absolute_url()) for one in rows[:5]]
