"""The plan of call-backs: a file for each place and contract (回访档案), and the days a year has for those alike.

A year of a million places is twelve million days, but few different ones: who was accepted on the same day of
the month, under the same clauses, is called on the same days. A `Rhythm` holds these days once; a file names
its rhythms; `CallBackDue` is what came of a planned day when it drew near.
"""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Customer, Site
from bihuan.feedback.states.callbacks import CallBackWay, GapReason
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import VisibleQuerySet
from bihuan.organization.models import Region
from bihuan.products.models import ServiceContract
from bihuan.regulations.models import Clause


class Rhythm(models.Model):
    """The planned days of a year for all whose clauses and dates are alike."""

    key = models.CharField(max_length=40, unique=True)
    year = models.PositiveSmallIntegerField(_("Year"))
    channel = models.CharField(_("How"), max_length=8, choices=CallBackWay.choices)

    class Meta:
        verbose_name = _("Rhythm of call-backs")

    def __str__(self) -> str:
        return f"{self.year} {self.key[:8]}"


class RhythmDay(models.Model):
    """One planned day of a rhythm: for which period, by which clause."""

    rhythm = models.ForeignKey(Rhythm, on_delete=models.CASCADE, related_name="days", db_index=False)
    name = models.CharField(max_length=40)
    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="+", db_index=False)
    from_on = models.DateField(_("Period from"))
    due_on = models.DateField(_("Call by"))
    planned_on = models.DateField(_("Planned on"))

    class Meta:
        verbose_name = pgettext_lazy("callback", "Planned day")
        constraints = [models.UniqueConstraint(fields=["rhythm", "name", "due_on"], name="rhythm_day_once")]
        indexes = [models.Index(fields=["planned_on", "rhythm"], name="rhythm_by_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_on}"


class FileQuerySet(VisibleQuerySet):
    """Files: whoever sees the customer sees them."""

    def visible_to(self, user: Actor) -> Self:
        """Return the files of visible customers."""
        return self if user.actor_kind == "system" else self.filter(customer__in=Customer.objects.visible_to(user))


class CallBackFile(models.Model):
    """What is planned for one place or contract (CSYS 回访档案)."""

    key = models.CharField(max_length=24, unique=True, editable=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="callback_files", verbose_name=_("Customer")
    )
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Site")
    )
    contract = models.ForeignKey(
        ServiceContract, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("Service contract"),
    )  # fmt: skip
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region"),
        db_index=False,
    )  # fmt: skip
    since = models.DateField(_("Counts from"), null=True, blank=True)
    warranty_until = models.DateField(_("Warranty until"), null=True, blank=True)
    opened_on = models.DateField(_("Planned since"))
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("Plan of the year"))
    calls = models.ForeignKey(
        Rhythm, on_delete=models.PROTECT, null=True, blank=True, related_name="files_called", verbose_name=_("By phone")
    )
    visits = models.ForeignKey(
        Rhythm, on_delete=models.PROTECT, null=True, blank=True, related_name="files_visited",
        verbose_name=_("At the customer's"),
    )  # fmt: skip

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("Call-back file")

    def __str__(self) -> str:
        return str(self.site or self.contract or self.customer)

    def get_absolute_url(self) -> str:
        return reverse("feedback:callback_file", args=[self.pk])


class CallBackGap(models.Model):
    """Somebody whom the plan misses, as the last daily reconciliation found it."""

    day = models.DateField(_("Day"))
    reason = models.CharField(_("Reason"), max_length=12, choices=GapReason.choices)
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", verbose_name=_("Customer"), db_index=False
    )
    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("Site"), db_index=False
    )
    contract = models.ForeignKey(
        ServiceContract, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("Service contract"),
        db_index=False,
    )  # fmt: skip
    detail = models.CharField(_("Detail"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("Gap in the plan of call-backs")
        indexes = [models.Index(fields=["day", "reason", "id"], name="callback_gap_by_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.get_reason_display()}"


class CallBackAudit(models.Model):
    """One day's reconciliation of places and contracts with the plan."""

    day = models.DateField(_("Day"), unique=True)
    files = models.PositiveIntegerField(_("Files"))
    due = models.PositiveIntegerField(_("Limits of the day"))
    done = models.PositiveIntegerField(_("Called back"))
    gaps = models.PositiveIntegerField(_("Missing"))
    made_at = models.DateTimeField(_("Made at"))

    class Meta:
        verbose_name = _("Reconciliation of call-backs")

    def __str__(self) -> str:
        return str(self.day)
