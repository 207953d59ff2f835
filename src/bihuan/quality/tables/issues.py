"""List of the quality issues."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.lists import Choice, Column, ListPage, Period, Related, RowsOf
from bihuan.products.models import ProductModel
from bihuan.quality.models import QualityIssue
from bihuan.quality.states.issues import OPEN_ISSUES, IssueState
from bihuan.regulations.queries import ruleset


def classes() -> dict[tuple[str, str], str]:
    """Return the names of all classes in force, by scheme and code."""
    views = ruleset().all("issue_class")
    return {(str(view.data["scheme"]), str(view.data["code"])): str(view.data["label"]) for view in views}


class IssueList(ListPage):
    """The quality issues, the newest first."""

    name = "quality.issues"
    title = _("Quality issues")
    template = "quality/list.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("subject", _("Quality issue"), kind="title"),
        Column("class_name", _("Class"), is_computed=True, needs=("scheme", "class_code", "class_proposed")),
        Column("state", _("State"), kind="state", choices=IssueState.choices, now=tuple(OPEN_ISSUES)),
        Column("model__code", _("Model")),
        Column("batch", _("Batch")),
        Column("department__name", _("Responsible department")),
        Column("owner__name", _("In charge")),
        Column("reported_at", pgettext_lazy("issue", "Reported at"), kind="time"),
        Column("closed_at", pgettext_lazy("issue", "Closed at"), kind="time"),
    )
    filters = (
        Choice("state", _("State"), choices=IssueState.choices),
        Related("model", _("Model"), load=RowsOf(ProductModel, "code")),
        Period("reported_at", pgettext_lazy("issue", "Reported at")),
    )
    search_kind = "quality.qualityissue"
    empty_title = _("No quality issue yet")
    empty_text = _("An issue takes cases together, is classed by the clauses, and closes when its conditions are met.")

    def rows(self, user: Any) -> Any:
        return QualityIssue.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("quality:issue", args=[row["pk"]])

    def complete(self, rows: list[dict[str, Any]], user: Any) -> None:
        names = classes()
        for row in rows:
            code, proposed = str(row["class_code"]), str(row["class_proposed"])
            name = names.get((row["scheme"], code or proposed), code or proposed)
            row["class_name"] = name if code or not proposed else str(_("proposed: %(name)s") % {"name": name})
