"""Failure reports, work contact sheets, emergencies, complaints of shirking: beside the repair."""

from django.utils.translation import gettext_lazy as _

from bihuan.kernel import documents, events, panels, search
from bihuan.service.operations import shirking
from bihuan.service.queries import matter_papers as papers
from bihuan.service.queries import matters
from bihuan.signoff.queries import forms
from bihuan.signoff.states import CirculationAgreed, CirculationRefused, CirculationWithdrawn


def register() -> None:
    """Show these matters, print their forms, and hear what was decided on shirking."""
    events.subscribe(CirculationAgreed, shirking.on_agreed)
    for ending in (CirculationRefused, CirculationWithdrawn):
        events.subscribe(ending, shirking.on_refused)
    for kind, label, address in (
        ("failurereport", _("Failure reports"), "failures"), ("contactsheet", _("Work contact sheets"), "sheets"),
        ("emergency", _("Emergencies"), "emergencies"),
    ):  # fmt: skip
        search.register(f"service.{kind}", label, address=f"service:{address}")
    beside = panels.Panel("matters", _("Beside the repair"), "service/matters_panel.html", matters.of_request)
    panels.register("service.servicerequest", beside)
    forms.hang_on("service.shirkingreport")
    told = panels.Panel("rewards", _("Rewards and penalties"), "people/rewards_panel.html", matters.notices_of)
    panels.register("service.shirkingreport", told)
    for key, builder, name in (
        ("failure_report", papers.failure_report, _("Failure report")),
        ("contact_sheet", papers.contact_sheet, _("Work contact sheet")),
        ("emergency", papers.emergency, _("Record of an emergency")),
        ("call_list", papers.call_list_sheet, _("Emergency call list")),
    ):
        documents.register_form(key, f"service/{key}", builder, name)
