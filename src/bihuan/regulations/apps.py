"""Registrations of the regulations app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import installation, menu


class RegulationsConfig(AppConfig):
    """Menu, packs at installation, numbers by clause, the printed document, notices."""

    name = "bihuan.regulations"
    label = "regulations"
    verbose_name = _("Regulations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.kernel import documents, numbering, wording  # hold models, so only now
        from bihuan.regulations import notices, operations, policies, queries  # noqa: F401
        from bihuan.regulations.queries import disposal_sheet

        menu.register(
            "regulations", _("Regulations"), "book-2", "regulations:list", permission="regulations.view", order=80,
            section="/regulations/",
        )  # fmt: skip
        installation.register_step("regulations.packs", _("Regulation packs"), operations.load_shipped_packs)
        numbering.set_pattern_source(queries.numbering_pattern)
        documents.register_form("regulation", "regulations/regulation", queries.regulation_sheet, _("Regulation"))
        documents.register_form(
            "disposal_list", "regulations/disposal_list", disposal_sheet.disposal_sheet, _("Disposal list")
        )
        wording.VERBS.update(queries.words.VERBS)
        notices.register()
