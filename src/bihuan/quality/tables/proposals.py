"""List of the issues that cases propose."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.lists import Choice, Column, ListPage, Period, Related, RowsOf, View
from bihuan.products.models import ProductModel
from bihuan.quality.models import Ending, IssueProposal


class ProposalList(ListPage):
    """What cases that no issue counts have reached, the newest first."""

    name, title, order = "quality.proposals", _("Proposed issues"), "-proposed_at"
    template = "quality/list.html"
    needs = ("pk",)
    columns = (
        Column("label", _("Class proposed"), kind="title"),
        Column("model__code", _("Model")),
        Column("batch", _("Batch")),
        Column("produced_on", _("Produced on"), kind="date"),
        Column("basis", _("Threshold in words"), width="w-xl"),
        Column("value", pgettext_lazy("proposal", "Counted")),
        Column("proposed_at", _("Proposed at"), kind="time", sort=True),
        Column("ending", _("What became of it"), kind="choice", choices=Ending.choices),
        Column("issue__number", _("Quality issue"), kind="no", is_optional=True),
        Column("reason", _("Reason"), is_optional=True),
    )
    filters = (
        Choice("ending", _("What became of it"), choices=Ending.choices),
        Related("model", _("Model"), load=RowsOf(ProductModel, "code")), Period("proposed_at", _("Proposed at")),
    )  # fmt: skip
    views = (View("open", pgettext_lazy("proposal", "To be decided"), f"ending={Ending.OPEN}", opens=True),)
    empty_title = _("Nothing is proposed")
    empty_text = _("When cases that no issue counts reach a threshold together, the issue is proposed here.")

    def rows(self, user: Any) -> Any:
        """Return the proposals this colleague may see."""
        return IssueProposal.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the proposal's page."""
        return reverse("quality:proposal", args=[row["pk"]])
