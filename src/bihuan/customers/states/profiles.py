"""Choices of a company's profile."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ownership(models.TextChoices):
    """Whose the company is."""

    STATE = "state", _("State-owned")
    PRIVATE = "private", _("Private")
    FOREIGN = "foreign", _("Foreign or joint venture")
    INSTITUTION = "institution", _("Public institution")
    SELF_EMPLOYED = "self", _("Self-employed")
    OTHER = "other", _("Other")
