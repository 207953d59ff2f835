"""What a production record is about, and what it says."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RecordKind(models.TextChoices):
    """What was done with the unit or the batch."""

    PRODUCTION = "production", pgettext_lazy("production record", "Production")
    INCOMING = "incoming", _("Incoming inspection")
    PROCESS = "process", _("Inspection in process")
    FINAL = "final", _("Final inspection")
    PACKING = "packing", _("Packing and shipping")


class RecordResult(models.TextChoices):
    """How it came out; production itself has none."""

    PASSED = "passed", pgettext_lazy("inspection", "Passed")
    FAILED = "failed", pgettext_lazy("inspection", "Failed")
    REWORKED = "reworked", _("Passed after rework")
