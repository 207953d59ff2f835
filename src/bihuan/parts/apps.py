"""Registrations of the parts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bihuan.kernel import menu

VERBS = {
    "propose_substitute": gettext_noop("proposed a substitute"),
    "approve_substitute": gettext_noop("approved a substitute"),
    "refuse_substitute": gettext_noop("refused a substitute"),
    "end_substitute": gettext_noop("ended a substitute"),
    "take_back": gettext_noop("took the faulty part back"),
    "give_up": gettext_noop("gave the faulty part up"),
}


class PartsConfig(AppConfig):
    """Puts spare parts into menu and search."""

    name = "bihuan.parts"
    label = "parts"
    verbose_name = _("Spare parts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.kernel import events, search, wording
        from bihuan.parts import notices, policies  # noqa: F401  policies registers who may do what
        from bihuan.parts.operations import substitutes
        from bihuan.signoff.states import CirculationAgreed, CirculationRefused, CirculationWithdrawn

        notices.register()
        wording.VERBS.update(VERBS)
        events.subscribe(CirculationAgreed, substitutes.on_agreed)
        events.subscribe(CirculationRefused, substitutes.on_refused)
        events.subscribe(CirculationWithdrawn, substitutes.on_refused)
        search.register("parts.part", _("Spare parts"), address="parts:parts")
        menu.register(
            "parts", _("Spare parts"), "box", "parts:parts",
            permission="parts.view", order=55, section="/parts/",
        )  # fmt: skip
