"""Registrations of the customers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from bihuan.kernel import menu

VERBS = {
    "register": gettext_noop("entered"),
    "add_contact": gettext_noop("added a contact"),
    "change_contact": gettext_noop("changed a contact"),
    "add_site": gettext_noop("added a site"),
    "change_site": gettext_noop("changed a site"),
    "add_revenue": gettext_noop("entered a year's revenue"),
    "change_revenue": gettext_noop("corrected a year's revenue"),
    "change_account": gettext_noop("changed agreement and size"),
    "give_mandate": gettext_noop("gave a mandate to care"),
    "rate": gettext_noop("confirmed the grade"),
    "open_lead": gettext_noop("wrote down a need"),
    "plan_care": gettext_noop("drew up a care plan"),
    "add_care_item": gettext_noop("added an item"),
    "do_care_item": gettext_noop("did an item"),
    "leave_out_care_item": gettext_noop("left an item out"),
    "move_care_item": gettext_noop("moved an item"),
    "fill_in": gettext_noop("filled the sheet in"),
    "strike_out": gettext_noop("struck a line out"),
    "pay": gettext_noop("paid"),
    "pay_out": gettext_noop("paid a customer"),
    "return_money": gettext_noop("gave money back"),
    "ask_back": gettext_noop("asked a customer back"),
    "write_profile": gettext_noop("wrote the company profile"),
    "merged": gettext_noop("put another file into this one"),
    "merged_into": gettext_noop("put into another file"),
    "parted": gettext_noop("undid the merge"),
    "moved_to_customer": gettext_noop("went along to another customer's file"),
    "not_the_same": gettext_noop("is not the same as"),
    "ask_erasure": gettext_noop("asked to be erased"),
    "restrict": gettext_noop("locked the data"),
    "erase": gettext_noop("erased the data"),
}


class CustomersConfig(AppConfig):
    """Puts customers into menu, search and the API's scopes."""

    name = "bihuan.customers"
    label = "customers"
    verbose_name = _("Customers")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.customers import notices, policies, queries  # noqa: F401
        from bihuan.customers.forms.ledger import CUSTOMERS
        from bihuan.customers.queries import about, kept
        from bihuan.kernel import imports, search, wording
        from bihuan.kernel.api import register_scope

        search.register("customers.customer", _("Customers"), address="customers:customers")
        search.register_finder("customers.customer", queries.phone_hits)
        register_scope("customers:read", _("Read customers"))
        register_scope("customers:write", _("Enter and change customers"))
        kept.register()
        about.register()
        wording.VERBS.update(VERBS)
        self._visits()
        self._expenses()
        self._papers()
        imports.register(CUSTOMERS)
        self._accounts()
        notices.register()
        self._exchanges()
        menu.register(
            "customers", _("Customers"), "users", "customers:customers",
            permission="customers.view", order=40, section="/customers/",
        )  # fmt: skip

    @staticmethod
    def _accounts() -> None:
        from bihuan.customers.forms.revenue_ledger import REVENUE
        from bihuan.customers.models import Rating
        from bihuan.customers.queries import accounts, care, tiers, timeline
        from bihuan.kernel import imports, panels, search
        from bihuan.kernel.api import register_scope
        from bihuan.kernel.panels import Panel
        from bihuan.signoff.queries.forms import hang_on

        register_scope("leads:read", _("Read leads"))
        register_scope("leads:write", _("Enter and follow up leads"))
        imports.register(REVENUE)
        hang_on(Rating.kind())
        search.register("customers.lead", _("Leads"), address="customers:leads")
        for source in accounts.SOURCES:
            timeline.register(source)
        kind, where = "customers.customer", "customers/{}_panel.html"
        for order, (name, title, facts) in enumerate((
            ("tier", _("Tier and grade"), tiers.tier_panel), ("revenue", _("Yearly revenue"), tiers.revenue_panel),
            ("needs", _("New needs"), care.needs_panel), ("care", _("Care plan"), care.care_panel),
        )):  # fmt: skip
            panel = Panel(name, title, where.format(name), facts, permission="customers.view_ratings", order=10 + order)
            panels.register(kind, panel)

    @staticmethod
    def _visits() -> None:
        """Put visits into menu, search and the customer's page; hear what becomes of plans."""
        from bihuan.customers.models import VisitPlan, VisitUrgentReport
        from bihuan.customers.operations import plans, visit_months  # noqa: F401  visit_months registers its schedule
        from bihuan.customers.queries import timeline
        from bihuan.customers.queries import visits as queries
        from bihuan.kernel import panels, search
        from bihuan.kernel.api import register_scope
        from bihuan.signoff.operations import when_ended
        from bihuan.signoff.queries.forms import hang_on

        for kind, label, address in (
            ("customers.visit", _("Visits"), "customers:visits"),
            ("customers.visitplan", _("Visit plans"), "customers:visit_plans"),
            ("customers.visiturgentreport", _("Urgent visit reports"), "customers:visit_urgents"),
        ):
            search.register(kind, label, address=address)
        when_ended(plans.FORM, VisitPlan, agreed=plans.on_agreed, refused=plans.on_refused)
        for source in queries.SOURCES:
            timeline.register(source)
        for model in (VisitPlan, VisitUrgentReport):
            hang_on(model.kind())
        register_scope("visits:read", _("Read visits"))
        register_scope("visits:write", _("Write down visits"))
        panels.register(
            "customers.customer",
            panels.Panel("visits", _("Visits"), "customers/visits_panel.html", queries.of_customer, order=40),
        )
        menu.register(
            "visits", _("Visits"), "map-pin", "customers:visits",
            permission="customers.look_over_visits", order=42, section="/customers/visits/",
        )  # fmt: skip
        menu.register_personal("visits", _("My visits"), "map-pin", "customers:my_visits")

    @staticmethod
    def _expenses() -> None:
        """Put relationship expenses and gifts into menu, search and the customer's page; hear the signatures."""
        from bihuan.customers.models import ExpenseSheet, GiftBudget, SpecialExpense
        from bihuan.customers.operations import gifts, sheets, specials
        from bihuan.customers.queries import expenses as queries
        from bihuan.kernel import panels, search
        from bihuan.kernel.api import register_scope
        from bihuan.signoff.operations import when_ended
        from bihuan.signoff.queries.forms import hang_on

        for form in ("expense_sheet", "expense_summary"):
            when_ended(form, ExpenseSheet, agreed=sheets.on_agreed, refused=sheets.on_refused)
        when_ended(specials.FORM, SpecialExpense, agreed=specials.on_agreed, refused=specials.on_refused)
        when_ended(gifts.FORM, GiftBudget, agreed=gifts.on_agreed, refused=gifts.on_refused)
        for model in (ExpenseSheet, SpecialExpense, GiftBudget):
            hang_on(model.kind())
        search.register("customers.specialexpense", _("New-customer expenses"), address="customers:special_expenses")
        search.register("customers.giftbudget", _("Gifts"), address="customers:gift_budgets")
        register_scope("expenses:read", _("Read relationship expenses"))
        register_scope("expenses:write", _("Fill in relationship expenses"))
        panels.register(
            "customers.customer",
            panels.Panel(
                "expenses", _("Customer expenses"), "customers/expenses_panel.html", queries.of_customer, order=45
            ),
        )
        menu.register(
            "expenses", _("Customer expenses"), "cash", "customers:expense_sheets",
            permission="customers.see_expenses", order=43, section="/customers/expenses/",
        )  # fmt: skip

    @staticmethod
    def _papers() -> None:
        """Register the printed forms."""
        from bihuan.customers.queries import expense_papers, tier_papers, visit_papers
        from bihuan.kernel import documents

        for key, build, name in (
            ("expense_sheet", expense_papers.sheet, _("Purchases and relationship expenses of the month")),
            ("expense_special", expense_papers.special, _("Application for a new customer's special expense")),
            ("account_tier", tier_papers.tier_sheet, _("Approval of a key account's tier")),
            ("gift_budget", expense_papers.gifts, _("Application for a budget for gifts")),
            ("visit_day", visit_papers.day, _("Daily visit report")),
            ("visit_month", visit_papers.month, _("Monthly visit report")),
            ("visit_urgent", visit_papers.urgent, _("Urgent visit report")),
            ("customer_card", visit_papers.card, _("Customer card")),
            ("inquiry_card", visit_papers.inquiry, _("Inquiry card")),
        ):
            documents.register_form(key, f"customers/{key}", build, name)

    @staticmethod
    def _exchanges() -> None:
        from bihuan.customers.queries import exchanges, papers, timeline
        from bihuan.kernel import documents, panels, search

        search.register("customers.exchange", _("Exchanges with customers"), address="customers:exchanges")
        timeline.register(exchanges.SOURCE)
        panel = panels.Panel(
            "exchanges", _("Exchanges"), "customers/exchanges_panel.html", exchanges.of_customer, order=45
        )
        panels.register("customers.customer", panel)
        documents.register_form("customer_file", "customers/file", papers.file_sheet, _("Customer file"))
        for key, builder in (("exchange", exchanges.record_sheet), ("exchanges", exchanges.customer_sheet)):
            documents.register_form(key, "customers/exchange", builder, _("Record of exchanges with a customer"))
