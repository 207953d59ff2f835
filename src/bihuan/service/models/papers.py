"""What is signed: the 「维修服务凭证」 by the customer, the 「技术员工作日报表」 by the manager."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.service.models.orders import WorkOrder
from bihuan.service.models.planning import DayQuerySet
from bihuan.service.states import (
    VOUCHER_MOVES,
)


class ServiceVoucherQuerySet(VisibleQuerySet):
    """Vouchers by viewer: as their work orders."""

    def visible_to(self, user: Actor) -> Self:
        """Whoever sees the job sees what was signed for it."""
        return self.filter(order__in=WorkOrder.objects.visible_to(user))


class ServiceVoucher(Record):
    """The signed 「维修服务凭证」: made once, archived, immutable (SVC-10)."""

    moves = VOUCHER_MOVES

    order = models.OneToOneField(
        WorkOrder, on_delete=models.PROTECT, related_name="voucher", verbose_name=_("Work order")
    )
    signer_name = models.CharField(_("Signed by"), max_length=80)
    signed_at = models.DateTimeField(_("Signed at"))
    is_paper = models.BooleanField(_("Signed on paper"), default=False)
    customer_note = models.TextField(_("Customer's remark"), blank=True)
    signature = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="+", verbose_name=_("Signature"))
    document = models.ForeignKey(
        Attachment, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Document")
    )

    objects = ServiceVoucherQuerySet.as_manager()

    class Meta:
        verbose_name = _("Service voucher")

    def get_absolute_url(self) -> str:
        return self.order.get_absolute_url()


class DailyReport(Tracked):
    """A technician's 「技术员工作日报表」: he hands it in, the manager reviews it (SVC-16)."""

    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="daily_reports", verbose_name=_("Technician")
    )
    day = models.DateField(_("Day"))
    summary = models.TextField(_("Technician's remark"), blank=True)
    submitted_at = models.DateTimeField(_("Submitted at"), null=True)
    remark = models.TextField(_("Remark"), blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Reviewed by")
    )
    reviewed_at = models.DateTimeField(_("Reviewed at"), null=True)

    objects = DayQuerySet.as_manager()

    class Meta:
        verbose_name = _("Technician's daily report")
        indexes = [models.Index(fields=["-day", "-id"], name="report_by_day")]
        constraints = [models.UniqueConstraint(fields=["technician", "day"], name="one_report_a_day")]

    def __str__(self) -> str:
        return f"{self.technician} {self.day}"

    def get_absolute_url(self) -> str:
        return reverse("service:daily_report", args=[self.technician_id, self.day.isoformat()])

    @property
    def number(self) -> str:
        """Return what stands for a number on desks and in notices."""
        return f"{self.technician} {self.day:%m-%d}"

    @property
    def owner_id(self) -> int:
        """Whose time limit it is."""
        return self.technician_id
