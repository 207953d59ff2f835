"""Registrations of the service app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServiceConfig(AppConfig):
    """Puts the register, the board and the papers where people look for them."""

    name = "bihuan.service"
    label = "service"
    verbose_name = _("Service")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from bihuan.deadlines.policies import ask_before_pause
        from bihuan.kernel import search, wording
        from bihuan.service import notices, policies, queries  # noqa: F401  policies registers who may do what
        from bihuan.service.queries import kept
        from bihuan.service.states.verbs import VERBS

        notices.register()
        kept.register()
        ask_before_pause("service.servicerequest", "service.pause_deadline")
        self._subscribe()
        self._scopes()
        self._imports()
        wording.VERBS.update(VERBS)
        search.register(
            "service.servicerequest", _("Service requests"), address="service:requests", related=("customer", "model")
        )
        for kind, label, address in (
            ("failurereport", _("Failure reports"), "failures"), ("contactsheet", _("Work contact sheets"), "sheets"),
            ("emergency", _("Emergencies"), "emergencies"),
        ):  # fmt: skip
            search.register(f"service.{kind}", label, address=f"service:{address}")
        search.register_finder("service.servicerequest", queries.phone_hits)
        search.register("service.benchjob", _("Bench repair"), address="service:workshop", related=("request",))
        search.register("service.installation", _("Installations"), address="service:installations")
        self._panels()
        self._remedies()
        self._installations()
        self._recalls()
        self._charges()
        self._loans()
        self._software()
        self._commitments()
        self.put_into_menu()
        self.register_papers()

    def put_into_menu(self) -> None:
        """Register menu, the key for taking in, and the four things at the bottom of a phone."""
        from bihuan.kernel import menu

        menu.register(
            "service", _("Service"), "headset", "service:requests", permission="service.view_register", order=20,
            section="/service/",
        )  # fmt: skip
        menu.register_intake("service:take_in", "service.take_in")
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

    def register_papers(self) -> None:
        """Register the printed forms."""
        from bihuan.kernel import documents
        from bihuan.service.queries import matter_papers, paper_lists, papers, part_papers, remedy_papers

        documents.register_form("service_voucher", "service/voucher", papers.voucher, _("Repair service voucher"))
        documents.register_form("draft_voucher", "service/voucher", papers.draft_voucher, _("Repair service voucher"))
        self._bench_papers()
        documents.register_form("return_slip", "service/return_slip", papers.return_slip, _("Return slip"))
        documents.register_form("issue_slip", "service/issue_slip", part_papers.issue_slip, _("Issue slip"))
        for key, template, builder, name in (
            ("failure_report", "service/failure_report", matter_papers.failure_report, _("Failure report")),
            ("contact_sheet", "service/contact_sheet", matter_papers.contact_sheet, _("Work contact sheet")),
            ("remedy_decision", "service/remedy", remedy_papers.decision, _("Decision on repair, replacement, refund")),
            ("emergency", "service/emergency", matter_papers.emergency, _("Record of an emergency")),
            ("call_list", "service/call_list", matter_papers.call_list_sheet, _("Emergency call list")),
        ):
            documents.register_form(key, template, builder, name)
        reader = "service.view_register"
        documents.register_report(
            "repair_register", "service/register", paper_lists.register, _("Repair register"), perm=reader
        )
        documents.register_report(
            "service_ledger", "service/ledger", paper_lists.ledger, _("Service ledger"), perm=reader
        )
        documents.register_report(
            "daily_report", "service/daily_report", paper_lists.daily_report, _("Technician's daily report"),
            perm="organization.view",
        )  # fmt: skip

    @staticmethod
    def _bench_papers() -> None:
        from bihuan.kernel import documents
        from bihuan.service.queries import bench_papers as papers

        for key, template, builder, name in (
            ("goods_receipt", "goods_receipt", papers.receipt, _("Goods receipt")),
            ("quotation", "quotation", papers.quotation, _("Quotation")),
            ("bench_return", "bench_return", papers.handover, _("Hand-over sheet")),
            ("shelf_label", "shelf_label", papers.shelf_label, _("Shelf label")),
            ("bench_tag", "bench_tag", papers.front_tag, _("Front tag")),
        ):
            documents.register_form(key, f"service/{template}", builder, name)

    @staticmethod
    def _panels() -> None:
        from bihuan.kernel import hanging, panels
        from bihuan.service.queries import bench, customers, matters, parts, record
        from bihuan.service.queries.panels import of_circulation, of_customer, of_unit
        from bihuan.signoff.queries import consents, forms

        asked = panels.Panel("request", _("What is asked"), "service/proposed.html", of_circulation)
        panels.register("signoff.circulation", asked)
        steps = panels.Panel(
            "consents", _("Steps out of order"), "signoff/consents_panel.html", consents.panel, order=90
        )
        for kind in ("service.servicerequest", "service.workorder"):
            panels.register(kind, steps)
            forms.hang_on(kind)
        forms.hang_on("service.shirkingreport")
        told = panels.Panel("rewards", _("Rewards and penalties"), "people/rewards_panel.html", matters.notices_of)
        panels.register("service.shirkingreport", told)
        hanging.register("service.servicerequest", *record.HANGING)
        customers.register()
        for kind, used in (
            ("service.servicerequest", parts.of_request),
            ("service.workorder", parts.of_order),
            ("products.unit", parts.of_unit),
        ):
            panels.register(kind, panels.Panel("parts", _("Parts"), "service/parts_panel.html", used, order=15))
        beside = panels.Panel("matters", _("Beside the repair"), "service/matters_panel.html", matters.of_request)
        panels.register("service.servicerequest", beside)
        template, see = "service/bench/panel.html", "service.view_bench"
        of_request = panels.Panel("bench", _("Bench repair"), template, bench.of_request, see)
        panels.register("service.servicerequest", of_request)
        panels.register("products.unit", panels.Panel("bench", _("Bench repair"), template, bench.of_unit, see))
        for kind, facts in (("products.unit", of_unit), ("customers.customer", of_customer)):
            shown = panels.Panel("repairs", _("Repairs"), "service/repairs_panel.html", facts, "service.view_register")
            panels.register(kind, shown)

    @staticmethod
    def _recalls() -> None:
        from bihuan.kernel import panels
        from bihuan.service.queries.recalls import of_recall_unit

        panels.register(
            "products.recallunit",
            panels.Panel("join", _("Open requests of this unit"), "service/recall_requests.html", of_recall_unit),
        )

    @staticmethod
    def _installations() -> None:
        from bihuan.kernel import documents, imports, panels
        from bihuan.service.forms.delivery_ledger import DELIVERIES
        from bihuan.service.queries import installation_papers as papers
        from bihuan.service.queries import installations

        for kind, facts in (
            ("products.unit", installations.of_unit), ("customers.customer", installations.of_customer)
        ):  # fmt: skip
            panel = panels.Panel(
                "installations", _("Installation"), "service/installations/panel.html", facts,
                "service.view_installations", order=12,
            )  # fmt: skip
            panels.register(kind, panel)
        imports.register(DELIVERIES)
        documents.register_form(
            "installation_acceptance", "service/installation_acceptance", papers.acceptance, _("Acceptance sheet")
        )
        documents.register_form(
            "acceptance_certificate", "service/acceptance_certificate", papers.certificate, _("Acceptance certificate")
        )

    @staticmethod
    def _charges() -> None:
        from bihuan.kernel import documents, imports, menu, panels, search
        from bihuan.kernel.api import register_scope
        from bihuan.service.forms.price_ledger import SPEC
        from bihuan.service.queries import charge_papers as papers
        from bihuan.service.queries import charges

        see = "service.view_charges"
        of_request = panels.Panel("charges", _("Bills"), "service/charges/panel.html", charges.of_request, see, 20)
        panels.register("service.servicerequest", of_request)
        of_order = panels.Panel("charges", _("Charges"), "service/charges/order_panel.html", charges.on_phone, see, 20)
        panels.register("service.workorder", of_order)
        search.register("service.charge", _("Bills"), address="service:charges", related=("request", "invoice"))
        menu.register(
            "charges", _("Charges"), "cash", "service:books", permission="service.keep_books", order=22,
            section="/service/books/",
        )  # fmt: skip
        documents.register_form("charge_quotation", "service/charge", papers.quotation, _("Quotation"))
        documents.register_form("charge_receipt", "service/charge", papers.receipt, _("Receipt"))
        register_scope("charges:read", _("Read bills and invoices"))
        register_scope("remedies:read", _("Read repairs, replacements and refunds"))
        imports.register(SPEC)

    @staticmethod
    def _remedies() -> None:
        from bihuan.kernel import panels
        from bihuan.service.queries import remedies

        for kind, facts in (("products.unit", remedies.of_unit), ("service.servicerequest", remedies.of_request)):
            panel = panels.Panel(
                "remedies", _("Repair, replacement, refund"), "service/remedies_panel.html", facts,
                "service.view_register", order=30,
            )  # fmt: skip
            panels.register(kind, panel)

    @staticmethod
    def _commitments() -> None:
        from bihuan.kernel import documents, panels
        from bihuan.service.operations import commitments
        from bihuan.service.queries import commitment_papers
        from bihuan.service.queries import commitments as queries

        commitments.subscribe()
        for kind, facts in (
            ("products.unit", queries.of_unit), ("service.installation", queries.of_installation)
        ):  # fmt: skip
            panel = panels.Panel(
                "commitments", _("Service commitment"), "service/commitments/panel.html", facts, order=11
            )
            panels.register(kind, panel)
        documents.register_form(
            "service_commitment", "service/commitment", commitment_papers.commitment, _("Service commitment")
        )

    @staticmethod
    def _software() -> None:
        from bihuan.kernel import documents, panels
        from bihuan.service.queries import software, software_papers

        for kind, facts in (("service.servicerequest", software.of_request), ("service.workorder", software.of_order)):
            panels.register(
                kind, panels.Panel("software", _("Software"), "service/software/panel.html", facts, order=5)
            )
        documents.register_form(
            "software_sheet", "service/software_sheet", software_papers.sheet, _("Software work sheet")
        )

    @staticmethod
    def _loans() -> None:
        from bihuan.deadlines.states import RungsFired
        from bihuan.kernel import events, panels
        from bihuan.parts.states.loans import LoanDropped, LoanLent, LoanLost, LoanReturned
        from bihuan.service import states
        from bihuan.service.operations import loans
        from bihuan.service.queries import loans as queries

        events.subscribe(RungsFired, loans.on_rungs_fired)
        events.subscribe(LoanLent, loans.on_lent)
        for ending in (LoanDropped, LoanLost, LoanReturned):
            events.subscribe(ending, loans.on_loan_ended)
        for over in (states.RequestCompleted, states.RequestCancelled):
            events.subscribe(over, loans.on_request_over)
        for kind, facts in (
            ("service.servicerequest", queries.of_request), ("service.workorder", queries.of_order),
            ("products.unit", queries.of_unit),
        ):  # fmt: skip
            panels.register(kind, panels.Panel("loans", _("Loaner"), "service/loans_panel.html", facts, order=25))

    @staticmethod
    def _subscribe() -> None:
        from bihuan.kernel import events
        from bihuan.regulations.states import RegulationInForce
        from bihuan.service import states
        from bihuan.service.operations import (
            approval,
            classes,
            entitlement,
            offering,
            recalls,
            remedies,
            rulings,
            shirking,
            waits,
        )
        from bihuan.signoff.states import CirculationAgreed, CirculationRefused, CirculationWithdrawn

        events.subscribe(states.RequestRegistered, entitlement.on_registered)
        events.subscribe(states.RequestCancelled, entitlement.on_cancelled)
        events.subscribe(states.OrderArrived, entitlement.on_arrived)
        events.subscribe(RegulationInForce, classes.on_in_force)
        events.subscribe(states.RequestRegistered, remedies.on_registered)
        events.subscribe(states.OrderCompleted, remedies.on_order_completed)
        events.subscribe(states.RequestCompleted, remedies.on_request_completed)
        events.subscribe(CirculationAgreed, rulings.on_agreed)
        for ending in (CirculationRefused, CirculationWithdrawn):
            events.subscribe(ending, rulings.on_refused)
        recalls.subscribe()
        from bihuan.service.operations.charges import billing, discounts, due, quotas, redrawing
        from bihuan.service.states import bench, charges, parts

        events.subscribe(states.OrderCompleted, billing.on_order_completed)
        events.subscribe(parts.JobPartsChanged, redrawing.on_parts_changed)
        events.subscribe(states.VoucherSigned, due.on_voucher_signed)
        events.subscribe(states.RequestCancelled, billing.on_cancelled)
        events.subscribe(bench.BenchHandedOver, due.on_handed_over)
        events.subscribe(bench.BenchEstimated, waits.on_estimated)
        events.subscribe(charges.ChargeQuoted, waits.on_quoted)
        for answered in (
            bench.BenchConsented, bench.BenchDeclined, charges.ChargeProposed, charges.ChargeAgreed,
            charges.ChargeVoided,
        ):  # fmt: skip
            events.subscribe(answered, waits.on_answered)
        events.subscribe(charges.ChargeVoided, due.on_voided)
        events.subscribe(charges.ChargeVoided, quotas.on_voided)
        events.subscribe(states.OrderWithdrawn, quotas.on_withdrawn)
        events.subscribe(CirculationAgreed, discounts.on_agreed)
        for ending in (CirculationRefused, CirculationWithdrawn):
            events.subscribe(ending, discounts.on_refused)

        events.subscribe(CirculationAgreed, approval.on_agreed)
        events.subscribe(CirculationRefused, approval.on_refused)
        events.subscribe(states.VoucherSigned, offering.on_free)
        events.subscribe(states.OrderWithdrawn, offering.on_free)
        events.subscribe(CirculationWithdrawn, approval.on_refused)
        events.subscribe(CirculationAgreed, shirking.on_agreed)
        events.subscribe(CirculationRefused, shirking.on_refused)
        events.subscribe(CirculationWithdrawn, shirking.on_refused)

    @staticmethod
    def _scopes() -> None:
        from bihuan.kernel.api import register_scope

        register_scope("requests:read", _("Read service requests"))
        register_scope("requests:write", _("Take in and dispatch service requests"))
        register_scope("orders:read", _("Read work orders"))
        register_scope("orders:write", _("Report work done"))

    @staticmethod
    def _imports() -> None:
        from bihuan.kernel import imports
        from bihuan.service.forms import ledger

        imports.register(ledger.SPEC)
