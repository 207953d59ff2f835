"""The list of running limits."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bihuan.deadlines.models import Deadline
from bihuan.deadlines.queries import is_late, is_soon
from bihuan.deadlines.states import RUNNING
from bihuan.kernel.lists import Choice, Column, Condition, ListPage, Related
from bihuan.organization.models import Staff
from bihuan.regulations.models import Clause


def _owners() -> list[tuple[int, str]]:
    return list(Staff.objects.active().order_by("username").values_list("pk", "name"))


def _clauses() -> list[tuple[int, str]]:
    used = Deadline.objects.running().exclude(clause=None).values("clause")
    return list(cited_as(used).items())


def cited_as(clauses: Any) -> dict[int, str]:
    """Return how these clauses are cited, "FULL 3.4"; one query."""
    rows = Clause.objects.filter(pk__in=clauses).select_related("version__regulation").defer("text")
    return {clause.pk: clause.label for clause in rows}


class RunningLimits(ListPage):
    """Every limit that runs and that the viewer may see, the most urgent first."""

    name = "deadlines.running"
    title = _("Time limits")
    columns = (
        Column("subject_number", _("Number"), kind="no"),
        Column("label", _("Time limit"), kind="title"),
        Column("cited", _("Clause"), is_computed=True, needs=("clause_id",)),
        Column("owner__name", _("Responsible")),
        Column("starts_at", _("Starts at"), kind="time"),
        Column("due_at", _("Due at"), kind="time", sort=True),
        Column("left", _("Time left"), kind="due", is_computed=True, value=dict,
               needs=("starts_at", "due_at", "met_at", "state", "is_late")),
    )  # fmt: skip
    order = "due_at"
    filters = (
        Condition("due", _("Urgency"), conditions={
            "late": (_("overdue"), is_late), "soon": (_("due within 2 hours"), is_soon)}),
        Related("owner", _("Responsible"), load=_owners),
        Related("clause", _("Clause"), load=_clauses),
        Choice("state", _("State"), choices=[(state.value, state.label) for state in RUNNING]),
    )  # fmt: skip

    def rows(self, user: Any) -> Any:
        return Deadline.objects.visible_to(user).running()

    def complete(self, rows: Any, user: Any) -> None:
        cited = cited_as({row["clause_id"] for row in rows if row.get("clause_id")})
        for row in rows:
            row["cited"] = cited.get(row.get("clause_id"), "")

    def url(self, row: Any) -> str:
        return f"/deadlines/{row['pk']}/"
