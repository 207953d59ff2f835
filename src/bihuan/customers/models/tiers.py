"""A customer's ratings year by year with their calculation, and the mandates to care for him (KEY 2 and 3, CRM 2)."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models.files import Customer, PartQuerySet
from bihuan.customers.models.revenue import OfCustomer
from bihuan.customers.states.tiers import HOLDING, OPEN_RATINGS, RATING_MOVES, Rated
from bihuan.kernel.fields import file_field, money, person_field
from bihuan.kernel.records import Record
from bihuan.organization.models import Outlet
from bihuan.regulations.models import Clause


class RatingQuerySet(PartQuerySet):
    """Ratings: whoever sees the customer sees them."""

    def open(self) -> Self:
        """Return those that still wait for somebody."""
        return self.filter(state__in=OPEN_RATINGS)

    def holding(self) -> Self:
        """Return those that came into effect: the history of a customer's tiers and grades."""
        return self.filter(state__in=HOLDING)


class Rating(Record):
    """What a year's figures make of a customer: a tier of key accounts, or a grade from A to D."""

    moves = RATING_MOVES

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="ratings", verbose_name=_("Customer"))
    rated = models.CharField(_("What is rated"), max_length=8, choices=Rated.choices)
    year = models.PositiveSmallIntegerField(_("Year"))
    before = models.CharField(_("Before"), max_length=20, blank=True)
    proposed = models.CharField(pgettext_lazy("rating", "By the figures"), max_length=20, blank=True)
    decisive = models.CharField(max_length=20, blank=True, editable=False)  # the tier whose approver decides
    amount = money(_("Revenue (CNY)"), null=True)
    amount_before = money(_("Revenue of the year before (CNY)"), null=True)
    score = models.DecimalField(pgettext_lazy("rating", "Score"), max_digits=5, decimal_places=1, null=True)
    steps: Any = models.JSONField(default=list)
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, related_name="+", verbose_name=_("Clause"))
    owner = person_field(_("Whose turn"))
    note = models.TextField(_("Remark"), blank=True)
    proposed_at = models.DateTimeField(_("Proposed at"), default=timezone.now)
    submitted_by = person_field(_("Sent for approval by"))
    submitted_at = models.DateTimeField(_("Sent for approval at"), null=True, blank=True)
    decided_by = person_field(pgettext_lazy("rating", "Decided by"))
    decided_at = models.DateTimeField(pgettext_lazy("rating", "Decided at"), null=True, blank=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rating of a customer")
        indexes = [
            models.Index(fields=["-proposed_at", "-id"], name="rating_by_time"),
            models.Index(fields=["customer", "rated", "-year"], name="rating_of_customer"),
            models.Index(fields=["state", "owner"], name="rating_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "rated"], condition=Q(state__in=["proposed", "submitted"]), name="rating_open_once"
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("customers:rating", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.customer.name} · {self.before or '—'} → {self.proposed or '—'}"

    @property
    def outlet_id(self) -> int | None:
        """The outlet of the customer's region; its manager is the city's approver."""
        return self.customer.region.outlet_id if self.customer.region else None

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on; the tier is the one whose approver decides."""
        return {**self.customer.facts(), "tier": self.decisive, "amount": str(self.amount or 0)}


class CareMandate(OfCustomer):
    """A written mandate (授权委托书): an outlet cares for a customer in the place of the head office (KEY 3.2)."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="mandates", verbose_name=_("Customer")
    )
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="+", verbose_name=_("Outlet mandated"))
    since_on = models.DateField(_("Since"), default=timezone.localdate)
    until_on = models.DateField(_("Until"), null=True, blank=True)
    file = file_field(_("Written mandate"))
    given_by = person_field(_("Given by"))

    class Meta:
        verbose_name = _("Mandate to care for a customer")
        ordering = ["-since_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.customer} · {self.outlet}"
