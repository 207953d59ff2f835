"""Lists of call-backs, of call-back files, and of those whom the plan misses."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.feedback.models import CallBack, CallBackFile, CallBackGap
from bihuan.feedback.states.callbacks import OPEN_CALLS, CallBackState, CallBackWay, GapReason
from bihuan.kernel.lists import Choice, Column, Condition, ListPage, Period, Related, RowsOf, Truth, View
from bihuan.organization.models import Region


def _late() -> Q:
    return Q(state__in=OPEN_CALLS, due_on__lt=timezone.localdate())


def _waiting() -> Q:
    return Q(state__in=OPEN_CALLS, planned_on__lte=timezone.localdate())


class CallBacks(ListPage):
    """Call-backs planned, made and missed."""

    name = "feedback.callbacks"
    title = _("Call-backs")
    template = "feedback/surveys/list.html"
    order = "-planned_on"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("customer__name", _("Customer name"), kind="title"),
        Column("way", _("How"), kind="choice", choices=CallBackWay.choices),
        Column("customer__region__name", _("Region")),
        Column("planned_on", _("Planned on"), kind="date", sort=True),
        Column("due_on", _("Call by"), kind="date"),
        Column("assignee__name", _("Caller")),
        Column("state", _("State"), kind="state", choices=CallBackState.choices, now=(CallBackState.TAKEN,)),
        Column("tries", _("Tries"), kind="number", is_optional=True),
        Column("score", _("Satisfaction score"), kind="number", width="w-s"),
        Column("missed_at", _("Missed since"), kind="time", is_optional=True),
    )
    filters = (
        Condition("due", _("Call by"), conditions={
            "late": (_("overdue"), _late), "today": (_("to be called by today"), _waiting)}),
        Choice("state", _("State"), choices=CallBackState.choices),
        Choice("way", _("How"), choices=CallBackWay.choices),
        Truth("is_good", _("Satisfied")),
        Period("planned_on", _("Planned on"), is_date=True),
    )  # fmt: skip
    views = (
        View("today", _("To be called by today"), "due=today", opens=True),
        View("late", _("Overdue"), "due=late"),
        View("done", _("Called back"), "state=done"),
        View("bad", _("Not content"), "state=done&is_good=0"),
    )
    search_fields = ("number__iexact", "customer__name__icontains")
    needs = ("pk",)
    empty_title = _("No call-backs here")
    empty_text = _("They are made out a week before their day, from the plan by the clauses.")

    def rows(self, user: Any) -> Any:
        """Return the call-backs this colleague may see; what fell away is left out."""
        return CallBack.objects.visible_to(user).exclude(state=CallBackState.WITHDRAWN)

    def url(self, row: dict[str, Any]) -> str:
        """Return the call-back's page."""
        return reverse("feedback:callback", args=[row["pk"]])


class CallBackFiles(ListPage):
    """The call-back files: places and contracts, with their plan (CSYS)."""

    name = "feedback.callback_files"
    title = _("Call-back files")
    order = "-pk"
    columns = (
        Column("customer__name", _("Customer name"), kind="title"),
        Column("site__name", _("Site")),
        Column("contract__number", _("Service contract")),
        Column("region__name", _("Region")),
        Column("since", _("Counts from"), kind="date"),
        Column("warranty_until", _("Warranty until"), kind="date"),
        Column("opened_on", _("Planned since"), kind="date"),
        Column("closed_on", _("Closed on"), kind="date"),
    )
    filters = (
        Related("region", _("Region"), load=RowsOf(Region, order="name")),
        Truth("open", _("In the plan"), field="closed_on__isnull"),
    )
    search_fields = ("customer__name__startswith", "customer__number__iexact")
    needs = ("pk",)
    empty_title = _("No call-back files yet")
    empty_text = _("They are opened by the plan for every place where a product was handed over.")

    def rows(self, user: Any) -> Any:
        """Return the files this colleague may see."""
        return CallBackFile.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the file's page."""
        return reverse("feedback:callback_file", args=[row["pk"]])


class CallBackGaps(ListPage):
    """Whom the plan misses, as the last reconciliation found it."""

    name = "feedback.callback_gaps"
    title = _("Missed by the plan of call-backs")
    order = "-pk"
    template = "feedback/callback_gaps.html"
    columns = (
        Column("customer__name", _("Customer name"), kind="title"),
        Column("reason", _("Reason"), kind="choice", choices=GapReason.choices, width="w-due"),
        Column("site__name", _("Site")),
        Column("contract__number", _("Service contract")),
        Column("detail", _("Detail")),
        Column("day", _("Day"), kind="date"),
    )
    filters = (
        Choice("reason", _("Reason"), choices=GapReason.choices),
        Period("day", _("Day"), is_date=True),
    )
    needs = ("pk", "customer_id")
    empty_title = _("Nobody is missed")
    empty_text = _("Every place and every contract that a clause names is in the plan, and no limit has gone by.")

    def rows(self, user: Any) -> Any:
        """Return the gaps of the last reconciliation, or of the days chosen."""
        if {"day", "day_from", "day_to"} & set(self.query):
            return CallBackGap.objects.all()
        last = CallBackGap.objects.order_by("-day").values_list("day", flat=True).first()
        return CallBackGap.objects.filter(day=last) if last else CallBackGap.objects.none()

    def url(self, row: dict[str, Any]) -> str:
        """Return the customer's page."""
        return reverse("customers:customer", args=[row["customer_id"]])
