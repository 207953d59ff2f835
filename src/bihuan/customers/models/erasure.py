"""A person asks that what we know of him be erased (REG-07, CUS-01)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models.files import Customer
from bihuan.customers.states.erasure import ERASURE_MOVES
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet


class ErasureQuerySet(VisibleQuerySet):
    """Wishes by viewer."""

    def visible_to(self, user: Actor) -> Self:
        """Those who take them and those who decide."""
        if user.actor_kind == "staff" and user.has_perm("customers.view_erasures"):
            return self
        return super().visible_to(user)


class ErasureRequest(Record):
    """One wish: whose, how it came and how we know it is his; what keeps the data; when it was gone."""

    moves = ERASURE_MOVES

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="erasures", verbose_name=_("Customer")
    )
    asked_on = models.DateField(pgettext_lazy("erasure", "Asked on"))
    proof = models.CharField(pgettext_lazy("erasure", "How we know it is he"), max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("Entered by")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+",
        verbose_name=pgettext_lazy("erasure", "Decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(pgettext_lazy("erasure", "Decided at"), null=True)
    refusal = models.CharField(pgettext_lazy("erasure", "Why refused"), max_length=200, blank=True)
    erased_at = models.DateTimeField(pgettext_lazy("erasure", "Erased at"), null=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("Wish to be erased")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], name="erasure_runs_once", condition=Q(state__in=("asked", "restricted"))
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("customers:erasure", args=[self.pk])

    @property
    def title(self) -> str:
        return str(self.customer)

    def facts(self) -> dict[str, Any]:
        """Return the customer's facts."""
        return self.customer.facts()
