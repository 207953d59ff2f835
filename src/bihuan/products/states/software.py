"""How a version came onto a unit (SVC-19)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstallWay(models.TextChoices):
    """How a version came onto a unit."""

    FACTORY = "factory", _("From the factory")
    INSTALL = "install", _("Installed")
    UPGRADE = "upgrade", _("Upgraded")
    ROLL_BACK = "roll_back", _("Rolled back")
    FOUND = "found", _("Found on site")
