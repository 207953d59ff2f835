"""The reports about visits: of the day, urgent, of the month (CSM 9 to 11, CUS-04)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models.files import Customer
from bihuan.customers.models.visits import Visit, VisitQuerySet
from bihuan.customers.states.visits import DAY_MOVES, MONTH_MOVES, URGENT_MOVES
from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import person_field
from bihuan.kernel.records import Record
from bihuan.organization.models import Department, Staff


class VisitDay(Record):
    """「巡访日报表」: a visitor's day, built from his visits, handed to his superior."""

    moves = DAY_MOVES

    visitor = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("Visitor"))
    day = models.DateField(_("Day"))
    summary = models.TextField(_("Summary of the day"), blank=True)
    submitted_at = models.DateTimeField(pgettext_lazy("visit day", "Handed in at"), null=True, blank=True)
    read_by = person_field(pgettext_lazy("visit day", "Read by"))
    read_at = models.DateTimeField(pgettext_lazy("visit day", "Read at"), null=True, blank=True)
    remark = models.TextField(_("Superior's remark"), blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("Daily visit report")
        indexes = [models.Index(fields=["-day", "-id"], name="visit_day_by_day")]
        constraints = [models.UniqueConstraint(fields=["visitor", "day"], name="visit_day_once")]

    def get_absolute_url(self) -> str:
        return reverse("customers:visit_day", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.visitor.name} · {self.day:%Y-%m-%d}"

    @property
    def owner_id(self) -> int:
        return int(self.visitor_id)


class UrgentQuerySet(VisitQuerySet):
    """Urgent reports: also whom they went to by the clause."""

    def _concerns(self, user: Actor) -> Q:
        return super()._concerns(user) | Q(told=user.pk)


class VisitUrgentReport(Record):
    """「巡访紧急报告」: what the unit can't see to itself goes to its superiors at once (CSM 11)."""

    moves = URGENT_MOVES

    visitor = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("Reported by"))
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="urgent_reports")
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Customer")
    )
    matter = models.CharField(_("Matter"), max_length=24)
    matter_label = models.CharField(_("Matter"), max_length=80)
    clause = models.ForeignKey("regulations.Clause", models.PROTECT, null=True, related_name="+")
    content = models.TextField(_("The situation"))
    proposal = models.TextField(_("What one proposes"), blank=True)
    reported_at = models.DateTimeField(_("Time of the report"), default=timezone.now)
    told = models.ManyToManyField(Staff, related_name="+", blank=True, verbose_name=_("Reported to"))
    instruction = models.TextField(pgettext_lazy("urgent report", "Instruction"), blank=True)
    instructed_by = person_field(_("Instructed by"))
    instructed_at = models.DateTimeField(_("Instructed at"), null=True, blank=True)
    handling = models.TextField(_("How it was dealt with"), blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("urgent report", "Dealt with at"), null=True, blank=True)

    objects = UrgentQuerySet.as_manager()

    class Meta:
        verbose_name = _("Urgent visit report")
        indexes = [models.Index(fields=["-reported_at", "-id"], name="visit_urgent_by_time")]

    def get_absolute_url(self) -> str:
        return reverse("customers:visit_urgent", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.matter_label}：{self.content[:40]}"

    @property
    def owner_id(self) -> int:
        return int(self.visitor_id)

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        return self.customer.facts() if self.customer else {}


class MonthQuerySet(VisitQuerySet):
    """Monthly reports: the unit's head; those who look over all."""

    def _concerns(self, user: Actor) -> Q:
        return Q(made_by=user.pk) | Q(department__manager=user.pk)


class VisitMonth(Record):
    """「每月巡访情况报告书」: a unit's month from its daily reports, signed by its head (CSM 10).

    `figures` are frozen when it is submitted.
    """

    moves = MONTH_MOVES

    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("Unit"))
    month = models.DateField(_("Month"))
    figures = models.JSONField(default=dict)
    market = models.TextField(_("Market and competitors"), blank=True)
    problems = models.TextField(_("Main problems and how they were seen to"), blank=True)
    outlook = models.TextField(_("Proposals and next month"), blank=True)
    made_by = person_field(_("Prepared by"))
    submitted_at = models.DateTimeField(pgettext_lazy("visit month", "Submitted at"), null=True, blank=True)

    objects = MonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("Monthly visit report")
        indexes = [models.Index(fields=["-month", "-id"], name="visit_month_by_month")]
        constraints = [models.UniqueConstraint(fields=["department", "month"], name="visit_month_once")]

    def get_absolute_url(self) -> str:
        return reverse("customers:visit_month", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.department} · {self.month:%Y-%m}"

    @property
    def owner_id(self) -> int | None:
        return self.made_by_id

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        return {"department": self.department.code}
