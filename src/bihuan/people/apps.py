"""Registrations of the people app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

VERBS = {
    "add_certificate": gettext_noop("added a certificate"),
    "change_certificate": gettext_noop("changed a certificate"),
    "remove_certificate": gettext_noop("removed a certificate"),
}


class PeopleConfig(AppConfig):
    """Puts certificates on a colleague's page."""

    name = "bihuan.people"
    label = "people"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.kernel import menu, panels, wording
        from bihuan.people import policies, queries  # noqa: F401  policies registers who may do what

        wording.VERBS.update(VERBS)
        panels.register(
            "organization.staff",
            panels.Panel("certificates", _("Certificates"), "people/certificates_panel.html", queries.certificates_of),
        )
        menu.register_personal("certificates", _("Certificates"), "certificate", "people:certificates")
