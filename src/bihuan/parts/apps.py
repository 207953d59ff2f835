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
    "reserve_loaner": gettext_noop("kept the loaner for a customer"),
    "lend": gettext_noop("handed the loaner over"),
    "drop_loan": gettext_noop("gave the reservation up"),
    "extend_loan": gettext_noop("lent it for longer"),
    "bring_back": gettext_noop("took the loaner back"),
    "lose_loan": gettext_noop("loaner is lost"),
    "put_aside": gettext_noop("took it out of use"),
    "put_into_use": gettext_noop("put it back into use"),
    "retire_loaner": gettext_noop("took it out of the pool"),
}


class PartsConfig(AppConfig):
    """Puts spare parts into menu and search."""

    name = "bihuan.parts"
    label = "parts"
    verbose_name = _("Spare parts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.kernel import events, search, wording
        from bihuan.kernel.api import register_scope
        from bihuan.parts import notices, policies  # noqa: F401  policies registers who may do what
        from bihuan.parts.operations import substitutes
        from bihuan.signoff.states import CirculationAgreed, CirculationRefused, CirculationWithdrawn

        notices.register()
        wording.VERBS.update(VERBS)
        events.subscribe(CirculationAgreed, substitutes.on_agreed)
        events.subscribe(CirculationRefused, substitutes.on_refused)
        events.subscribe(CirculationWithdrawn, substitutes.on_refused)
        search.register("parts.part", _("Spare parts"), address="parts:parts")
        search.register("parts.loaner", _("Loaners"), address="parts:loaners")
        search.register("parts.loan", _("Loans"), address="parts:loans")
        search.register("parts.tool", _("Tools"), address="parts:tools")
        self._papers()
        self._imports()
        register_scope("parts:read", _("Read parts and stock"))
        self._tools()
        menu.register(
            "parts", _("Spare parts"), "box", "parts:parts",
            permission="parts.view", order=55, section="/parts/",
        )  # fmt: skip

    @staticmethod
    def _papers() -> None:
        """Register the printed forms."""
        from bihuan.kernel import documents
        from bihuan.parts.queries import loan_papers, stock_papers, tools

        documents.register_report(
            "tool_list", "parts/tool_list", tools.tool_list, _("List of tools"), perm="parts.view"
        )
        documents.register_form("loan_slip", "parts/loan_slip", loan_papers.loan_slip, _("Loan slip"))
        documents.register_form("stock_list", "parts/stock_list", stock_papers.stock_list, _("Stock list"))
        documents.register_form("count_sheet", "parts/count_sheet", stock_papers.count_sheet, _("Count sheet"))

    @staticmethod
    def _imports() -> None:
        """Register the ledgers that can be brought in."""
        from bihuan.kernel import imports
        from bihuan.parts.forms import ledger

        for spec in (ledger.PARTS, ledger.OPENING):
            imports.register(spec)

    @staticmethod
    def _tools() -> None:
        """Hear what is decided about tools; know the ledgers of tools and loaners."""
        from bihuan.kernel import events, imports
        from bihuan.parts.forms import ledgers
        from bihuan.parts.operations import tools
        from bihuan.regulations.states import RegulationInForce
        from bihuan.signoff.states import CirculationAgreed, CirculationRefused, CirculationWithdrawn

        events.subscribe(CirculationAgreed, tools.on_agreed)
        events.subscribe(CirculationRefused, tools.on_refused)
        events.subscribe(CirculationWithdrawn, tools.on_refused)
        events.subscribe(RegulationInForce, tools.on_in_force)
        imports.register(ledgers.TOOL_SPEC)
        imports.register(ledgers.LOANER_SPEC)
