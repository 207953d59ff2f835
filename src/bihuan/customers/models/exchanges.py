"""The 「顾客沟通情况记录表」: every exchange with a customer about product, order and change (ORD-04, COMM 5.4)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models.files import Customer
from bihuan.customers.states.exchanges import EXCHANGE_MOVES, ExchangeState, ExchangeTopic, ExchangeWay
from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.records import Record, VisibleQuerySet

STAFF = settings.AUTH_USER_MODEL


class ExchangeQuerySet(VisibleQuerySet):
    """Exchanges by viewer: whoever sees the customer, and whoever has to follow one up."""

    def visible_to(self, user: Actor) -> Self:
        """Return the exchanges with visible customers and those one has to see to."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        seen = models.Q(customer__in=Customer.objects.visible_to(user))
        return self.filter(seen | models.Q(owner=user.pk) | models.Q(held_by=user.pk))


class Exchange(Record):
    """One exchange, in the order of its paper: when, how, who, about what, what was said, what follows."""

    moves = EXCHANGE_MOVES

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_index=False, related_name="exchanges", verbose_name=_("Customer")
    )
    held_at = models.DateTimeField(pgettext_lazy("exchange", "Time"))
    way = models.CharField(pgettext_lazy("exchange", "Way"), max_length=8, choices=ExchangeWay.choices)
    topic = models.CharField(pgettext_lazy("exchange", "About"), max_length=8, choices=ExchangeTopic.choices)
    theirs = models.CharField(_("For the customer"), max_length=80)
    held_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("For us"))
    also_there = models.CharField(_("Also there"), max_length=120, blank=True)
    order_no = models.CharField(_("Order or contract no."), max_length=40, blank=True)
    subject = models.CharField(pgettext_lazy("exchange", "Subject"), max_length=120)
    content = models.TextField(_("What the customer said"))
    agreed = models.TextField(_("Answered and agreed"), blank=True)
    todo = models.CharField(_("To be done"), max_length=200, blank=True)
    owner = models.ForeignKey(
        STAFF, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Sees to it")
    )
    due_on = models.DateField(pgettext_lazy("exchange", "Until"), null=True, blank=True)
    outcome = models.TextField(_("What came of it"), blank=True)
    done_at = models.DateTimeField(pgettext_lazy("exchange", "Done at"), null=True, blank=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Exchange with a customer")
        indexes = [
            models.Index(fields=["-held_at", "-id"], name="exchange_by_time"),
            models.Index(fields=["customer", "-held_at", "-id"], name="exchange_by_customer"),
            models.Index(fields=["owner", "state"], name="exchange_by_owner"),
            models.Index(fields=["state", "-held_at", "-id"], name="exchange_by_state"),
        ]

    def get_absolute_url(self) -> str:
        return address("customers:exchange", self.pk)

    @property
    def title(self) -> str:
        return self.subject

    @property
    def is_open(self) -> bool:
        return self.state == ExchangeState.OPEN

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        return {**self.customer.facts(), "topic": self.topic}
