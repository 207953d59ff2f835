"""Registrations of the parts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import menu


class PartsConfig(AppConfig):
    """Puts spare parts into menu and search."""

    name = "bihuan.parts"
    label = "parts"
    verbose_name = _("Spare parts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.kernel import search
        from bihuan.parts import policies  # noqa: F401  registers who may do what

        search.register("parts.part", _("Spare parts"), address="parts:parts")
        menu.register(
            "parts", _("Spare parts"), "box", "parts:parts",
            permission="parts.view", order=55, section="/parts/",
        )  # fmt: skip
