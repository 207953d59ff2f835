"""Leads, the yearly question for new needs, and care plans (CSYS 3, PROP 2.2, CRM 3)."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models.files import Customer, PartQuerySet
from bihuan.customers.states.care import (
    CARE_MOVES,
    LEAD_MOVES,
    NEEDS_MOVES,
    OPEN_LEADS,
    LeadSource,
)
from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import money, person_field
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.regulations.models import Clause


def _customer(name: str) -> Any:
    return models.ForeignKey(Customer, on_delete=models.PROTECT, related_name=name, verbose_name=_("Customer"))


class _AboutCustomer(Record):
    """What these have in common: a customer, and whose turn it is."""

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    def facts(self) -> dict[str, Any]:
        return self.customer.facts()  # type: ignore[attr-defined,no-any-return]


class Lead(_AboutCustomer):
    """A customer's new need, followed up until it is won or lost (CUS-06)."""

    moves = LEAD_MOVES

    customer = _customer("leads")
    subject = models.CharField(_("What is needed"), max_length=120)
    details = models.TextField(_("Details"), blank=True)
    source = models.CharField(_("How it became known"), max_length=12, choices=LeadSource.choices)
    amount = money(_("Expected amount (CNY)"), null=True, blank=True)
    wanted_on = models.DateField(pgettext_lazy("lead", "Wanted by"), null=True, blank=True)
    owner = person_field(_("In charge"))
    next_on = models.DateField(_("Next follow-up"), null=True, blank=True)
    outcome = models.TextField(_("How it ended"), blank=True)
    opened_at = models.DateTimeField(pgettext_lazy("lead", "Entered at"), default=timezone.now)
    ended_at = models.DateTimeField(_("Ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Lead")
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="lead_by_time"),
            models.Index(fields=["customer", "-id"], name="lead_of_customer"),
            models.Index(fields=["owner", "next_on"], condition=models.Q(state__in=["new", "followed"]),
                         name="lead_open"),
        ]  # fmt: skip

    def get_absolute_url(self) -> str:
        return reverse("customers:lead", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.customer.name} · {self.subject}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_LEADS

    @property
    def is_late(self) -> bool:
        """Whether its follow-up should have been by now."""
        return bool(self.is_open and self.next_on and self.next_on < timezone.localdate())


class NeedsRequest(_AboutCustomer):
    """One customer to be asked for next year's needs, with the gift that goes along (CSYS 3.1)."""

    moves = NEEDS_MOVES

    customer = _customer("needs_requests")
    year = models.PositiveSmallIntegerField(_("For the year"))
    owner = person_field(_("In charge"))
    gift = models.CharField(_("Gift"), max_length=80, blank=True)
    gift_sent_on = models.DateField(_("Gift sent on"), null=True, blank=True)
    answer = models.TextField(pgettext_lazy("needs", "What the customer said"), blank=True)
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Lead"))
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="+", verbose_name=_("Clause"))
    asked_at = models.DateTimeField(pgettext_lazy("needs", "Asked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Question for new needs")
        indexes = [
            models.Index(fields=["-year", "-id"], name="needs_by_year"),
            models.Index(fields=["owner"], condition=models.Q(state="due"), name="needs_open"),
        ]
        constraints = [models.UniqueConstraint(fields=["customer", "year"], name="needs_once_a_year")]

    def get_absolute_url(self) -> str:
        return reverse("customers:needs_request", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.customer.name} · {self.year}"


class CarePlan(_AboutCustomer):
    """What is done for an important customer in a year (CUS-07)."""

    moves = CARE_MOVES

    customer = _customer("care_plans")
    year = models.PositiveSmallIntegerField(_("Year"))
    owner = person_field(_("In charge"))
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="+", verbose_name=_("Clause"))
    aim = models.TextField(_("Aim"), blank=True)

    class Meta:
        verbose_name = _("Care plan")
        indexes = [models.Index(fields=["-year", "-id"], name="care_by_year")]
        constraints = [models.UniqueConstraint(fields=["customer", "year"], name="care_once_a_year")]

    def get_absolute_url(self) -> str:
        return reverse("customers:care_plan", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.customer.name} · {self.year}"


class CareItemQuerySet(VisibleQuerySet):
    """Items of plans: whoever sees the customer sees them."""

    def visible_to(self, user: Actor) -> Self:
        if user.actor_kind == "system":
            return self
        return self.filter(plan__customer__in=Customer.objects.visible_to(user))

    def open(self) -> Self:
        """Return what is neither done nor left out."""
        return self.filter(done_on=None, is_left_out=False)


class CareItem(Tracked):
    """One thing to do for a customer on a day: a greeting, a visit, a talk."""

    plan = models.ForeignKey(CarePlan, models.PROTECT, related_name="items", verbose_name=_("Care plan"))
    label = models.CharField(pgettext_lazy("care", "What to do"), max_length=80)
    due_on = models.DateField(_("Due on"))
    owner = person_field(_("In charge"))
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    done_by = person_field(_("Done by"))
    is_left_out = models.BooleanField(_("Left out"), default=False)
    note = models.TextField(_("What was done, what the customer said"), blank=True)

    objects = CareItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("Item of a care plan")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=models.Q(done_on=None, is_left_out=False),
                         name="care_item_open"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return self.plan.get_absolute_url()

    @property
    def customer(self) -> Customer:
        """Whom it is done for."""
        found: Customer = self.plan.customer
        return found

    @property
    def is_open(self) -> bool:
        return self.done_on is None and not self.is_left_out

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on < timezone.localdate()
