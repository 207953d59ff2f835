"""List of the knowledge base."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.lists import Choice, Column, ListPage, Related, View
from bihuan.quality.models.knowledge import KnowledgeEntry
from bihuan.quality.queries.knowledge import lines, trades
from bihuan.quality.states.knowledge import KnowledgeState


class KnowledgeList(ListPage):
    """Common defects, the latest first."""

    name, title, order = "quality.knowledge", _("Knowledge base"), "-created_at"
    template = "quality/knowledge/list.html"
    needs = ("pk",)
    search_kind = "quality.knowledgeentry"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("name", _("Defect"), kind="title"),
        Column("symptom", pgettext_lazy("knowledge", "Symptom")),
        Column("field", _("Trade"), width="w-m"),
        Column("line_code", _("Product line"), width="w-s"),
        Column("edition", pgettext_lazy("knowledge", "Edition"), kind="number"),
        Column("helpful", _("Was helpful"), kind="number"),
        Column("state", _("State"), kind="state", choices=KnowledgeState.choices, now=(KnowledgeState.DRAFT,)),
        Column("created_at", pgettext_lazy("zeroing", "Written at"), kind="time", sort=True),
    )
    filters = (
        Choice("state", _("State"), choices=KnowledgeState.choices), Related("field", _("Trade"), load=trades),
        Related("line_code", _("Product line"), load=lines),
    )  # fmt: skip
    views = (
        View("approved", pgettext_lazy("knowledge", "Approved"), "state=approved", opens=True),
        View("draft", _("To be approved"), "state=draft"),
    )
    empty_title = _("Nothing is known of this yet")
    empty_text = _("Write an entry from a closed case, or bring in a file.")

    def rows(self, user: Any) -> Any:
        """Return the entries this colleague may see."""
        return KnowledgeEntry.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the entry's page."""
        return reverse("quality:knowledge_entry", args=[row["pk"]])
