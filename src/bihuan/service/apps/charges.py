"""Bills: what writes and voids them, where they show, their papers and the price list."""

from django.utils.translation import gettext_lazy as _

from bihuan.kernel import documents, events, imports, menu, panels, search
from bihuan.kernel.api import register_scope
from bihuan.service import states
from bihuan.service.forms.price_ledger import SPEC
from bihuan.service.operations import waits
from bihuan.service.operations.charges import billing, discounts, due, quotas, redrawing
from bihuan.service.queries import charge_papers as papers
from bihuan.service.queries import charges as queries
from bihuan.service.states import bench, charges, parts
from bihuan.signoff.states import CirculationAgreed, CirculationRefused, CirculationWithdrawn


def register() -> None:
    """Have bills follow the work, and show them where they belong."""
    _subscribe()
    see = "service.view_charges"
    of_request = panels.Panel("charges", _("Bills"), "service/charges/panel.html", queries.of_request, see, 20)
    panels.register("service.servicerequest", of_request)
    of_order = panels.Panel("charges", _("Charges"), "service/charges/order_panel.html", queries.on_phone, see, 20)
    panels.register("service.workorder", of_order)
    search.register("service.charge", _("Bills"), address="service:charges", related=("request", "invoice"))
    menu.register(
        "charges", _("Charges"), "cash", "service:books", permission="service.keep_books", order=22,
        section="/service/books/",
    )  # fmt: skip
    documents.register_form("charge_quotation", "service/charge", papers.quotation, _("Quotation"))
    documents.register_form("charge_receipt", "service/charge", papers.receipt, _("Receipt"))
    register_scope("charges:read", _("Read bills and invoices"))
    imports.register(SPEC)


def _subscribe() -> None:
    events.subscribe(states.OrderCompleted, billing.on_order_completed)
    events.subscribe(parts.JobPartsChanged, redrawing.on_parts_changed)
    events.subscribe(states.VoucherSigned, due.on_voucher_signed)
    events.subscribe(states.RequestCancelled, billing.on_cancelled)
    events.subscribe(bench.BenchHandedOver, due.on_handed_over)
    events.subscribe(charges.ChargeQuoted, waits.on_quoted)
    for answered in (charges.ChargeProposed, charges.ChargeAgreed, charges.ChargeVoided):
        events.subscribe(answered, waits.on_answered)
    events.subscribe(charges.ChargeVoided, due.on_voided)
    events.subscribe(charges.ChargeVoided, quotas.on_voided)
    events.subscribe(states.OrderWithdrawn, quotas.on_withdrawn)
    events.subscribe(CirculationAgreed, discounts.on_agreed)
    for ending in (CirculationRefused, CirculationWithdrawn):
        events.subscribe(ending, discounts.on_refused)
