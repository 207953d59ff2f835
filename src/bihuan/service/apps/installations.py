"""Delivery to acceptance, and the written commitment that follows it."""

from django.utils.translation import gettext_lazy as _

from bihuan.kernel import documents, imports, panels, search
from bihuan.service.forms.delivery_ledger import DELIVERIES
from bihuan.service.operations import commitments
from bihuan.service.queries import commitment_papers, installations
from bihuan.service.queries import commitments as promised
from bihuan.service.queries import installation_papers as papers


def register() -> None:
    """Show installations and commitments, print their papers, take deliveries from a ledger."""
    commitments.subscribe()
    imports.register(DELIVERIES)
    search.register("service.installation", _("Installations"), address="service:installations")
    _panels()
    for key, builder, name in (
        ("installation_acceptance", papers.acceptance, _("Acceptance sheet")),
        ("acceptance_certificate", papers.certificate, _("Acceptance certificate")),
    ):
        documents.register_form(key, f"service/{key}", builder, name)
    documents.register_form(
        "service_commitment", "service/commitment", commitment_papers.commitment, _("Service commitment")
    )


def _panels() -> None:
    for kind, facts in (
        ("products.unit", installations.of_unit), ("customers.customer", installations.of_customer)
    ):  # fmt: skip
        panel = panels.Panel(
            "installations", _("Installation"), "service/installations/panel.html", facts,
            "service.view_installations", order=12,
        )  # fmt: skip
        panels.register(kind, panel)
    for kind, given in (("products.unit", promised.of_unit), ("service.installation", promised.of_installation)):
        panel = panels.Panel("commitments", _("Service commitment"), "service/commitments/panel.html", given, order=11)
        panels.register(kind, panel)
