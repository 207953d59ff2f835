"""What must be there before a version may count: the calendars that its clauses count by (REG-02)."""

from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import OperationError
from bihuan.organization.queries import unpublished
from bihuan.regulations.models import Parameter, RegulationVersion


def refuse_unpublished(version: RegulationVersion, *, by: Actor) -> None:
    """Stop somebody from putting a clause in force that counts by a calendar nobody has published.

    The system itself goes on (a new installation, the day that was set): limits on such a calendar count
    round the clock until it is published, and those who keep the calendars are told.

    Raises:
        OperationError: it names the calendars and their clauses.
    """
    if by.actor_kind == "system":
        return
    named = _calendars(version)
    if missing := unpublished(named):
        words = "、".join(f"「{code}」({named[code]})" for code in missing)
        raise OperationError(
            _("This calendar does not exist yet: %(calendars)s. Publish it first, or let the clause name another.")
            % {"calendars": words}
        )


def _calendars(version: RegulationVersion) -> dict[str, str]:
    """Return the calendars that a version's clauses name, each with the first clause."""
    rows = Parameter.objects.filter(clause__version=version, kind__in=("time_limit", "service_hours"))
    named: dict[str, str] = {}
    for row in rows.select_related("clause__version__regulation"):
        code = (row.data.get("limit") or {}).get("calendar") or row.data.get("calendar") or ""
        if code:
            named.setdefault(code, row.clause.label)
    return named
