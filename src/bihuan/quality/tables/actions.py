"""The list of corrective actions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.lists import Choice, Column, Period, Related, View
from bihuan.organization.models import Department
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.states.actions import ActionState
from bihuan.service.tables.matters import Matters


def departments() -> list[tuple[int, str]]:
    """Return the departments to choose among."""
    return list(Department.objects.order_by("code").values_list("pk", "name"))


class CorrectiveActions(Matters):
    """Corrective actions, the last first."""

    name, title, order = "quality.actions", _("Corrective actions"), "-required_at"
    model, view = CorrectiveAction, "quality:action"
    template = "quality/list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("subject", _("Subject"), kind="title"),
        Column("subject_number", _("Required from"), kind="no"),
        Column("department__name", _("Responsible department"), width="w-m"),
        Column("owner__name", pgettext_lazy("action", "Owner"), width="w-s"),
        Column("round", _("Round"), kind="number"),
        Column("measure", _("What is measured"), is_optional=True),
        Column("limit", _("Limit"), kind="number", is_optional=True),
        Column("value", _("Value after"), kind="number", is_optional=True),
        Column(
            "state", _("State"), kind="state", choices=ActionState.choices,
            now=(ActionState.REQUIRED, ActionState.DONE, ActionState.JUDGED), width="w-xl",
        ),
        Column("required_at", _("Required at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )  # fmt: skip
    filters = (
        Choice("state", _("State"), choices=ActionState.choices),
        Related("department", _("Responsible department"), load=departments), Period("required_at", _("Required")),
    )  # fmt: skip
    views = (
        View("open", _("Not finished"), opens=True, query="&".join(
            f"state={state}" for state in ("required", "planned", "under_way", "done", "watched", "judged")
        )),
        View("verify", _("To be verified"), "state=done"),
        View("watched", _("Effect being watched"), "state=watched&state=judged"),
    )  # fmt: skip
    search_fields = ("number__iexact", "subject__icontains", "subject_number__iexact")
