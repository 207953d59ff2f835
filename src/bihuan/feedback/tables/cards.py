"""Lists of opinion cards and of the cases on them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.deadlines.queries import nearest
from bihuan.feedback import rules
from bihuan.feedback.models import OpinionCard, OpinionCase
from bihuan.feedback.states import CardState, CaseKind, CaseState, Severity
from bihuan.kernel.lists import Choice, Column, ListPage, Period, Related, RowsOf, View
from bihuan.organization.models import Staff


def _worst(row: dict[str, Any]) -> str:
    """Return the aspects with the lowest grade, "态度 一般"."""
    if not row["graded"]:
        return ""
    lowest = min(row["graded"].values())
    bad = [aspect for aspect in rules.graded(row["form"], row["graded"]) if row["graded"][aspect.code] == lowest]
    words = "、".join(aspect.label for aspect in bad)
    return bad[0].grade if len(bad) == len(row["graded"]) else f"{words} {bad[0].grade}"


class Cards(ListPage):
    """The cards sent, with what came back."""

    name = "feedback.cards"
    title = _("Opinion cards")
    order = "-sent_at"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("request__description", _("Trouble reported"), kind="title"),
        Column("request__contact_name", _("Customer name")),
        Column("technician__name", _("Technician")),
        Column("state", _("State"), kind="state", choices=CardState.choices, now=(CardState.SENT,)),
        Column("worst", _("Lowest grade"), width="w-due", value=_worst, needs=("form", "graded")),
        Column("score", _("Satisfaction score"), kind="number", width="w-s"),
        Column("sent_at", _("Sent at"), kind="time", sort=True, width="w-xl"),
    )
    template = "feedback/surveys/list.html"
    filters = (
        Choice("state", _("State"), choices=CardState.choices), Period("sent_at", _("Sent at")),
        Related("technician", _("Technician"),
                load=RowsOf(Staff, "name", "name", {"post_holdings__post": "technician"})),
    )  # fmt: skip
    views = (
        View("waiting", _("Waiting for an answer"), "state=sent"),
        View("answered", _("Answered"), "state=answered"),
    )
    search_fields = ("number__iexact", "request__contact_name__icontains")
    needs = ("pk",)

    def rows(self, user: Any) -> Any:
        """Return the cards this colleague may see."""
        return OpinionCard.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the card's page."""
        return reverse("feedback:card", args=[row["pk"]])


class Cases(ListPage):
    """What customers were not content with."""

    name = "feedback.cases"
    title = _("Opinion cases")
    template = "feedback/surveys/list.html"
    order = "-opened_at"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("description", _("Words of the customer"), kind="title"),
        Column("kind_of", _("Kind"), kind="choice", choices=CaseKind.choices),
        Column("severity", _("Severity"), kind="choice", choices=Severity.choices),
        Column("card__technician__name", _("Technician")),
        Column("owner__name", _("Person in charge")),
        Column(
            "state", _("State"), kind="state", choices=CaseState.choices, now=(CaseState.OPEN, CaseState.WITH_VICE_GM)
        ),
        Column("opened_at", _("Opened at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )
    filters = (
        Choice("state", _("State"), choices=CaseState.choices),
        Choice("severity", _("Severity"), choices=Severity.choices),
        Period("opened_at", _("Opened")),
    )
    views = (View("open", _("Not closed"), "state=open&state=with_vice_gm&state=handling&state=answered", opens=True),)
    search_fields = ("number__iexact", "description__icontains")
    needs = ("pk",)

    def rows(self, user: Any) -> Any:
        """Return the cases this colleague may see."""
        return OpinionCase.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the case's page."""
        return reverse("feedback:case", args=[row["pk"]])

    def complete(self, rows: Any, user: Any) -> None:
        """Add each case's nearest time limit; one query for the page."""
        limits = nearest(OpinionCase.kind(), [row["pk"] for row in rows])
        for row in rows:
            row["due"] = limits.get(row["pk"])
