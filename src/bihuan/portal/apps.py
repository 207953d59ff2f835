"""Registrations of the portal app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The app of the pages for customers."""

    name = "bihuan.portal"
    label = "portal"
    verbose_name = _("Portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the ways on for whoever comes by a link that opens nothing."""
        from bihuan.kernel import menu

        menu.register_for_visitors("track", _("Look up a case"), "search", "portal:look_up", order=10)
        menu.register_for_visitors("report", _("Report a fault"), "tool", "portal:report", order=20)
