"""Lists of ratings, leads, yearly needs and care plans."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import CarePlan, Lead, NeedsRequest, Rating
from bihuan.customers.queries.care import progress_of
from bihuan.customers.states.care import CareState, LeadSource, LeadState, NeedsState
from bihuan.customers.states.tiers import Rated, RatingState
from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, ListPage, Period, View


class RatingList(ListPage):
    """Ratings, the newest first."""

    name, title, order = "customers.ratings", _("Customer ratings"), "-proposed_at"
    template = "customers/ratings.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("customer__name", _("Customer"), kind="title"),
        Column("rated", _("What is rated"), kind="choice", choices=Rated.choices, width="w-m"),
        Column("year", _("Year"), width="w-s"),
        Column("amount", _("Revenue (CNY)"), kind="yuan"),
        Column("score", pgettext_lazy("rating", "Score"), kind="number"),
        Column("before", _("Before"), width="w-s"),
        Column("proposed", pgettext_lazy("rating", "By the figures"), width="w-m"),
        Column("owner__name", _("Whose turn"), is_optional=True),
        Column(
            "state", _("State"), kind="state", choices=RatingState.choices,
            now=(RatingState.PROPOSED, RatingState.SUBMITTED), width="w-m",
        ),
        Column("proposed_at", _("Proposed at"), kind="time", sort=True),
    )  # fmt: skip
    filters = (
        Choice("rated", _("What is rated"), choices=Rated.choices),
        Choice("state", _("State"), choices=RatingState.choices),
        Period("proposed_at", _("Proposed at")),
    )
    views = (View("open", _("Not finished"), "state=proposed&state=submitted"),)
    search_fields = ("number__iexact", "customer__name__istartswith", "customer__number__iexact")
    needs = ("pk",)
    empty_title = _("No ratings yet")
    empty_text = _("Ratings are proposed from last year's revenue, on the day the clause names or by the button above.")

    def rows(self, user: Any) -> Any:
        return Rating.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("customers:rating", args=[row["pk"]])


class LeadList(ListPage):
    """Leads, the newest first."""

    name, title, order = "customers.leads", _("Leads"), "-opened_at"
    template = "customers/leads.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("subject", _("What is needed"), kind="title"),
        Column("customer__name", _("Customer")),
        Column("source", _("How it became known"), kind="choice", choices=LeadSource.choices, width="w-m"),
        Column("amount", _("Expected amount (CNY)"), kind="yuan"),
        Column("owner__name", _("In charge"), width="w-s"),
        Column("next_on", _("Next follow-up"), kind="date", width="w-m"),
        Column(
            "state", _("State"), kind="state", choices=LeadState.choices, now=(LeadState.NEW, LeadState.FOLLOWED),
            width="w-m",
        ),
        Column("opened_at", pgettext_lazy("lead", "Entered at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )  # fmt: skip
    filters = (
        Choice("state", _("State"), choices=LeadState.choices),
        Choice("source", _("How it became known"), choices=LeadSource.choices),
        Period("next_on", _("Next follow-up")),
    )
    views = (View("open", _("Not finished"), "state=new&state=followed"),)
    search_kind = "customers.lead"
    needs = ("pk",)
    empty_title = _("No leads yet")
    empty_text = _("What customers need next is written down here: when they are asked in December, or any time.")

    def rows(self, user: Any) -> Any:
        return Lead.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("customers:lead", args=[row["pk"]])

    def complete(self, rows: Any, user: Any) -> None:
        """Add each row's nearest time limit; one query for the page."""
        limits = nearest(Lead.kind(), [row["pk"] for row in rows])
        for row in rows:
            row["due"] = limits.get(row["pk"])


class NeedsList(ListPage):
    """Who is to be asked for next year's needs."""

    name, title, order = "customers.needs", _("Asking for new needs"), "-year"
    template = "customers/needs.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("customer__name", _("Customer"), kind="title"),
        Column("year", _("For the year"), sort=True, width="w-s"),
        Column("owner__name", _("In charge"), width="w-s"),
        Column("gift", _("Gift")),
        Column("gift_sent_on", _("Gift sent on"), kind="date", width="w-m"),
        Column("lead__number", _("Lead"), kind="no"),
        Column("state", _("State"), kind="state", choices=NeedsState.choices, now=(NeedsState.DUE,), width="w-m"),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )  # fmt: skip
    filters = (Choice("state", _("State"), choices=NeedsState.choices),)
    views = (View("open", _("To be asked"), "state=due"),)
    search_fields = ("number__iexact", "customer__name__istartswith")
    needs = ("pk",)
    empty_title = _("Nobody to be asked")
    empty_text = _("In December the clause has every customer with somebody in charge asked for next year's needs.")

    def rows(self, user: Any) -> Any:
        return NeedsRequest.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("customers:needs_request", args=[row["pk"]])

    def complete(self, rows: Any, user: Any) -> None:
        """Add each row's nearest time limit; one query for the page."""
        limits = nearest(NeedsRequest.kind(), [row["pk"] for row in rows])
        for row in rows:
            row["due"] = limits.get(row["pk"])


class CareList(ListPage):
    """Care plans, the newest first."""

    name, title, order = "customers.care", _("Care plans"), "-year"
    template = "customers/care_plans.html"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("customer__name", _("Customer"), kind="title"),
        Column("customer__tier", _("Tier"), width="w-s"),
        Column("year", _("Year"), sort=True, width="w-s"),
        Column("owner__name", _("In charge"), width="w-s"),
        Column("done", _("Done"), is_computed=True, width="w-s"),
        Column("next_on", _("Next day"), kind="date", is_computed=True, width="w-m"),
        Column("state", _("State"), kind="state", choices=CareState.choices, now=(CareState.RUNNING,), width="w-m"),
    )
    filters = (Choice("state", _("State"), choices=CareState.choices),)
    search_fields = ("number__iexact", "customer__name__istartswith")
    needs = ("pk",)
    empty_title = _("No care plans yet")
    empty_text = _("A plan is drawn up on a customer's page; where a clause has one for his tier, with its items.")

    def rows(self, user: Any) -> Any:
        return CarePlan.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        return reverse("customers:care_plan", args=[row["pk"]])

    def complete(self, rows: Any, user: Any) -> None:
        """Add how far each plan has come; one query for the page."""
        found = progress_of([row["pk"] for row in rows])
        for row in rows:
            one = found.get(row["pk"], {})
            row["done"] = f"{one.get('done', 0)}/{one.get('total', 0)}"
            row["next_on"] = one.get("next_on")
