"""Registrations of the feedback app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

VERBS = {
    "change_questions": gettext_noop("changed the questions"),
    "invite": gettext_noop("made the invitations"),
    "decide_finding": gettext_noop("decided on a matter of dissatisfaction"),
}


class FeedbackConfig(AppConfig):
    """Subscribes to repairs that end, and puts cards, cases and surveys where people look for them."""

    name = "bihuan.feedback"
    label = "feedback"
    verbose_name = _("Feedback")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.feedback import notices, policies, queries  # noqa: F401
        from bihuan.feedback.queries import customers, kept
        from bihuan.kernel import documents, menu, panels, wording
        from bihuan.kernel.api import register_scope

        notices.register()
        notices.callbacks.register()
        wording.VERBS.update(VERBS)
        register_scope("callbacks:read", _("Read call-backs"))
        register_scope("callbacks:write", _("Make call-backs"))
        customers.register()
        kept.register()
        menu.register(
            "feedback", _("Call-back"), "phone-call", "feedback:cards", permission="feedback.view_cards", order=60,
            section="/feedback/",
        )  # fmt: skip
        panel = panels.Panel("card", _("Customer opinion card"), "feedback/panel_card.html", queries.panel, order=40)
        panels.register("service.servicerequest", panel)
        scan = panels.Panel("card", _("Customer opinion card"), "feedback/panel_order.html", queries.order_panel)
        panels.register("service.workorder", scan)
        for kind, facts in (
            ("customers.customer", queries.callbacks.customer_panel), ("products.unit", queries.callbacks.unit_panel),
            ("products.servicecontract", queries.callbacks.contract_panel),
        ):  # fmt: skip
            panels.register(kind, panels.Panel("callbacks", _("Call-backs"), "feedback/panel_callbacks.html", facts))
        documents.register_form("callback", "feedback/callback", queries.callbacks.sheet, _("Record of a call-back"))
        documents.register_form("opinion_card", "feedback/opinion_card", queries.card_sheet, _("Customer opinion card"))
        documents.register_form("case_letter", "feedback/case_letter", queries.case_letter, _("Letter to the customer"))
        self._surveys()

    @staticmethod
    def _surveys() -> None:
        """Surveys: their menu, papers, panels and notices."""
        from bihuan.feedback.notices import surveys as notices
        from bihuan.feedback.queries import survey_papers
        from bihuan.feedback.queries.surveys import customer_panel
        from bihuan.kernel import documents, menu, panels, search
        from bihuan.kernel.api import register_scope
        from bihuan.quality.queries.actions import as_panel

        notices.register()
        menu.register(
            "surveys", _("Satisfaction surveys"), "clipboard-list", "feedback:surveys",
            permission="feedback.survey_menu", order=61, section="/feedback/surveys/",
        )  # fmt: skip
        search.register(
            "feedback.feedbackentry", pgettext_lazy("feedback", "Feedback"), address="feedback:entries"
        )  # fmt: skip
        panel = panels.Panel(
            "surveys", _("Satisfaction and feedback"), "feedback/surveys/customer_panel.html", customer_panel,
            "feedback.view_surveys", order=60,
        )  # fmt: skip
        panels.register("customers.customer", panel)
        for kind in ("feedback.surveyround", "feedback.feedbackentry"):
            panels.register(kind, as_panel())
        documents.register_form(
            "survey_form", "feedback/survey_form", survey_papers.blank, _("Customer satisfaction questionnaire")
        )
        documents.register_report(
            "survey_letters", "feedback/survey_form", survey_papers.letters, _("Customer satisfaction questionnaire"),
            perm="feedback.enter_survey",
        )  # fmt: skip
        documents.register_form(
            "survey_report", "feedback/survey_report", survey_papers.report, _("Report on customer satisfaction")
        )
        register_scope("surveys:read", _("Read satisfaction surveys and feedback"))
        register_scope("surveys:write", _("Plan and send satisfaction surveys, enter feedback"))
