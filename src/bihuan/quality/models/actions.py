"""「纠正和预防措施要求书」: cause, action, and an effect that is computed, not ticked (COMM 5.5, QUA-07)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Department, Outlet
from bihuan.organization.states import Post
from bihuan.products.models import FaultCode, ProductModel
from bihuan.quality.rules.effectiveness import Window
from bihuan.quality.states.actions import ACTION_MOVES, FIGURE_NAMES, MANUAL, OPEN_ACTIONS, VERIFIED, Better
from bihuan.service.models import FaultClass

SEES_ACTIONS = (
    Post.QUALITY, Post.SUPERVISOR, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.RND, Post.OFFICE,
    Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip


class CorrectiveActionQuerySet(VisibleQuerySet):
    """Actions by viewer: quality and managers all, a department its own."""

    def visible_to(self, user: Actor) -> Self:
        """Return the actions this viewer may see."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*SEES_ACTIONS):  # type: ignore[attr-defined]
            return self
        own = Q(owner=user.pk) | Q(required_by=user.pk) | Q(verified_by=user.pk)
        if department := user.department_id:  # type: ignore[attr-defined]
            own |= Q(department=department)
        return self.filter(own)

    def about(self, kind: str, *ids: int) -> Self:
        """Return the actions required from records of a kind."""
        return self.filter(subject_kind=kind, subject_id__in=ids)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_ACTIONS)


def _person(label: Any, **options: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=label, **options
    )


def _figure(label: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(label, max_digits=12, decimal_places=2, null=True, blank=True)


class CorrectiveAction(Record):
    """What a department is to do so that something doesn't happen again; `round` counts the attempts."""

    moves = ACTION_MOVES

    subject_kind = models.CharField(max_length=60, editable=False)
    subject_id = models.BigIntegerField(editable=False)
    subject_number = models.CharField(_("Required from"), max_length=40, blank=True)
    subject = models.CharField(_("Subject"), max_length=120)
    ground = models.TextField(_("Nonconformity found"))
    model = models.ForeignKey(
        ProductModel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Product model")
    )
    fault_class = models.ForeignKey(
        FaultClass, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Fault class")
    )
    fault_code = models.ForeignKey(
        FaultCode, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Fault code")
    )
    outlet = models.ForeignKey(
        Outlet, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Outlet")
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("Responsible department")
    )
    owner = _person(pgettext_lazy("action", "Owner"))
    required_by = _person(_("Required by"), null=True, blank=True)
    required_at = models.DateTimeField(_("Required at"))
    round = models.PositiveSmallIntegerField(_("Round"), default=1)
    cause = models.TextField(pgettext_lazy("action", "Cause"), blank=True)
    action = models.TextField(_("Action"), blank=True)
    due_on = models.DateField(pgettext_lazy("action", "To be done by"), null=True, blank=True)
    planned_at = models.DateTimeField(_("Action planned at"), null=True, blank=True)
    figure = models.CharField(_("Figure"), max_length=40, blank=True)
    measure = models.CharField(_("What is measured"), max_length=120, blank=True)
    better = models.CharField(_("Direction"), max_length=4, choices=Better.choices, default=Better.LOW)
    limit = _figure(_("Limit"))
    window_days = models.PositiveSmallIntegerField(_("Window in days"), null=True, blank=True)
    baseline = _figure(_("Value before"))
    begun_at = models.DateTimeField(_("Action begun at"), null=True, blank=True)
    result = models.TextField(_("What was done"), blank=True)
    done_at = models.DateTimeField(_("Done at"), null=True, blank=True)
    verified_by = _person(_("Verified by"), null=True, blank=True)
    verified_at = models.DateTimeField(_("Verified at"), null=True, blank=True)
    verification = models.TextField(_("How it was verified"), blank=True)
    window_from = models.DateField(_("Watched from"), null=True, blank=True)
    window_until = models.DateField(_("Watched until"), null=True, blank=True)
    value = _figure(_("Value after"))
    counted = models.PositiveIntegerField(_("Counted"), null=True, blank=True)
    base = models.PositiveIntegerField(_("Out of"), null=True, blank=True)
    computed_at = models.DateTimeField(_("Computed at"), null=True, blank=True)
    measured_by = _person(_("Measured by"), null=True, blank=True)
    confirmed_by = _person(_("Effect confirmed by"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("Confirmed at"), null=True, blank=True)

    objects = CorrectiveActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Corrective action")
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="action_by_subject"),
            models.Index(fields=["-required_at", "-id"], name="action_by_time"),
            models.Index(fields=["state", "window_until"], name="action_by_window"),
            models.Index(fields=["owner", "state"], name="action_by_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("owner")),
                name="action_confirmed_by_other",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("owner")), name="action_verified_by_other"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("quality:action", args=[self.pk])

    @property
    def title(self) -> str:
        return self.subject

    @property
    def is_verified(self) -> bool:
        """Whether quality has found it done."""
        return self.state in VERIFIED

    def in_words(self, name: str, value: str) -> str:
        """Return a value of the history in words where it is a figure's code."""
        return str(FIGURE_NAMES.get(value, "")) if name == "figure" else ""

    @property
    def is_manual(self) -> bool:
        """Whether the effect is measured by a person, as no figure can be computed."""
        return self.figure == MANUAL

    @property
    def window(self) -> Window | None:
        """The days in which the effect is looked at, once it was verified."""
        return Window(self.window_from, self.window_until) if self.window_from and self.window_until else None

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: department, product, outlet."""
        return {
            "department": self.department.code,
            "model": self.model.code if self.model else None,
            "product_line": self.model.line.code if self.model else None,
            "outlet": self.outlet.code if self.outlet else None,
        }


class ActionRound(models.Model):
    """An attempt that was not effective, as it stood when it ended."""

    corrective_action = models.ForeignKey(
        CorrectiveAction, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("Corrective action")
    )
    number = models.PositiveSmallIntegerField(_("Round"))
    cause = models.TextField(pgettext_lazy("action", "Cause"))
    action = models.TextField(_("Action"))
    due_on = models.DateField(pgettext_lazy("action", "To be done by"), null=True)
    result = models.TextField(_("What was done"))
    measure = models.CharField(_("What is measured"), max_length=160)
    limit = _figure(_("Limit"))
    window_from = models.DateField(_("Watched from"), null=True)
    window_until = models.DateField(_("Watched until"), null=True)
    value = _figure(_("Value after"))
    reason = models.TextField(_("Why it was not effective"))
    ended_at = models.DateTimeField(_("Ended at"))

    class Meta:
        verbose_name = _("Round of a corrective action")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["corrective_action", "number"], name="action_round_once")]

    def __str__(self) -> str:
        return f"{self.corrective_action_id} {self.number}"
