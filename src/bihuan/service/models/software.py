"""Software put on a unit on a job, compared with before (SVC-19)."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.products.models import Software, SoftwareVersion, Unit
from bihuan.products.states import InstallWay
from bihuan.service.models.orders import WorkOrder
from bihuan.service.states.software import SETTLED, SOFTWARE_MOVES


class SoftwareJobQuerySet(VisibleQuerySet):
    """Software work by viewer: as the work orders."""

    def visible_to(self, user: Actor) -> Self:
        """Return the software work of visible work orders."""
        return self if user.actor_kind == "system" else self.filter(order__in=WorkOrder.objects.visible_to(user))


class SoftwareJob(Record):
    """One piece of software on one job: version before and after, and every point before and after."""

    moves = SOFTWARE_MOVES

    order = models.ForeignKey(
        WorkOrder, on_delete=models.PROTECT, related_name="software_jobs", verbose_name=_("Work order")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="software_jobs", verbose_name=_("Product"))
    software = models.ForeignKey(Software, on_delete=models.PROTECT, related_name="+", verbose_name=_("Software"))
    way = models.CharField(_("What is done"), max_length=12, choices=InstallWay.choices)
    version_before = models.ForeignKey(
        SoftwareVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Version before"),
    )  # fmt: skip
    version_after = models.ForeignKey(
        SoftwareVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("Version after")
    )
    points = models.JSONField(_("Points compared"), default=list)
    prepared_at = models.DateTimeField(_("Before recorded at"))
    checked_at = models.DateTimeField(_("Checked at"), null=True, blank=True)
    note = models.TextField(_("Note"), blank=True)
    consent_name = models.CharField(_("Who agreed"), max_length=80, blank=True)
    consent = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Written consent"),
    )  # fmt: skip

    objects = SoftwareJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("Software work")

    def get_absolute_url(self) -> str:
        return reverse("service:software_job", args=[self.pk])

    @property
    def title(self) -> str:
        before = self.version_before.version if self.version_before else "—"
        return f"{self.software.name} {before} → {self.version_after.version}"

    @property
    def technician_id(self) -> int:
        """Return whose work it is: the order's technician."""
        return self.order.technician_id

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    def facts(self) -> dict[str, Any]:
        """Return the request's facts: clauses know requests."""
        return self.order.facts()
