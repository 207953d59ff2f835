"""List of rectification notices."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, ListPage, Period, Related, View
from bihuan.organization.models import Department
from bihuan.quality.models import RectificationNotice
from bihuan.quality.states.notices import OPEN_NOTICES, NoticeKind, NoticeState


def _departments() -> list[tuple[int, str]]:
    return list(Department.objects.order_by("code").values_list("pk", "name"))


class RectificationNotices(ListPage):
    """Notices, the last issued first."""

    name, title, order = "quality.notices", _("Rectification notices"), "-issued_at"
    template = "quality/list.html"
    needs = ("pk",)
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("subject", pgettext_lazy("notice", "Matter"), kind="title"),
        Column("kind_of", pgettext_lazy("notice", "Kind"), kind="choice", choices=NoticeKind.choices, width="w-due"),
        Column("project", pgettext_lazy("notice", "Project")),
        Column("answerer", pgettext_lazy("notice", "Answered by"), is_computed=True,
               needs=("department__name", "party")),
        Column("state", _("State"), kind="state", choices=NoticeState.choices, now=tuple(OPEN_NOTICES), width="w-l"),
        Column("issued_by__name", pgettext_lazy("notice", "Issued by"), width="w-s"),
        Column("issued_at", pgettext_lazy("notice", "Issued at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )  # fmt: skip
    filters = (
        Choice("kind_of", pgettext_lazy("notice", "Kind"), choices=NoticeKind.choices),
        Choice("state", _("State"), choices=NoticeState.choices),
        Related("department", _("Department that answers"), load=_departments),
        Period("issued_at", pgettext_lazy("notice", "Issued at")),
    )
    views = (
        View("open", _("Not accepted yet"), "&".join(f"state={state.value}" for state in OPEN_NOTICES), opens=True),
        View("closed", pgettext_lazy("notice", "Accepted"), "state=closed"),
    )
    search_kind = "quality.rectificationnotice"
    empty_title = _("No rectification notice")
    empty_text = _("Issue one to a department or an outside party, or enter a supervising engineer's.")

    def rows(self, user: Any) -> Any:
        """Return the notices this colleague may see."""
        return RectificationNotice.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the notice's page."""
        return reverse("quality:notice", args=[row["pk"]])

    def complete(self, rows: Any, user: Any) -> None:
        """Add who answers and the nearest time limit; one query for the page."""
        limits = nearest(RectificationNotice.kind(), [row["pk"] for row in rows])
        for row in rows:
            row["answerer"], row["due"] = row["department__name"] or row["party"], limits.get(row["pk"])
