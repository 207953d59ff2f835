"""What a complaint names as faulty: one complaint may name several codes, each counted by itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.complaints.models.complaints import Complaint
from bihuan.products.models import FaultCode


class ComplaintFault(models.Model):
    """One fault code of a complaint; the first one is also the complaint's own `fault_code`."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="faults", db_index=False)
    code = models.ForeignKey(FaultCode, models.PROTECT, related_name="+", verbose_name=_("Fault code"))
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["complaint", "position"]
        constraints = [models.UniqueConstraint(fields=["complaint", "code"], name="complaint_fault_once")]

    def __str__(self) -> str:
        return str(self.code)
