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
    "make_obsolete": gettext_noop("made it obsolete"),
    "make_current": gettext_noop("put it back into use"),
    "open_reserve": gettext_noop("took from the emergency reserve"),
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
        from bihuan.kernel import search, wording
        from bihuan.kernel.api import register_scope
        from bihuan.parts import notices, policies  # noqa: F401  policies registers who may do what
        from bihuan.parts.queries import customers, kept

        notices.register()
        customers.register()
        kept.register()
        wording.VERBS.update(VERBS)
        search.register("parts.part", _("Spare parts"), address="parts:parts")
        search.register("parts.loaner", _("Loaners"), address="parts:loaners")
        search.register("parts.loan", _("Loans"), address="parts:loans")
        search.register("parts.tool", _("Tools"), address="parts:tools")
        search.register("parts.writeoff", _("Write-offs of stock"), address="parts:write_offs")
        self._papers()
        self._imports()
        register_scope("parts:read", _("Read parts, stock, loaners and tools"))
        self._decisions()
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
        documents.register_form("stock_write_off", "parts/write_off", stock_papers.write_off_slip, _("Write-off slip"))
        documents.register_form("count_sheet", "parts/count_sheet", stock_papers.count_sheet, _("Count sheet"))

    @staticmethod
    def _imports() -> None:
        """Register the ledgers that can be brought in."""
        from bihuan.kernel import imports
        from bihuan.parts.forms import equipment_ledgers, stock_ledgers

        for ledgers in (
            stock_ledgers.PARTS, stock_ledgers.OPENING, equipment_ledgers.TOOLS, equipment_ledgers.LOANERS,
        ):  # fmt: skip
            imports.register(ledgers)

    @staticmethod
    def _decisions() -> None:
        """Hear what is decided about substitutes and write-offs, and that another regulation holds for tools."""
        from bihuan.kernel import events
        from bihuan.parts.models import StockCount, Substitute, Tool, Transfer, WriteOff
        from bihuan.parts.operations import substitutes, tools, write_offs
        from bihuan.regulations.states import RegulationInForce
        from bihuan.signoff.operations import when_ended
        from bihuan.signoff.queries.forms import hang_on

        for model, decided in ((Substitute, substitutes), (Tool, tools), (WriteOff, write_offs)):
            when_ended(decided.FORM, model, agreed=decided.on_agreed, refused=decided.on_refused)
            hang_on(model.kind())
        for paper in (StockCount, Transfer):  # their page looks for forms as a write-off's does
            hang_on(paper.kind())
        events.subscribe(RegulationInForce, tools.on_in_force)
