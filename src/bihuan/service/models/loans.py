"""The offer of a loaner that a clause asks for (SVC-06)."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.service.models.requests import ServiceRequest
from bihuan.service.states.loans import OfferOutcome


class LoanerOfferQuerySet(VisibleQuerySet):
    """Offers: whoever sees the request sees them."""

    def visible_to(self, user: Actor) -> Self:
        """Return the offers of visible requests."""
        if user.actor_kind == "system":
            return self
        return self.filter(request__in=ServiceRequest.objects.visible_to(user))

    def waiting(self) -> Self:
        """Return those that nobody has settled."""
        return self.filter(settled_at=None)


class LoanerOffer(Tracked):
    """A repair missed the limit of its clause: the customer is to have a loaner; once for a request."""

    request = models.OneToOneField(
        ServiceRequest, models.PROTECT, related_name="loaner_offer", verbose_name=_("Request")
    )
    offered_at = models.DateTimeField(_("To be offered since"))
    settled_at = models.DateTimeField(_("Settled at"), null=True, blank=True)
    outcome = models.CharField(_("Outcome"), max_length=10, choices=OfferOutcome.choices, blank=True)
    note = models.CharField(_("Note"), max_length=300, blank=True)

    objects = LoanerOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("Offer of a loaner")
        indexes = [
            models.Index(fields=["offered_at"], condition=models.Q(settled_at__isnull=True), name="loaner_offer_waits")
        ]

    def __str__(self) -> str:
        return self.request.number

    def get_absolute_url(self) -> str:
        return self.request.get_absolute_url()

    def facts(self) -> dict[str, Any]:
        """Return the request's facts."""
        return self.request.facts()
