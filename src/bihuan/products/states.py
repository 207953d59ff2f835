"""What contracts limit, and what the products app announces."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.events import Event


class QuotaKind(models.TextChoices):
    """What a maintenance contract limits in each of its years."""

    VISITS = "visits", _("Visits")
    REPAIRS = "repairs", _("Repairs")
    PARTS_AMOUNT = "parts_amount", _("Parts, in yuan")


class UnitAccepted(Event):
    """Customer and we signed the acceptance: warranty runs."""

    name = "unit.accepted"
