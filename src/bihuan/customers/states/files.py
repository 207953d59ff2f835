"""Choices of the customers app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomerKind(models.TextChoices):
    """Whom we serve."""

    HOUSEHOLD = "household", _("Household")
    COMPANY = "company", _("Company")
    INSTITUTION = "institution", _("Institution")
    DEALER = "dealer", _("Dealer")
