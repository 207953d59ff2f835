"""Registrations of the quality app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

VERBS = {
    "propose": gettext_noop("proposed an issue"),
    "count_again": gettext_noop("counted anew"),
    "taken_up": gettext_noop("reported the issue"),
    "dismissed": gettext_noop("dismissed the proposal"),
    "withdrawn": gettext_noop("no longer reached"),
    "lapse": gettext_noop("concession expired"),
    "correct_case": gettext_noop("corrected the case"),
    "withdraw_case": gettext_noop("withdrew the case"),
    "add_similar": gettext_noop("added a product or place"),
    "decide_similar": gettext_noop("decided whether it is so there too"),
    "link_rule": gettext_noop("linked a changed regulation"),
    "read_rule": gettext_noop("read the changed regulation"),
    "read_circular": gettext_noop("read it"),
}


class QualityConfig(AppConfig):
    """What quality shows and hears."""

    name = "bihuan.quality"
    label = "quality"
    verbose_name = pgettext_lazy("department", "Quality")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.kernel import menu, wording
        from bihuan.quality import policies  # noqa: F401  registers who may do what
        from bihuan.quality.queries import kept

        kept.register()
        wording.VERBS.update(VERBS)
        menu.register(
            "quality", pgettext_lazy("department", "Quality"), "shield-check", "quality:issues",
            permission="quality.view", order=35, section="/quality/",
        )  # fmt: skip
        self._issues()
        self._actions()
        self._zeroing()
        self._knowledge()
        self._emergencies()
        self._compiling()
        self._incoming()
        self._nonconformity()
        self._rectification()

    @staticmethod
    def _issues() -> None:
        from bihuan.kernel import documents, erasure, events, panels, search
        from bihuan.kernel.api import register_scope
        from bihuan.people.queries import rewards
        from bihuan.quality import notices
        from bihuan.quality.operations.cases import forget
        from bihuan.quality.operations.classing import on_case
        from bihuan.quality.operations.proposals import on_report
        from bihuan.quality.queries import customers, issue_papers
        from bihuan.quality.queries.issues import of_case, of_record
        from bihuan.quality.states.cases import CaseReported

        events.subscribe(CaseReported, on_case)
        events.subscribe(erasure.ContentDestroyed, forget)
        events.subscribe(CaseReported, on_report)
        register_scope("quality:read", _("Read quality issues and corrective actions"))
        register_scope("quality:write", _("Report quality issues, require corrective actions, take their steps"))
        notices.register()
        search.register("quality.question", _("Questions of production"), address="quality:questions")
        search.register("quality.qualityissue", _("Quality issues"), address="quality:issues")
        documents.register_form(
            "issue_report", "quality/issue_report", issue_papers.issue_report, _("Report on the handling of an issue")
        )
        for kind in ("quality.qualityissue", "quality.question", "quality.zeroing", "complaints.complaint"):
            panels.register(kind, rewards.as_panel())
        template = "quality/issue_panel.html"
        panels.register("quality.reportedcase", panels.Panel("issues", _("Quality issue"), template, of_case))
        panel = panels.Panel("quality", _("Quality issue"), template, of_record, "quality.view", order=60)
        for kind in ("service.servicerequest", "complaints.complaint"):
            panels.register(kind, panel)
        customers.register()
        panel = panels.Panel("quality", _("Quality issues"), template, customers.of_customer, "quality.view", order=60)
        panels.register("customers.customer", panel)

    @staticmethod
    def _compiling() -> None:
        """Closed cases that become rules, and the way back from the clause."""
        from bihuan.kernel import panels
        from bihuan.quality.queries import compiling

        compiling.register_source(compiling.closed_issues)
        compiling.register_source(compiling.revoked_notices)
        panel = panels.Panel(
            "compiled", _("Made of cases"), "quality/compiled_panel.html", compiling.of_clause,
            "quality.view_compilations",
        )  # fmt: skip
        panels.register("regulations.clause", panel)

    @staticmethod
    def _emergencies() -> None:
        """The emergency procedure on its issue's page, its papers, and how its circular ends."""
        from bihuan.kernel import documents, panels, search
        from bihuan.quality.models import IssueEmergency
        from bihuan.quality.operations import emergencies as operations
        from bihuan.quality.queries import emergencies, emergency_papers
        from bihuan.signoff.operations import when_ended
        from bihuan.signoff.queries import forms

        search.register("quality.issueemergency", _("Emergency procedures"), address="quality:emergencies")
        documents.register_form(
            "quality_circular", "quality/quality_circular", emergency_papers.circular, _("Circular on quality")
        )
        documents.register_form(
            "issue_emergency", "quality/issue_emergency", emergency_papers.record, _("Record of an emergency procedure")
        )
        forms.hang_on("quality.issueemergency")
        when_ended("quality_circular", IssueEmergency, agreed=operations.on_agreed, refused=operations.on_refused)
        panel = panels.Panel(
            "emergency", _("Emergency procedure"), "quality/emergency_panel.html", emergencies.of_issue, order=10
        )
        panels.register("quality.qualityissue", panel)

    @staticmethod
    def _zeroing() -> None:
        from bihuan.kernel import documents, panels, search
        from bihuan.kernel.api import register_scope
        from bihuan.quality.models.zeroing import Zeroing
        from bihuan.quality.operations import zeroing as operations
        from bihuan.quality.queries import zeroing, zeroing_papers
        from bihuan.quality.states.zeroing import Side
        from bihuan.signoff.operations import when_ended
        from bihuan.signoff.queries import forms

        search.register("quality.zeroing", _("Zeroing"), address="quality:zeroings")
        documents.register_form("zeroing_report", "quality/zeroing_report", zeroing_papers.report, _("Zeroing report"))
        documents.register_form(
            "zeroing_statement", "quality/zeroing_statement", zeroing_papers.statement, _("Statement of zeroing")
        )
        forms.hang_on("quality.zeroing")
        for side in Side:
            when_ended(f"{side}_zeroing", Zeroing, agreed=operations.on_agreed, refused=operations.on_refused)
        panel = panels.Panel("zeroing", _("Zeroing"), "quality/zeroing/panel.html", zeroing.of_subject, order=45)
        for kind in ("quality.qualityissue", "complaints.complaint", "service.failurereport"):
            panels.register(kind, panel)
        register_scope("zeroings:read", _("Read zeroings"))

    @staticmethod
    def _incoming() -> None:
        """Incoming abnormalities: their paper, their panels, and how a concession ends."""
        from bihuan.kernel import documents, panels, search
        from bihuan.kernel.api import register_scope
        from bihuan.quality.models import SupplierAbnormality
        from bihuan.quality.operations import abnormalities as operations
        from bihuan.quality.queries import abnormalities, abnormality_papers
        from bihuan.quality.queries.abnormality_rules import CONCESSION
        from bihuan.quality.queries.actions import as_panel
        from bihuan.signoff.operations import when_ended
        from bihuan.signoff.queries import forms

        kind = "quality.supplierabnormality"
        search.register(kind, _("Incoming abnormalities"), address="quality:abnormalities")
        documents.register_form(
            "supplier_abnormality", "quality/supplier_abnormality", abnormality_papers.corrective_request,
            _("Corrective request to a supplier"),
        )  # fmt: skip
        forms.hang_on(kind)
        when_ended(CONCESSION, SupplierAbnormality, agreed=operations.on_agreed, refused=operations.on_refused)
        panels.register(kind, as_panel())
        panel = panels.Panel(
            "incoming", _("Incoming abnormalities"), "quality/abnormality_panel.html", abnormalities.of_subject,
            order=50,
        )  # fmt: skip
        for about in ("quality.qualityissue", "complaints.complaint"):
            panels.register(about, panel)
        register_scope("abnormalities:read", _("Read incoming abnormalities"))
        register_scope("abnormalities:write", _("Register incoming abnormalities"))

    @staticmethod
    def _nonconformity() -> None:
        """Nonconforming pieces on the pages of what they were found in, their review and their paper."""
        from bihuan.kernel import documents, panels, search
        from bihuan.kernel.api import register_scope
        from bihuan.quality.models import Nonconformity
        from bihuan.quality.operations import nonconformity as operations
        from bihuan.quality.queries import nonconformity_papers, zeroing
        from bihuan.quality.queries.actions import as_panel
        from bihuan.quality.queries.nonconformity import of_subject
        from bihuan.signoff.operations import when_ended
        from bihuan.signoff.queries import forms

        kind = "quality.nonconformity"
        search.register(kind, _("Nonconformities"), address="quality:nonconformities", related=("model",))
        documents.register_form(
            "nonconformity", "quality/nonconformity", nonconformity_papers.review_report,
            _("Review and disposition of nonconforming pieces"),
        )  # fmt: skip
        forms.hang_on(kind)
        when_ended("nonconformity", Nonconformity, agreed=operations.on_agreed, refused=operations.on_refused)
        panels.register(kind, as_panel())
        template = "quality/zeroing/panel.html"
        panels.register(kind, panels.Panel("zeroing", _("Zeroing"), template, zeroing.of_subject, order=45))
        template = "quality/nonconformity/panel.html"
        panel = panels.Panel("nonconformities", _("Nonconformities"), template, of_subject, order=40)
        for source in ("quality.qualityissue", "complaints.complaint", "quality.supplierabnormality"):
            panels.register(source, panel)
        register_scope("nonconformities:read", _("Read nonconformities"))
        register_scope("nonconformities:write", _("Report nonconforming pieces"))

    @staticmethod
    def _rectification() -> None:
        """Notices on the pages of what they are about, and their papers (QUA-12)."""
        from bihuan.kernel import documents, panels, search
        from bihuan.kernel.api import register_scope
        from bihuan.quality.queries import notice_papers
        from bihuan.quality.queries.actions import as_panel
        from bihuan.quality.queries.notices import of_subject

        kind = "quality.rectificationnotice"
        search.register(kind, _("Rectification notices"), address="quality:notices")
        for key, make, label in (
            ("rectification_notice", notice_papers.notice_paper, _("Rectification notice")),
            ("rectification_reply", notice_papers.reply_paper, _("Answer to a notice")),
            ("quality_record", notice_papers.record_paper, _("Record of a problem on site")),
        ):
            documents.register_form(key, f"quality/{key}", make, label)
        panels.register(kind, as_panel())
        template = "quality/notices/panel.html"
        panel = panels.Panel("notices", _("Rectification notices"), template, of_subject, order=42)
        for source in ("quality.qualityissue", "quality.nonconformity"):
            panels.register(source, panel)
        register_scope("notices:read", _("Read rectification notices"))

    @staticmethod
    def _knowledge() -> None:
        from bihuan.kernel import imports, installation, panels, search
        from bihuan.quality.forms.knowledge_ledger import SPEC
        from bihuan.quality.operations.knowledge import load_shipped_defects
        from bihuan.quality.queries import knowledge

        for kind, source in knowledge.OWN_SOURCES.items():
            knowledge.register_source(kind, source)
        panel = panels.Panel("knowledge", _("Known defects"), "quality/knowledge/panel.html", knowledge.panel, order=55)
        for kind in (*knowledge.OWN_SOURCES, "complaints.complaint"):
            panels.register(kind, panel)
        search.register("quality.knowledgeentry", _("Knowledge base"), address="quality:knowledge")
        imports.register(SPEC)
        installation.register_step("quality.defects", _("Knowledge base of common defects"), load_shipped_defects)

    @staticmethod
    def _actions() -> None:
        """Corrective actions on the pages of what they are required from, and their paper."""
        from bihuan.kernel import documents, panels, search
        from bihuan.quality.queries import papers
        from bihuan.quality.queries.actions import as_panel

        for kind in ("service.servicerequest", "service.failurereport", "quality.qualityissue"):
            panels.register(kind, as_panel())
        search.register("quality.correctiveaction", _("Corrective actions"), address="quality:actions")
        documents.register_form(
            "corrective_action", "quality/corrective_action", papers.corrective_action, _("Corrective action report")
        )
