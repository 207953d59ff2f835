"""Choices of the products app, and what it announces."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.events import Event


class Verdict(models.TextChoices):
    """What a customer is entitled to (WAR-02)."""

    WARRANTY = "warranty", _("In warranty")
    CONTRACT = "contract", _("Under contract")
    REPAIR_WARRANTY = "repair_warranty", _("Repair warranty")
    PAID = "paid", _("Paid")
    UNKNOWN = "unknown", _("Unknown product")


class UnitAccepted(Event):
    """Customer and we signed the acceptance: warranty runs."""

    name = "unit.accepted"
