"""The register and its work orders: menu, search, panels, papers, the service ledger, scopes of the API."""

from django.utils.translation import gettext_lazy as _

from bihuan.deadlines.policies import ask_before_pause
from bihuan.kernel import documents, events, hanging, imports, menu, panels, search, wording
from bihuan.kernel.api import register_scope
from bihuan.regulations.states import RegulationInForce
from bihuan.service import queries, states
from bihuan.service.forms import ledger
from bihuan.service.operations import classes, entitlement
from bihuan.service.queries import customers, paper_lists, papers, record, software, software_papers
from bihuan.service.queries.panels import of_circulation, of_customer, of_unit
from bihuan.service.states.verbs import VERBS
from bihuan.signoff.queries import consents, forms

REQUEST, ORDER = "service.servicerequest", "service.workorder"


def register() -> None:
    """Put the register where people look for it."""
    ask_before_pause(REQUEST, "service.pause_deadline")
    wording.VERBS.update(VERBS)
    imports.register(ledger.SPEC)
    hanging.register(REQUEST, *record.HANGING)
    customers.register()
    search.register(REQUEST, _("Service requests"), address="service:requests", related=("customer", "model"))
    search.register_finder(REQUEST, queries.phone_hits)
    _subscribe()
    _scopes()
    _menu()
    _docks()
    _panels()
    _forms()
    _reports()


def _subscribe() -> None:
    events.subscribe(states.RequestRegistered, entitlement.on_registered)
    events.subscribe(states.RequestCancelled, entitlement.on_cancelled)
    events.subscribe(states.OrderArrived, entitlement.on_arrived)
    events.subscribe(RegulationInForce, classes.on_in_force)


def _scopes() -> None:
    register_scope("requests:read", _("Read service requests"))
    register_scope("requests:write", _("Take in and dispatch service requests"))
    register_scope("orders:read", _("Read work orders"))
    register_scope("orders:write", _("Report work done"))


def _menu() -> None:
    menu.register(
        "service", _("Service"), "headset", "service:requests", permission="service.view_register", order=20,
        section="/service/",
    )  # fmt: skip
    menu.register_intake("service:take_in", "service.take_in")


def _docks() -> None:
    """Name the four things at the bottom of a phone."""
    notices = menu.Entry("notices", _("Notices"), "bell", "kernel:notices")
    menu.register_dock("technician", [
        menu.Entry("today", _("Today"), "list-check", "service:today"),
        menu.Entry("scan", _("Scan"), "scan", "service:scan"),
        menu.Entry("reports", _("Daily report"), "report", "service:reports"),
        notices,
    ])  # fmt: skip
    menu.register_dock("", [
        menu.Entry("desk", _("Desk"), "home", "/"),
        menu.Entry("register", _("Register"), "headset", "service:requests", permission="service.view_register"),
        menu.Entry("intake", _("Take in"), "plus", "service:take_in", permission="service.take_in"),
        notices,
    ])  # fmt: skip


def _panels() -> None:
    asked = panels.Panel("request", _("What is asked"), "service/proposed.html", of_circulation)
    panels.register("signoff.circulation", asked)
    steps = panels.Panel("consents", _("Steps out of order"), "signoff/consents_panel.html", consents.panel, order=90)
    for kind in (REQUEST, ORDER):
        panels.register(kind, steps)
        forms.hang_on(kind)
    for kind, repairs in (("products.unit", of_unit), ("customers.customer", of_customer)):
        shown = panels.Panel("repairs", _("Repairs"), "service/repairs_panel.html", repairs, "service.view_register")
        panels.register(kind, shown)
    for kind, facts in ((REQUEST, software.of_request), (ORDER, software.of_order)):
        panels.register(kind, panels.Panel("software", _("Software"), "service/software/panel.html", facts, order=5))


def _forms() -> None:
    voucher = _("Repair service voucher")
    documents.register_form("service_voucher", "service/voucher", papers.voucher, voucher)
    documents.register_form("draft_voucher", "service/voucher", papers.draft_voucher, voucher)
    documents.register_form("return_slip", "service/return_slip", papers.return_slip, _("Return slip"))
    documents.register_form("software_sheet", "service/software_sheet", software_papers.sheet, _("Software work sheet"))


def _reports() -> None:
    reader = "service.view_register"
    for key, template, builder, name, perm in (
        ("repair_register", "register", paper_lists.register, _("Repair register"), reader),
        ("service_ledger", "ledger", paper_lists.ledger, _("Service ledger"), reader),
        ("daily_report", "daily_report", paper_lists.daily_report, _("Technician's daily report"), "organization.view"),
    ):
        documents.register_report(key, f"service/{template}", builder, name, perm=perm)
