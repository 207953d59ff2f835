"""List of zeroings."""

from collections import defaultdict
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, ListPage, Period, Related, View
from bihuan.organization.models import Department
from bihuan.quality.models.zeroing import Zeroing, ZeroingCriterion
from bihuan.quality.states.zeroing import OPEN_ZEROINGS, CriterionState, Side, ZeroingState


def _departments() -> list[tuple[int, str]]:
    return list(Department.objects.order_by("code").values_list("pk", "name"))


class Zeroings(ListPage):
    """Problems on their way to zero, the newest first."""

    name, title, order = "quality.zeroings", _("Zeroing"), "-opened_at"
    template = "quality/list.html"
    needs = ("pk",)
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("problem", _("Problem"), kind="title"),
        Column("side", _("Side"), kind="choice", choices=Side.choices, width="w-l"),
        Column("model__code", _("Model")),
        Column("department__name", _("Responsible department")),
        Column("owner__name", _("In charge"), width="w-s"),
        Column("accepted", _("Criteria accepted"), is_computed=True, width="w-m"),
        Column("state", _("State"), kind="state", choices=ZeroingState.choices, now=(ZeroingState.FIRST,), width="w-l"),
        Column("opened_at", pgettext_lazy("zeroing", "Opened at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )
    filters = (
        Choice("side", _("Side"), choices=Side.choices), Choice("state", _("State"), choices=ZeroingState.choices),
        Related("department", _("Responsible department"), load=_departments),
        Period("opened_at", pgettext_lazy("zeroing", "Opened at")),
    )  # fmt: skip
    views = (
        View("open", _("Not zeroed yet"), "&".join(f"state={state.value}" for state in OPEN_ZEROINGS), opens=True),
        View("zeroed", _("Zeroed"), "state=zeroed"),
    )
    search_fields = ("number__iexact", "problem__icontains", "subject_number__iexact")
    empty_title = _("No problem is being zeroed")
    empty_text = _("Open one from a quality issue, a complaint or a failure report, or here.")

    def rows(self, user: Any) -> Any:
        """Return the zeroings this colleague may see."""
        return Zeroing.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the zeroing's page."""
        return reverse("quality:zeroing", args=[row["pk"]])

    def complete(self, rows: Any, user: Any) -> None:
        """Add how many criteria are accepted and the nearest time limit; two queries for the page."""
        ids = [row["pk"] for row in rows]
        limits = nearest(Zeroing.kind(), ids)
        states: dict[int, list[str]] = defaultdict(list)
        for zeroing, state in ZeroingCriterion.objects.filter(zeroing__in=ids).values_list("zeroing", "state"):
            states[zeroing].append(state)
        for row in rows:
            known = states[row["pk"]]
            row["accepted"] = f"{known.count(CriterionState.ACCEPTED)} / {len(known)}"
            row["due"] = limits.get(row["pk"])
