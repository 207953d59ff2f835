"""Visits: whose area it is, plans, visits with customer card and inquiry card (CSM, CUS-04)."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models.care import Lead
from bihuan.customers.models.files import Customer
from bihuan.customers.rules.visits import span
from bihuan.customers.states.visits import PLAN_MOVES, VISIT_MOVES, Period, VisitState
from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import person_field
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.organization.models import Region, Staff
from bihuan.organization.states import Post
from bihuan.regulations.queries import ruleset

OVERSEERS = (
    Post.SALES_CLERK, Post.QUALITY, Post.OFFICE, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip


class VisitQuerySet(VisibleQuerySet):
    """Visits and their reports by viewer."""

    def visible_to(self, user: Actor) -> Self:
        """Those who look over all visits; one's own; those of one's people."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*OVERSEERS):  # type: ignore[attr-defined]
            return self
        return self.filter(self._concerns(user)).distinct()

    def _concerns(self, user: Actor) -> Q:
        return Q(visitor=user.pk) | Q(visitor__department__manager=user.pk)


class PlanQuerySet(VisitQuerySet):
    """Plans: also who made them and whose region's technicians they name."""

    def _concerns(self, user: Actor) -> Q:
        return super()._concerns(user) | Q(made_by=user.pk) | Q(technicians=user.pk)


class AreaQuerySet(VisibleQuerySet):
    """Whose area it is, every colleague may know."""

    def visible_to(self, user: Actor) -> Self:
        return self if user.actor_kind in {"staff", "system"} else self.none()


class SalesArea(Tracked):
    """A region with the salesman in charge of it; he doesn't visit there for this purpose (CSM 4)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("Region"))
    salesman = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("Salesman in charge"))

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("Sales area")
        ordering = ["region__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["region", "salesman"], name="sales_area_once")]

    def __str__(self) -> str:
        return f"{self.region} · {self.salesman}"

    def get_absolute_url(self) -> str:
        return reverse("customers:sales_areas")


class VisitPlan(Record):
    """A year's, quarter's or month's plan for a region: what to push, what to find out, who visits whom."""

    moves = PLAN_MOVES

    period = models.CharField(_("Plan for"), max_length=8, choices=Period.choices, default=Period.MONTH)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("Region"))
    visitor = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("Visitor"))
    technicians = models.ManyToManyField(
        Staff, related_name="+", blank=True, verbose_name=_("Technicians of the region")
    )
    goods = models.TextField(_("Products to push"), blank=True)
    survey = models.TextField(_("Points to find out"), blank=True)
    special_survey = models.TextField(_("Special points to find out"), blank=True)
    arrangements = models.TextField(_("Arrangements"), blank=True)
    made_by = person_field(_("Prepared by"))
    approved_at = models.DateTimeField(_("Approved at"), null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("Visit plan")
        indexes = [models.Index(fields=["-starts_on", "-id"], name="visit_plan_by_time")]

    def get_absolute_url(self) -> str:
        return reverse("customers:visit_plan", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.region} · {self.time}"

    @property
    def time(self) -> str:
        """The year, quarter or month in words."""
        if self.period == Period.YEAR:
            return f"{self.starts_on.year}"
        if self.period == Period.QUARTER:
            return f"{self.starts_on.year} Q{(self.starts_on.month + 2) // 3}"
        return f"{self.starts_on:%Y-%m}"

    @property
    def owner_id(self) -> int | None:
        return self.made_by_id

    @property
    def outlet_id(self) -> int | None:
        return None

    @property
    def has_its_technicians(self) -> bool:
        """Whether as many technicians are named as the clauses want for a region."""
        views = ruleset().matching("visitor", self.facts())
        number = self.technicians.count()
        least = max((int(view.data.get("technicians_least") or 0) for view in views), default=0)
        most = min(
            (int(view.data["technicians_most"]) for view in views if view.data.get("technicians_most")), default=99
        )
        return least <= number <= most

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        department = self.made_by.department if self.made_by else None
        return {"area": self.region.area, "department": department.code if department else ""}


class VisitPlanLine(models.Model):
    """A customer in a plan, and how often he is visited in its time."""

    plan = models.ForeignKey(VisitPlan, models.CASCADE, related_name="lines")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("Customer"))
    times = models.PositiveSmallIntegerField(_("Visits"), default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "customer"], name="visit_plan_line_once"),
            models.CheckConstraint(condition=Q(times__gte=1, times__lte=60), name="visit_plan_line_times"),
        ]

    def __str__(self) -> str:
        return f"{self.customer} × {self.times}"


class Visit(Record):
    """One visit: planned for a day, then whom one met, the customer card, the inquiry card, what came of it."""

    moves = VISIT_MOVES

    plan = models.ForeignKey(VisitPlan, models.PROTECT, null=True, blank=True, related_name="visits")
    sequence = models.PositiveSmallIntegerField(default=1)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="visits", verbose_name=_("Customer"))
    visitor = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("Visitor"))
    planned_on = models.DateField(_("Planned day"))
    visited_at = models.DateTimeField(_("Visited at"), null=True, blank=True)
    met_who = models.CharField(_("Whom one met"), max_length=80, blank=True)
    # the customer card
    business = models.CharField(_("What he deals in"), max_length=200, blank=True)
    stock = models.CharField(_("Stock"), max_length=200, blank=True)
    purchases = models.CharField(_("Purchases"), max_length=200, blank=True)
    sales = models.CharField(_("What he sells"), max_length=200, blank=True)
    # what the daily report asks for (CSM 9)
    wishes = models.TextField(_("Opinions, suggestions, wishes"), blank=True)
    complaint = models.TextField(_("What he complains about"), blank=True)
    needs = models.TextField(_("New needs"), blank=True)
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Lead"))
    market = models.TextField(_("Market and competitors"), blank=True)
    technical = models.TextField(_("Technical questions"), blank=True)
    effect = models.TextField(_("What came of the visit"), blank=True)
    handled = models.TextField(_("What was seen to, and how it ended"), blank=True)
    other = models.TextField(pgettext_lazy("visit", "Other"), blank=True)
    answers = models.JSONField(_("Inquiry card"), default=dict, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("Visit to a customer")
        indexes = [
            models.Index(fields=["-planned_on", "-id"], name="visit_by_day"),
            models.Index(fields=["visitor", "state", "planned_on"], name="visit_of_visitor"),
            models.Index(fields=["customer", "-planned_on"], name="visit_of_customer"),
        ]
        constraints = [models.UniqueConstraint(fields=["plan", "customer", "sequence"], name="visit_of_plan_once")]

    def get_absolute_url(self) -> str:
        return reverse("customers:visit", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.customer.name} · {self.planned_on:%m-%d}"

    @property
    def owner_id(self) -> int:
        return int(self.visitor_id)

    @property
    def is_missed(self) -> bool:
        """Whether the day has passed without a visit."""
        return self.state == VisitState.PLANNED and self.planned_on < timezone.localdate()

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        return self.customer.facts()


def time_of(period: str, day: date) -> tuple[date, date]:
    """Return first and last day of a plan's time."""
    return span(period, day)
