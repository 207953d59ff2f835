"""Choices of the stock's records."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.TextChoices):
    """Where parts lie (PRT-01)."""

    WAREHOUSE = "warehouse", _("Parts warehouse")
    OUTLET = "outlet", _("Service outlet")
    VAN = "van", _("Technician's van")


class MoveKind(models.TextChoices):
    """Why a level changed; the sum of all moves is the level."""

    OPENING = "opening", _("Opening stock")
    RECEIVE = "receive", _("Taken into stock")
    ISSUE = "issue", _("Issued")
    RETURN = "return", _("Returned unused")
    SEND = "send", _("Transferred out")
    ARRIVE = "arrive", _("Transferred in")
    COUNT = "count", _("Stock-taking")
    SET_ASIDE = "set_aside", _("Set aside to be written off")
    WRITE_OFF = "write_off", _("Written off")
