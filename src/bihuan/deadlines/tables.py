"""The list of running limits."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.deadlines.models import Deadline
from bihuan.deadlines.states import RUNNING
from bihuan.kernel.lists import Choice, Column, Condition, ListPage, Related
from bihuan.organization.models import Staff
from bihuan.regulations.models import Clause


def _owners() -> list[tuple[int, str]]:
    return list(Staff.objects.active().order_by("username").values_list("pk", "name"))


def _clauses() -> list[tuple[int, str]]:
    used = Deadline.objects.running().exclude(clause=None).values("clause")
    rows = Clause.objects.filter(pk__in=used).select_related("version__regulation")
    return [(clause.pk, clause.label) for clause in rows]


def _is_late() -> Q:
    return Q(due_at__lt=timezone.now())


def _is_soon() -> Q:
    now = timezone.now()
    return Q(due_at__gte=now, due_at__lt=now + timedelta(hours=2))


class RunningLimits(ListPage):
    """Every limit that runs and that the viewer may see, the most urgent first."""

    name = "deadlines.running"
    title = _("Time limits")
    columns = (
        Column("subject_number", _("Number"), kind="no"),
        Column("label", _("Time limit"), kind="title"),
        Column("owner__name", _("Responsible")),
        Column("starts_at", _("Starts at"), kind="time"),
        Column("due_at", _("Due at"), kind="time", sort=True),
        Column("left", _("Time left"), kind="due", is_computed=True, value=dict,
               needs=("starts_at", "due_at", "met_at", "state", "is_late")),
    )  # fmt: skip
    order = "due_at"
    filters = (
        Condition("due", _("Urgency"), conditions={
            "late": (_("overdue"), _is_late), "soon": (_("due within 2 hours"), _is_soon)}),
        Related("owner", _("Responsible"), load=_owners),
        Related("clause", _("Clause"), load=_clauses),
        Choice("state", _("State"), choices=[(state.value, state.label) for state in RUNNING]),
    )  # fmt: skip

    def rows(self, user: Any) -> Any:
        return Deadline.objects.visible_to(user).running()

    def url(self, row: Any) -> str:
        return f"/deadlines/{row['pk']}/"
