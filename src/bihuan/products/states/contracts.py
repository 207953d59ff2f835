"""What contracts limit, and what the products app announces."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event


class QuotaKind(models.TextChoices):
    """What a maintenance contract limits in each of its years."""

    VISITS = "visits", pgettext_lazy("quota", "Visits")
    REPAIRS = "repairs", pgettext_lazy("quota", "Repairs")
    PARTS_AMOUNT = "parts_amount", _("Parts, in yuan")


class UnitSold(Event):
    """Somebody bought the unit."""

    name = "unit.sold"


class UnitAccepted(Event):
    """Customer and we signed the acceptance: warranty runs."""

    name = "unit.accepted"
