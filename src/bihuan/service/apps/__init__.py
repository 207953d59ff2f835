"""Registrations of the service app, a concern a file; `ready` calls them in the order in which news is heard."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServiceConfig(AppConfig):
    """Puts the register, the board and the papers where people look for them."""

    name = "bihuan.service"
    label = "service"
    verbose_name = _("Service")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.service import notices, policies  # noqa: F401  policies registers who may do what
        from bihuan.service.apps import (
            bench,
            charges,
            dispatch,
            installations,
            loans,
            matters,
            parts,
            remedies,
            requests,
        )
        from bihuan.service.queries import kept

        notices.register()
        kept.register()
        for concern in (requests, remedies, charges, dispatch, matters, bench, installations, loans, parts):
            concern.register()
