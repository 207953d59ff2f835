"""Regulations as documents: the list, a version from first page to last, one clause."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from bihuan.kernel.actors import Actor
from bihuan.kernel.events import known_events
from bihuan.organization.models import WorkingCalendar
from bihuan.organization.states import Post
from bihuan.regulations.models import Clause, Parameter, Regulation, RegulationVersion, Scope
from bihuan.regulations.queries import words
from bihuan.regulations.rules import FIELDS_FOR_PEOPLE, FOR_PEOPLE, Vocabulary
from bihuan.regulations.states import EventName, Fact, VersionState

_STANDING = {VersionState.IN_FORCE: 0, VersionState.APPROVED: 1, VersionState.IN_REVIEW: 2, VersionState.DRAFT: 3}


@dataclass(frozen=True)
class ShownParameter:
    """A parameter with its words."""

    row: Parameter
    kind: str
    sentence: str
    rows: list[tuple[str, str]]
    when: str

    @property
    def is_for_people(self) -> bool:
        """Tell whether no code acts on it yet: its kind is only kept, or nothing announces an event that it names."""
        return self.row.kind in FOR_PEOPLE or not self._is_heard

    @property
    def _is_heard(self) -> bool:
        named = [self.row.data.get(name) for name in ("starts", "met_by", "event", "left", "right")]
        return set(filter(None, named)) <= known_events().keys()

    @property
    def for_people(self) -> str:
        """Return what becomes of the fields that no code acts on; the rest of the parameter is enforced."""
        fields = [field for field in FIELDS_FOR_PEOPLE.get(self.row.kind, ()) if self.row.data.get(field)]
        return gettext("; ").join(words.kept_words(self.row.kind, field) for field in sorted(fields))


@dataclass(frozen=True)
class ShownClause:
    """A clause as the page shows it; a chapter has neither wording nor parameters."""

    row: Clause
    parameters: list[ShownParameter]

    @property
    def depth(self) -> int:
        """How deep it stands: 0 a chapter, 1 «1», 2 «3.4»."""
        return len(self.row.number.split(".")) if self.row.number else 0


@dataclass(frozen=True)
class ClausePage:
    """A clause with what it enforces, its version, and whether that version counts now."""

    clause: Clause
    parameters: list[ShownParameter]
    version: RegulationVersion
    newer: Clause | None = field(default=None)

    @property
    def is_in_force(self) -> bool:
        return self.version.state == VersionState.IN_FORCE


def vocabulary() -> Vocabulary:
    """Return the events, posts, calendars and facts that a parameter may name here."""
    return Vocabulary(
        events={*EventName.values, *known_events()},
        posts=Post.values,
        calendars={"always", "office", *WorkingCalendar.objects.values_list("code", flat=True)},
        facts=Fact.values,
    )


def shown(parameter: Parameter) -> ShownParameter:
    """Return a parameter with its words."""
    return ShownParameter(
        parameter,
        str(words.KIND_WORDS[parameter.kind]),
        words.sentence(parameter.kind, parameter.data, parameter.when),
        words.rows(parameter.kind, parameter.data),
        words.when_words(parameter.when),
    )


def scope_words(scopes: Any) -> str:
    """Return a scope in words, empty for the whole company."""
    return "; ".join(f"{scope.get_dimension_display()}: {scope.value}" for scope in scopes)


def of_regulation(regulation: Regulation, user: Actor) -> list[RegulationVersion]:
    """Return the versions of a regulation that this viewer may read, the one that counts first, then the newest."""
    rows: QuerySet[RegulationVersion] = RegulationVersion.objects.visible_to(user).filter(regulation=regulation)
    return sorted(rows, key=lambda version: (_STANDING.get(VersionState(version.state), 9), -version.sequence))


def document(version: RegulationVersion) -> list[ShownClause]:
    """Return a version's clauses in order, each with its parameters in words."""
    clauses = version.clauses.prefetch_related("parameters")
    return [ShownClause(row, [shown(parameter) for parameter in row.parameters.all()]) for row in clauses]


def clause_page(pk: int, user: Actor) -> ClausePage:
    """Return a clause that this viewer may read, and the same clause of the version in force when that is another.

    Raises:
        Clause.DoesNotExist: there is none, or its version is not for him.
    """
    rows = Clause.objects.select_related("version__regulation__department").prefetch_related("parameters")
    clause = rows.get(pk=pk, version__in=RegulationVersion.objects.visible_to(user))
    newer = None
    if clause.version.state != VersionState.IN_FORCE:
        newer = Clause.objects.filter(
            version__regulation=clause.version.regulation, version__state=VersionState.IN_FORCE, number=clause.number
        ).first()
    return ClausePage(clause, [shown(row) for row in clause.parameters.all()], clause.version, newer)


def latest(regulation: Regulation) -> RegulationVersion | None:
    """Return the newest version, whatever its state."""
    return regulation.versions.order_by("-sequence").first()


def due_versions(today: date) -> QuerySet[RegulationVersion]:
    """Return approved versions whose day has come."""
    return RegulationVersion.objects.filter(state=VersionState.APPROVED, effective_on__lte=today).order_by("sequence")


def scope_values(regulation: Regulation) -> list[tuple[str, str]]:
    """Return the scope as dimension and value."""
    return list(Scope.objects.filter(regulation=regulation).values_list("dimension", "value"))
