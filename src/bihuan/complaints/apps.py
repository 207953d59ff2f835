"""Registrations of the complaints app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

VERBS = {
    "complained": gettext_noop("customer complained"),
    "joined": gettext_noop("the same complaint came again"),
    "goods_came_back": gettext_noop("goods come back"),
    "find": gettext_noop("recorded what was found"),
    "handle_again": gettext_noop("took it up again"),
    "inspection_called": gettext_noop("called a joint inspection"),
    "inspection_held": gettext_noop("joint inspection held"),
    "inspection_reported": gettext_noop("joint inspection reported"),
    "inspection_instructed": gettext_noop("instruction on the joint inspection"),
    "inspection_called_off": gettext_noop("joint inspection not held"),
    "compensation_proposed": gettext_noop("proposed a compensation"),
    "compensation_approved": gettext_noop("compensation approved"),
    "compensation_refused": gettext_noop("compensation refused"),
    "compensation_paid": gettext_noop("compensation handed over"),
    "compensation_cancelled": gettext_noop("compensation taken back"),
    "excuse": gettext_noop("quality can't come"),
    "name_stand_in": gettext_noop("named somebody for quality"),
    "instruct": gettext_noop("gave the instruction"),
}


class ComplaintsConfig(AppConfig):
    """Puts complaints where people look for them."""

    name = "bihuan.complaints"
    label = "complaints"
    verbose_name = _("Complaints")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register menu, panels, search, papers; subscribe to what happens."""
        from bihuan.complaints import notices, policies, queries  # noqa: F401  policies registers who may do what
        from bihuan.complaints.forms import ledger
        from bihuan.complaints.operations import circulating, compensating, inspecting, reporting, returning
        from bihuan.complaints.queries import kept
        from bihuan.complaints.states import complaints as states
        from bihuan.kernel import events, imports, menu, panels, search, wording
        from bihuan.kernel.api import register_scope
        from bihuan.quality.queries import compiling, knowledge
        from bihuan.quality.queries.actions import as_panel
        from bihuan.signoff.queries import forms

        notices.register()
        kept.register()
        register_scope("complaints:read", _("Read complaints"))
        register_scope("complaints:write", _("Register complaints"))
        forms.hang_on("complaints.complaint")
        forms.hang_on("complaints.compensation")
        circulating.subscribe()
        compensating.subscribe()
        returning.subscribe()
        for over in (states.ComplaintCancelled, states.ComplaintUnjustified):
            events.subscribe(over, compensating.drop_open)
            events.subscribe(over, inspecting.drop_open)
        for told in (
            states.ComplaintRegistered, states.ComplaintChanged, states.ComplaintJudged, states.ComplaintUnjustified,
            states.ComplaintCancelled, states.ComplaintReopened,
        ):  # fmt: skip
            events.subscribe(told, reporting.report)
        compiling.register_source(queries.closed_between)
        imports.register(ledger.SPEC)
        self._papers()
        wording.VERBS.update(VERBS)
        menu.register(
            "complaints", _("Complaints"), "message-report", "complaints:complaints", permission="complaints.view",
            order=30, section="/complaints/",
        )  # fmt: skip
        search.register(
            "complaints.complaint", _("Complaints"), address="complaints:complaints", related=("customer", "model")
        )
        panels.register("complaints.complaint", as_panel())
        self._investigations()
        knowledge.register_source(
            "complaints.complaint", knowledge.Source(lambda complaint: complaint.description, queries.known_of)
        )
        for name, title, found in (
            ("inspections", _("Joint inspection"), queries.inspections_of),
            ("compensations", pgettext_lazy("record", "Compensation"), queries.compensations_of),
        ):
            panels.register(
                "complaints.complaint", panels.Panel(name, title, f"complaints/{name}_panel.html", found, order=14)
            )
        for kind, facts in (
            ("service.servicerequest", queries.of_request), ("products.unit", queries.of_unit),
            ("customers.customer", queries.of_customer), ("customers.visit", queries.of_visit),
        ):  # fmt: skip
            panel = panels.Panel(
                "complaints", _("Complaints"), "complaints/panel.html", facts, "complaints.view", order=18
            )
            panels.register(kind, panel)

    @staticmethod
    def _investigations() -> None:
        from bihuan.complaints.queries import customers, figures, investigations
        from bihuan.kernel import panels
        from bihuan.quality.queries import causes

        looked = panels.Panel(
            "investigation", pgettext_lazy("complaint", "Investigation"), "complaints/investigation_panel.html",
            investigations.panel, "complaints.view", order=12,
        )  # fmt: skip
        panels.register("complaints.complaint", looked)
        causes.propose_by(investigations.proposals)
        proposed = panels.Panel(
            "causes", _("Causes found by investigation"), "complaints/causes_panel.html", investigations.cause_panel,
            "complaints.view", order=25,
        )  # fmt: skip
        for kind in ("quality.qualityissue", "quality.correctiveaction"):
            panels.register(kind, proposed)
        figures.register()
        customers.register()

    @staticmethod
    def _papers() -> None:
        from bihuan.complaints.queries import investigation_papers, papers
        from bihuan.kernel import documents

        documents.register_form(
            "investigation", "complaints/investigation", investigation_papers.investigation, _("Investigation report")
        )
        for key, builder, name in (
            ("complaint_form", papers.circulated, _("Complaint handling form")),
            ("complaint_record", papers.record, _("Record of a complaint")),
            ("complaint_report", papers.report, _("Complaint: registration and handling report")),
            ("complaint_result", papers.result, _("Complaint handling document")),
            ("complaint_follow_up", papers.follow_up, _("Follow-up of a complaint")),
            ("complaint_letter", papers.letter, _("Letter to the complainant")),
            ("inspection", papers.inspection, _("Report of a joint inspection")),
            ("compensation", papers.compensation, _("Approval of a compensation")),
        ):
            documents.register_form(key, f"complaints/{key}", builder, name)
