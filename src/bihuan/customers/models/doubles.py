"""Files of one customer: pairs to be looked at, and merges with everything needed to undo them (CUS-01)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models.files import Customer
from bihuan.customers.states.doubles import REASONS, PairState
from bihuan.kernel.actors import Actor
from bihuan.kernel.addresses import address
from bihuan.kernel.records import Tracked, VisibleQuerySet

STAFF = settings.AUTH_USER_MODEL


class PairQuerySet(VisibleQuerySet):
    """Pairs by viewer: whoever sees both files."""

    def visible_to(self, user: Actor) -> Self:
        """Return the pairs of visible customers."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        seen = Customer.objects.visible_to(user)
        return self.filter(first__in=seen, second__in=seen)


class Pair(Tracked):
    """Two files that may be of one customer; `first` is the older one."""

    first = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    second = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    reasons = models.JSONField(_("Grounds"), default=list)
    score = models.PositiveSmallIntegerField(_("How sure"), default=0)
    verdict = models.CharField(_("State"), max_length=10, choices=PairState.choices, default=PairState.OPEN)
    decided_by = models.ForeignKey(
        STAFF, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Decided by")
    )
    decided_at = models.DateTimeField(_("Decided at"), null=True, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("Possible double")
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="pair_once")]
        indexes = [models.Index(fields=["verdict", "-score", "-id"], name="pair_by_verdict")]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"

    def get_absolute_url(self) -> str:
        return address("customers:pair", self.pk)

    @property
    def why(self) -> str:
        """Return the reasons in words."""
        return "、".join(str(REASONS.get(reason, reason)) for reason in self.reasons)


class MergeQuerySet(VisibleQuerySet):
    """Merges by viewer: whoever sees the file that stayed."""

    def visible_to(self, user: Actor) -> Self:
        """Return the merges of visible customers."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self.filter(survivor__in=Customer.objects.visible_to(user))


class Merge(Tracked):
    """One file put into another.

    Attributes:
        filled: the fields of the survivor that were empty and took the double's value.
    """

    survivor = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", verbose_name=_("Stays"))
    double = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", verbose_name=_("Put into it"))
    filled = models.JSONField(default=list)
    note = models.CharField(pgettext_lazy("merge", "Reason"), max_length=200, blank=True)
    merged_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, related_name="+")
    merged_at = models.DateTimeField(_("Merged at"))
    undone_by = models.ForeignKey(STAFF, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("Undone at"), null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Merge of customers")
        constraints = [
            models.UniqueConstraint(fields=["double"], condition=models.Q(undone_at=None), name="customer_merged_once")
        ]

    def __str__(self) -> str:
        return f"{self.double} → {self.survivor}"

    def get_absolute_url(self) -> str:
        return self.survivor.get_absolute_url()


class MergedRows(models.Model):
    """Rows of one table that a merge moved, or left where they were because the survivor had such a row already."""

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    keys = models.JSONField(default=list)
    kept = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.kind}.{self.field}: {len(self.keys)}"
