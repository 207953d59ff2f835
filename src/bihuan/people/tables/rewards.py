"""Lists of notices and of monthly summaries."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, ListPage, Period, Related, View
from bihuan.people.models import Reward, RewardSummary
from bihuan.people.states.rewards import Consequence, RewardState, SummaryState


def _summaries() -> list[tuple[int, str]]:
    return [(row.pk, f"{row.month:%Y-%m} {row.number}") for row in RewardSummary.objects.all()]


class RewardList(ListPage):
    """Notices: one's own, one's people's, all for those in charge."""

    name, title, order = "people.rewards", _("Rewards and penalties"), "-proposed_at"
    template = "people/rewards.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("label", pgettext_lazy("reward", "What for"), kind="title"),
        Column("person__name", _("Colleague"), width="w-s"),
        Column("person__department__name", _("Department"), width="w-m"),
        Column(
            "consequence", pgettext_lazy("reward", "Consequence"), kind="choice", choices=Consequence.choices,
            width="w-m",
        ),
        Column("amount", _("Amount (CNY)"), kind="yuan"),
        Column("loss", _("Loss made good (CNY)"), kind="yuan", is_optional=True),
        Column("subject_number", _("Case"), kind="no"),
        Column(
            "state", _("State"), kind="state", choices=RewardState.choices,
            now=(RewardState.PROPOSED, RewardState.DISPUTED), width="w-m",
        ),
        Column("proposed_at", _("Proposed at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )  # fmt: skip
    filters = (
        Choice("state", _("State"), choices=RewardState.choices),
        Choice("consequence", pgettext_lazy("reward", "Consequence"), choices=Consequence.choices),
        Related("summary", _("Monthly summary"), load=_summaries),
        Period("proposed_at", _("Proposed at")),
    )
    views = (View("open", _("Not finished"), "state=proposed&state=issued&state=disputed"),)
    search_fields = ("number__iexact", "person__name__icontains", "label__icontains")
    needs = ("pk",)
    empty_title = _("No notice here")
    empty_text = _("A notice is proposed from a case, or here; the colleague and his manager see it once it is issued.")

    def rows(self, user: Any) -> Any:
        """Return the notices this colleague may see."""
        return Reward.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the notice's page."""
        return reverse("people:reward", args=[row["pk"]])

    def complete(self, rows: Any, user: Any) -> None:
        """Add each row's nearest time limit; one query for the page."""
        limits = nearest(Reward.kind(), [row["pk"] for row in rows])
        for row in rows:
            row["due"] = limits.get(row["pk"])


class SummaryList(ListPage):
    """A month's summary a line."""

    name, title, order = "people.summaries", _("Monthly summaries"), "-month"
    template = "people/summaries.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("month", _("Month"), kind="title", value=lambda row: f"{row['month']:%Y-%m}", needs=("month",)),
        Column("people", pgettext_lazy("summary", "People"), kind="number"),
        Column("rewarded", _("Rewards (CNY)"), kind="yuan"),
        Column("fined", _("Fines (CNY)"), kind="yuan"),
        Column("made_good", _("Losses made good (CNY)"), kind="yuan"),
        Column(
            "state", _("State"), kind="state", choices=SummaryState.choices, now=(SummaryState.DRAWN_UP,), width="w-m"
        ),
        Column("handed_at", pgettext_lazy("summary", "Handed over at"), kind="time"),
    )
    filters = (Choice("state", _("State"), choices=SummaryState.choices),)
    needs = ("pk",)
    empty_title = _("No summary here")
    empty_text = _("Administration draws up a month's summary and hands it to finance once.")

    def rows(self, user: Any) -> Any:
        """Return the summaries this colleague may see."""
        return RewardSummary.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the summary's page."""
        return reverse("people:reward_summary", args=[row["pk"]])
