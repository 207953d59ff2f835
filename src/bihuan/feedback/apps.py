"""Registrations of the feedback app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    """Subscribes to repairs that end, and puts cards and cases where people look for them."""

    name = "bihuan.feedback"
    label = "feedback"
    verbose_name = _("Feedback")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.feedback import notices, policies, queries  # noqa: F401
        from bihuan.kernel import documents, menu, panels

        notices.register()
        menu.register(
            "feedback", _("Call-back"), "phone-call", "feedback:cards", permission="feedback.view_cards", order=60,
            section="/feedback/",
        )  # fmt: skip
        panel = panels.Panel("card", _("Customer opinion card"), "feedback/panel_card.html", queries.panel, order=40)
        panels.register("service.servicerequest", panel)
        scan = panels.Panel("card", _("Customer opinion card"), "feedback/panel_order.html", queries.order_panel)
        panels.register("service.workorder", scan)
        documents.register_form("opinion_card", "feedback/opinion_card", queries.card_sheet, _("Customer opinion card"))
