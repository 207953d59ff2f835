"""Create regulations, give them a new version, say where they apply, switch them on and off."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Department
from bihuan.regulations.models import Clause, Parameter, Regulation, RegulationVersion, RulesStamp, Scope
from bihuan.regulations.operations.drafts import UNFINISHED, begin_draft
from bihuan.regulations.queries.documents import latest, scope_values, scope_words
from bihuan.regulations.states import Dimension

FIRST_VERSION = "A/0"


@transaction.atomic
def create_regulation(
    *, key: str, title: str, code: str = "", department: Department | None = None, owner_name: str = "", by: Actor,
    version: str = FIRST_VERSION,
) -> RegulationVersion:  # fmt: skip
    """Create a regulation with its first draft (REG-01).

    Raises:
        OperationError: the key is taken.
    """
    permit(by, "regulations.draft")
    if Regulation.objects.filter(key=key).exists():
        raise OperationError(_("There is a regulation with this key already."), field="key")
    regulation = Regulation.objects.create(
        key=key, title=title, code=code, department=department, owner_name=owner_name
    )
    history.append(regulation, "register", by=by, is_first=True)
    return begin_draft(regulation, version, by=by)


@transaction.atomic
def change_regulation(
    regulation: Regulation, *, title: str, code: str, department: Department | None, by: Actor,
    revision: int | None = None,
) -> bool:  # fmt: skip
    """Change a regulation's head; its key stays. Raises Stale when somebody else did meanwhile."""
    permit(by, "regulations.draft")
    row = locked(Regulation, regulation.pk, revision=revision)
    return history.change(row, by=by, title=title, code=code, department=department)


@transaction.atomic
def new_version(regulation: Regulation, *, by: Actor, version: str = "", note: str = "") -> RegulationVersion:
    """Make a draft from the newest version, with all its clauses and parameters.

    Args:
        version: its name; the next one («A/1» after «A/0») when not given.

    Raises:
        OperationError: another version is being made already, or the name is taken.
    """
    permit(by, "regulations.draft")
    locked(Regulation, regulation.pk)
    if regulation.versions.filter(state__in=UNFINISHED).exists():
        raise OperationError(_("A new version of this regulation is in the making already."))
    source = latest(regulation)
    name = version or next_version(source.version if source else "")
    if regulation.versions.filter(version=name).exists():
        raise OperationError(_("This version is there already."), field="version")
    draft = begin_draft(regulation, name, by=by, note=note, source=source)
    if source:
        _copy(source, draft)
    return draft


@transaction.atomic
def set_scope(
    regulation: Regulation, scope: Iterable[tuple[str, str]], *, by: Actor, revision: int | None = None
) -> bool:
    """Say where a regulation applies, from now on for new cases (REG-04).

    Args:
        scope: pairs of dimension and value; values of one dimension are alternatives, dimensions add up; none
            means the whole company.

    Raises:
        OperationError: a dimension that doesn't exist.
    """
    permit(by, "regulations.switch")
    row = locked(Regulation, regulation.pk, revision=revision)
    wanted = sorted({(dimension, value.strip()) for dimension, value in scope if value.strip()})
    if any(dimension not in Dimension.values for dimension, _value in wanted):
        raise OperationError(_("A regulation's scope is department, product line, customer or business."))
    if wanted == sorted(scope_values(row)):
        return False
    before, values = scope_words(row.scopes.all()), scope_values(row)
    row.scopes.all().delete()
    Scope.objects.bulk_create(Scope(regulation=row, dimension=key, value=value) for key, value in wanted)
    row.revision += 1
    row.save(update_fields=["revision", "updated_at"])
    after = scope_words(Scope.objects.filter(regulation=row))
    said = {"scope": [before, after], "values": {"before": values, "after": wanted}}
    history.append(row, "set_scope", by=by, changes=said)
    RulesStamp.renew()
    return True


@transaction.atomic
def set_active(regulation: Regulation, *, is_active: bool, by: Actor, revision: int | None = None) -> bool:
    """Switch a regulation on or off for new cases; those that run keep the time limits they have."""
    permit(by, "regulations.switch")
    row = locked(Regulation, regulation.pk, revision=revision)
    changed = history.change(row, by=by, verb="activate" if is_active else "deactivate", is_active=is_active)
    if changed:
        RulesStamp.renew()
    return changed


def next_version(version: str) -> str:
    """Return the name after a version's: «A/1» after «A/0», «2027» after «2026»."""
    head = version.rstrip("0123456789")
    number = version[len(head) :]
    return f"{head}{int(number) + 1}" if number else f"{version or 'A'}/1"


def _copy(source: RegulationVersion, draft: RegulationVersion) -> None:
    for clause in source.clauses.prefetch_related("parameters"):
        parameters = list(clause.parameters.all())
        twin = Clause.objects.create(
            version=draft, number=clause.number, heading=clause.heading, text=clause.text, order=clause.order
        )
        Parameter.objects.bulk_create(
            Parameter(clause=twin, kind=p.kind, name=p.name, data=p.data, when=p.when, order=p.order)
            for p in parameters
        )
