"""Registrations of the people app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

VERBS = {
    "add_certificate": gettext_noop("added a certificate"),
    "change_certificate": gettext_noop("changed a certificate"),
    "remove_certificate": gettext_noop("removed a certificate"),
}


class PeopleConfig(AppConfig):
    """Puts certificates on a colleague's page, rewards and penalties into the menu."""

    name = "bihuan.people"
    label = "people"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.kernel import menu, panels, wording
        from bihuan.people import notices, policies, queries  # noqa: F401  policies registers who may do what
        from bihuan.people.queries import kept

        notices.register()
        kept.register()
        wording.VERBS.update(VERBS)
        self._rewards()
        panels.register(
            "organization.staff",
            panels.Panel("certificates", _("Certificates"), "people/certificates_panel.html", queries.certificates_of),
        )
        menu.register_personal("certificates", _("Certificates"), "certificate", "people:certificates")

    @staticmethod
    def _rewards() -> None:
        from bihuan.kernel import documents, menu
        from bihuan.people.queries import reward_papers

        documents.register_form(
            "reward_notice", "people/reward_notice", reward_papers.notice, _("Notice of reward or penalty (quality)")
        )
        documents.register_form(
            "reward_summary", "people/reward_summary", reward_papers.summary_sheet,
            _("Monthly summary of rewards and penalties"),
        )  # fmt: skip
        menu.register_personal("rewards", _("Rewards and penalties"), "receipt", "people:rewards")
        menu.register(
            "rewards", pgettext_lazy("menu", "Rewards"), "receipt", "people:rewards", permission="people.see_rewards",
            order=37, section="/people/rewards/",
        )  # fmt: skip
