"""Registrations of the insight app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    """Puts the desk and the reports into the menu."""

    name = "bihuan.insight"
    label = "insight"
    verbose_name = _("Insight")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.insight import policies  # noqa: F401
        from bihuan.kernel import menu

        menu.register("desk", _("My desk"), "home", "insight:desk", permission="insight.view_desk", order=10)
        menu.register(
            "reports", _("Reports"), "chart-bar", "insight:service_report", permission="insight.view_reports", order=90,
            section="/reports/",
        )  # fmt: skip
