"""Registrations of the regulations app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationsConfig(AppConfig):
    """The company's regulations."""

    name = "bihuan.regulations"
    label = "regulations"
    verbose_name = _("Regulations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the regulations into the menu, have numbers follow the clauses, make the printed document known."""
        from bihuan.kernel import documents, menu, numbering
        from bihuan.regulations import policies  # noqa: F401 (registers the permissions)
        from bihuan.regulations.forms.printing import regulation_sheet
        from bihuan.regulations.queries import numbering_pattern

        numbering.set_pattern_source(numbering_pattern)
        menu.register(
            "regulations", _("Regulations"), "book-2", "regulations:list", permission="regulations.view", order=80,
            section="/regulations/",
        )  # fmt: skip
        documents.register_form("regulation", "regulations/regulation", regulation_sheet, _("Regulation"))
