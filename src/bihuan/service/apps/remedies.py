"""Repair, replacement, refund, and units under recall."""

from django.utils.translation import gettext_lazy as _

from bihuan.kernel import documents, events, panels
from bihuan.kernel.api import register_scope
from bihuan.service import states
from bihuan.service.operations import recalls, rulings
from bihuan.service.operations import remedies as operations
from bihuan.service.queries import remedies as queries
from bihuan.service.queries import remedy_papers
from bihuan.service.queries.recalls import of_recall_unit
from bihuan.signoff.states import CirculationAgreed, CirculationRefused, CirculationWithdrawn


def register() -> None:
    """Have remedies proposed and decided, and show them where they belong."""
    _subscribe()
    register_scope("remedies:read", _("Read repairs, replacements and refunds"))
    for kind, facts in (("products.unit", queries.of_unit), ("service.servicerequest", queries.of_request)):
        panel = panels.Panel(
            "remedies", _("Repair, replacement, refund"), "service/remedies_panel.html", facts,
            "service.view_register", order=30,
        )  # fmt: skip
        panels.register(kind, panel)
    joined = panels.Panel("join", _("Open requests of this unit"), "service/recall_requests.html", of_recall_unit)
    panels.register("products.recallunit", joined)
    documents.register_form(
        "remedy_decision", "service/remedy", remedy_papers.decision, _("Decision on repair, replacement, refund")
    )


def _subscribe() -> None:
    events.subscribe(states.RequestRegistered, operations.on_registered)
    events.subscribe(states.OrderCompleted, operations.on_order_completed)
    events.subscribe(states.RequestCompleted, operations.on_request_completed)
    events.subscribe(CirculationAgreed, rulings.on_agreed)
    for ending in (CirculationRefused, CirculationWithdrawn):
        events.subscribe(ending, rulings.on_refused)
    recalls.subscribe()
