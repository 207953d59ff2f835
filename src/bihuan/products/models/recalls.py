"""A recall: which units, who was told how, and what became of each unit (WAR-07)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.kernel.privacy import EncryptedTextField
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.products.models.catalogue import Batch, ProductModel
from bihuan.products.models.materials import Lot
from bihuan.products.models.units import ALL_UNITS, Unit, sees_no_customers
from bihuan.products.states import (
    ACCOUNTED,
    FOLLOW,
    OPEN_UNITS,
    RECALL_MOVES,
    RECALL_UNIT_MOVES,
    RUNNING,
    LetterWay,
    RecallRemedy,
    RecallState,
    RecallUnitState,
    Severity,
    Whereabouts,
)


class RecallQuerySet(VisibleQuerySet):
    """Recalls are for those who see every unit; an outlet's people see the mark on their own units."""

    def visible_to(self, user: Actor) -> Self:
        """Return all recalls to the desk, works, quality and managers."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self if user.holds(*ALL_UNITS) else self.none()  # type: ignore[attr-defined]


class Recall(Record):
    """What is called back, why, how bad it may be, and what is done about each unit."""

    moves = RECALL_MOVES

    subject = models.CharField(_("What is recalled"), max_length=120)
    severity = models.CharField(_("Level"), max_length=12, choices=Severity.choices, default=Severity.GENERAL)
    reason = models.TextField(_("Reason"))
    hazard = models.TextField(_("Hazard"))
    advice = models.TextField(_("What the customer does until then"), blank=True)
    remedy = models.CharField(_("Remedy"), max_length=12, choices=RecallRemedy.choices, default=RecallRemedy.REPAIR)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("In charge"),
    )  # fmt: skip
    drafted_at = models.DateTimeField(_("Drafted at"))
    decided_at = models.DateTimeField(pgettext_lazy("recall", "Decided at"), null=True, blank=True)
    closing_reason = models.TextField(_("Why the rest is let go"), blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("recall", "Closed at"), null=True, blank=True)

    objects = RecallQuerySet.as_manager()

    class Meta:
        verbose_name = _("Recall")
        indexes = [models.Index(fields=["state", "-id"], name="recall_by_state")]

    def get_absolute_url(self) -> str:
        return reverse("products:recall", args=[self.pk])

    @property
    def title(self) -> str:
        return self.subject

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        first = self.scopes.select_related("model__line", "batch__model__line").first() if self.pk else None
        model = first and (first.model or (first.batch.model if first.batch else None))
        known = {"model": model.code, "product_line": model.line.code} if model else {}
        return {"severity": self.severity, **known}


class RecallScope(models.Model):
    """One description of units; what it names must all be true. Several of a recall add up."""

    recall = models.ForeignKey(Recall, on_delete=models.CASCADE, related_name="scopes")
    model = models.ForeignKey(
        ProductModel, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Model")
    )
    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Batch")
    )
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Lot")
    )
    serial_from = models.CharField(_("Serial no. from"), max_length=60, blank=True)
    serial_to = models.CharField(_("Serial no. to"), max_length=60, blank=True)
    produced_from = models.DateField(_("Produced from"), null=True, blank=True)
    produced_to = models.DateField(_("Produced until"), null=True, blank=True)
    added_at = models.DateTimeField(_("Added at"))
    decided_at = models.DateTimeField(pgettext_lazy("recall", "Decided at"), null=True, blank=True)
    expected = models.PositiveIntegerField(_("Units"), default=0)
    cursor = models.BigIntegerField(default=0, editable=False)
    spread_at = models.DateTimeField(_("Units collected at"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("Scope of a recall")

    def __str__(self) -> str:
        serials = f"{self.serial_from} – {self.serial_to}" if self.serial_from else ""
        days = (
            f"{self.produced_from or ''} – {self.produced_to or ''}" if self.produced_from or self.produced_to else ""
        )
        parts = [str(one) for one in (self.model, self.batch, self.lot) if one]
        return " · ".join(filter(None, [*parts, serials, days]))


class RecallLetter(Tracked):
    """What one customer was told in one go: by mail or on paper, once for all his units of that scope."""

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="letters", db_index=False)
    scope = models.ForeignKey(RecallScope, on_delete=models.PROTECT, related_name="letters")
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="recall_letters", verbose_name=_("Customer")
    )
    way = models.CharField(_("Told by"), max_length=8, choices=LetterWay.choices)
    sent_at = models.DateTimeField(_("Sent at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("Answered at"), null=True, blank=True)
    reminded_count = models.PositiveSmallIntegerField(_("Reminders"), default=0)
    reminded_at = models.DateTimeField(_("Reminded at"), null=True, blank=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("Recall notice")
        indexes = [models.Index(fields=["recall", "way", "sent_at", "id"], name="letter_by_recall")]
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "customer"], condition=Q(sent_at=None), name="one_letter_to_send_a_scope"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recall.number}-{self.pk}"


class RecallUnitQuerySet(VisibleQuerySet):
    """Units under recall, seen with their recall."""

    def visible_to(self, user: Actor) -> Self:
        """Return the units of visible recalls."""
        return self if user.actor_kind == "system" else self.filter(recall__in=Recall.objects.visible_to(user))

    def with_files_for(self, user: Actor) -> Self:
        """Return those whose files somebody may open: what a customer sent back bears his name."""
        return self.visible_to(user).filter(customer=None) if sees_no_customers(user) else self.visible_to(user)

    def under_recall(self) -> Self:
        """Return what still has to be put right in a recall that runs, reachable or not."""
        states = (*OPEN_UNITS, RecallUnitState.UNREACHABLE)
        reached = Q(recall__state__in=RUNNING) | Q(recall__state=RecallState.CLOSED)
        return self.filter(reached, state__in=states)


class RecallUnit(Record):
    """One unit in one recall, from the letter to the remedy."""

    moves = RECALL_UNIT_MOVES
    unmask_permission = FOLLOW  # whoever looks for the new owner reads what the customer said of him

    recall = models.ForeignKey(
        Recall, on_delete=models.PROTECT, related_name="units", verbose_name=_("Recall"), db_index=False
    )
    scope = models.ForeignKey(RecallScope, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="recalls", verbose_name=pgettext_lazy("trace", "Unit")
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="recalled", verbose_name=_("Customer")
    )
    letter = models.ForeignKey(
        RecallLetter, on_delete=models.PROTECT, null=True, blank=True, related_name="units",
        verbose_name=_("Recall notice"),
    )  # fmt: skip
    notified_at = models.DateTimeField(_("Told at"), null=True, blank=True)
    replied_at = models.DateTimeField(_("Replied at"), null=True, blank=True)
    whereabouts = models.CharField(_("Whereabouts"), max_length=12, choices=Whereabouts.choices, blank=True)
    wished_on = models.DateField(_("Wished day"), null=True, blank=True)
    passed_to = EncryptedTextField(_("Passed on to"), blank=True)
    note = models.TextField(_("Note"), blank=True)
    request_kind = models.CharField(max_length=60, blank=True)
    request_id = models.BigIntegerField(null=True, blank=True)
    request_number = models.CharField(_("Request"), max_length=40, blank=True)
    done_at = models.DateTimeField(_("Accounted for at"), null=True, blank=True)

    objects = RecallUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("Unit under recall")
        indexes = [
            models.Index(fields=["recall", "state", "-id"], name="recall_unit_by_state"),
            models.Index(fields=["request_kind", "request_id"], name="recall_unit_by_request"),
        ]
        constraints = [models.UniqueConstraint(fields=["recall", "unit"], name="recalled_once")]

    def get_absolute_url(self) -> str:
        return reverse("products:recall_unit", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.unit.model.code} {self.unit.serial}"

    @property
    def is_accounted(self) -> bool:
        return self.state in ACCOUNTED
