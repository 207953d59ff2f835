"""What a complaining customer gets beyond repair, proposed and approved within the limits (CMP-14)."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.complaints.models.complaints import Complaint
from bihuan.complaints.states.compensations import COMPENSATION_MOVES, STANDING, CompensationForm, CompensationState
from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Department

STAFF = settings.AUTH_USER_MODEL


class CompensationQuerySet(VisibleQuerySet):
    """Compensations by viewer: whoever sees the complaint."""

    def visible_to(self, user: Actor) -> Self:
        """Return those of visible complaints."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self.filter(complaint__in=Complaint.objects.visible_to(user))

    def worth(self) -> Decimal:
        """Return what the standing ones come to, in yuan."""
        found = self.filter(state__in=STANDING).aggregate(total=Sum("amount"))
        return found["total"] or Decimal(0)


class Compensation(Record):
    """One proposal: how much, in what, on what ground; whose decision; when and against what it was handed over.

    Attributes:
        amount: in yuan; what it is worth where it isn't money.
        counted: what all compensations of the complaint came to with this one when it was proposed; the
            limits look at this, so that nothing is split to stay below one.
    """

    moves = COMPENSATION_MOVES

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="compensations", verbose_name=pgettext_lazy("record", "Complaint")
    )
    form = models.CharField(
        _("Compensated in"), max_length=12, choices=CompensationForm.choices, default=CompensationForm.MONEY
    )
    amount = models.DecimalField(
        _("Amount (CNY)"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    counted = models.DecimalField(_("Together with earlier ones (CNY)"), max_digits=12, decimal_places=2)
    ground = models.TextField(_("Ground"))
    details = models.CharField(_("What exactly"), max_length=200, blank=True)
    proposed_by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+", verbose_name=_("Proposed by"))
    proposed_at = models.DateTimeField(_("Proposed at"))
    decided_at = models.DateTimeField(pgettext_lazy("compensation", "Decided at"), null=True, blank=True)
    decision = models.TextField(pgettext_lazy("compensation", "Decision"), blank=True)
    payee = models.CharField(pgettext_lazy("compensation", "Received by"), max_length=80, blank=True)
    proof = models.CharField(_("Receipt or voucher no."), max_length=60, blank=True)
    paid_on = models.DateField(_("Handed over on"), null=True, blank=True)
    paid_by = models.ForeignKey(STAFF, models.PROTECT, null=True, related_name="+", verbose_name=_("Handed over by"))

    objects = CompensationQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("record", "Compensation")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="compensation_of_something"),
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(state=CompensationState.PROPOSED), name="compensation_asked_once"
            ),
        ]
        indexes = [
            models.Index(fields=["-proposed_at", "-id"], name="compensation_by_time"),
            models.Index(fields=["state", "-proposed_at", "-id"], name="compensation_by_state"),
        ]

    def get_absolute_url(self) -> str:
        return address("complaints:compensation", self.pk)

    @property
    def title(self) -> str:
        return f"¥{self.amount:,.2f} {self.get_form_display()}"

    @property
    def owner_id(self) -> int | None:
        """Who proposed it."""
        return self.proposed_by_id

    @property
    def department(self) -> Department | None:
        """Whose manager approves: the department responsible, the one complained of, else the proposer's."""
        by = self.proposed_by
        return self.complaint.responsible or self.complaint.concerned or (by.department if by else None)

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: the complaint's own, with what is asked for in all."""
        return {**self.complaint.facts(), "amount": str(self.counted)}
