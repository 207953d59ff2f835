"""举一反三: where else it may be so, and which regulations change (QUA-07)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import VisibleQuerySet
from bihuan.organization.models import Outlet
from bihuan.products.models import ProductModel
from bihuan.quality.models.actions import CorrectiveAction
from bihuan.regulations.models import RegulationVersion


class WithActionQuerySet(VisibleQuerySet):
    """What hangs on actions: whoever sees the action."""

    def visible_to(self, user: Actor) -> Self:
        """Return the rows of visible actions."""
        if user.actor_kind == "system":
            return self
        return self.filter(corrective_action__in=CorrectiveAction.objects.visible_to(user))


class RuleChangeQuerySet(WithActionQuerySet):
    """Changed regulations: whoever sees the action, and whoever is to read them."""

    def visible_to(self, user: Actor) -> Self:
        """Return the changes of visible actions and those one is to read."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        own = RuleReading.objects.filter(reader=user.pk).values("rule_change")
        return self.filter(Q(corrective_action__in=CorrectiveAction.objects.visible_to(user)) | Q(pk__in=own))


class SimilarCase(models.Model):
    """One product, outlet or other place about which it is to be decided whether it is so there too."""

    corrective_action = models.ForeignKey(
        CorrectiveAction, on_delete=models.PROTECT, related_name="similar", verbose_name=_("Corrective action")
    )
    model = models.ForeignKey(
        ProductModel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Product model")
    )
    outlet = models.ForeignKey(
        Outlet, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Outlet")
    )
    place = models.CharField(_("Product or place"), max_length=80)
    applies = models.BooleanField(_("It is so there too"), null=True, blank=True)
    reason = models.TextField(_("Reason"), blank=True)
    action = models.TextField(_("Action there"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=pgettext_lazy("similar", "Decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(pgettext_lazy("similar", "Decided at"), null=True, blank=True)

    objects = WithActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Similar product or place")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["corrective_action", "place"], name="similar_once"),
            models.CheckConstraint(
                condition=Q(applies__isnull=True)
                | (Q(applies=True) & ~Q(action=""))
                | (Q(applies=False) & ~Q(reason="")),
                name="similar_decided_with_words",
            ),
        ]

    def __str__(self) -> str:
        return self.place


class RuleChange(models.Model):
    """A version of a regulation that an action brought about."""

    corrective_action = models.ForeignKey(
        CorrectiveAction, on_delete=models.PROTECT, related_name="rule_changes", verbose_name=_("Corrective action")
    )
    version = models.ForeignKey(
        RegulationVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("Version of a regulation")
    )
    change = models.CharField(_("What changes"), max_length=200)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Added by")
    )
    added_at = models.DateTimeField(_("Added at"))

    objects = RuleChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Regulation changed")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["corrective_action", "version"], name="rule_change_once")]

    def __str__(self) -> str:
        return f"{self.version} {self.change}"

    def get_absolute_url(self) -> str:
        return reverse("quality:read_rule", args=[self.pk])


class RuleReading(models.Model):
    """One colleague who is to read a changed regulation, and when he has."""

    rule_change = models.ForeignKey(RuleChange, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Reader")
    )
    read_at = models.DateTimeField(_("Read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("Reading of a changed regulation")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["rule_change", "reader"], name="rule_reading_once")]

    def __str__(self) -> str:
        return f"{self.rule_change_id} {self.reader_id}"
