"""A regulation's versions from draft to withdrawal, and the words parameters are made of."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class VersionState(models.TextChoices):
    """Where a version stands (REG-01)."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("Joint review")
    APPROVED = "approved", _("Approved")
    IN_FORCE = "in_force", _("In force")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ReviewState(models.TextChoices):
    """How far a circulated joint review has come."""

    NONE = "none", _("Not circulated")
    RUNNING = "running", _("Circulating")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")


class Dimension(models.TextChoices):
    """What a regulation's scope can be narrowed by (REG-04)."""

    DEPARTMENT = "department", _("Department")
    PRODUCT_LINE = "product_line", _("Product line")
    CUSTOMER = "customer", _("Customer")
    BUSINESS = "business", _("Business")


class Fact(models.TextChoices):
    """What the conditions of a parameter can look at; records answer with `facts()`."""

    AREA = "area", _("District")
    PRODUCT_LINE = "product_line", _("Product line")
    MODEL = "model", _("Product model")
    DEPARTMENT = "department", _("Department")
    OUTLET = "outlet", _("Outlet")
    OUTLET_KIND = "outlet_kind", _("Kind of outlet")
    CUSTOMER = "customer", _("Customer")
    TIER = "tier", _("Customer tier")
    BUSINESS = "business", _("Business")
    SERVICE_CLASS = "service_class", _("Service class")
    CHANNEL = "channel", _("Channel")
    URGENCY = "urgency", _("Urgency")
    SEVERITY = "severity", _("Severity")
    CASE_KIND = "case_kind", _("Kind of opinion")
    AMOUNT = "amount", _("Amount")
    TOOL_KIND = "tool_kind", _("Kind of tool")
    WORK_KIND = "work_kind", _("Kind of work")
    COMPLAINT_KIND = "complaint_kind", _("Kind of complaint")
    COMPLAINT_GROUP = "complaint_group", _("Product or service complaint")
    LOSS = "loss", _("Loss arose")
    NEEDS_RND = "needs_rnd", _("Needs R&D")
    DEFECT_CLASS = "defect_class", _("Class of the defect")
    DISPOSITION = "disposition", pgettext_lazy("disposition", "Disposition")


class EventName(models.TextChoices):
    """What happens in the life of a case, as clauses name it."""

    REQUEST_REGISTERED = "request.registered", _("Repair reported")
    REQUEST_CONTACTED = "request.contacted", _("Customer contacted")
    REQUEST_DISPATCHED = "request.dispatched", _("Dispatched")
    REQUEST_PASSED = "request.passed", _("Handed over")
    REQUEST_URGED = "request.urged", _("Customer urges")
    REQUEST_COMPLETED = "request.completed", _("Repair completed")
    REQUEST_CLOSED = "request.closed", _("Closed")
    REQUEST_CANCELLED = "request.cancelled", _("Cancelled")
    ORDER_ACCEPTED = "order.accepted", _("Job accepted")
    ORDER_DEPARTED = "order.departed", _("Departed")
    ORDER_ARRIVED = "order.arrived", _("Arrived")
    ORDER_DIAGNOSED = "order.diagnosed", _("Fault diagnosed")
    ORDER_COMPLETED = "order.completed", _("Job completed")
    VOUCHER_SIGNED = "voucher.signed", _("Voucher signed")
    PART_REPLACED = "part.replaced", _("Faulty part taken out")
    PART_CAME_BACK = "part.came_back", _("Faulty part back")
    LOANER_DUE = "loaner.due", _("Loaner to be offered")
    LOAN_LENT = "loan.lent", _("Loaner lent")
    LOAN_RETURNED = "loan.returned", _("Loaner returned")
    BENCH_RECEIVED = "bench.received", _("Taken in for bench repair")
    BENCH_DIAGNOSED = "bench.diagnosed", _("Diagnosed at the bench")
    BENCH_ESTIMATED = "bench.estimated", _("Estimate sent")
    BENCH_CONSENTED = "bench.consented", _("Customer agreed to the estimate")
    BENCH_DECLINED = "bench.declined", _("Customer declined the estimate")
    BENCH_BEYOND_REPAIR = "bench.beyond_repair", _("Found beyond repair")
    BENCH_READY = "bench.ready", _("Ready to collect")
    BENCH_HANDED_OVER = "bench.handed_over", _("Handed back to the customer")
    INSTALLATION_PLANNED = "installation.planned", _("Installation planned")
    INSTALLATION_DELIVERED = "installation.delivered", _("Goods delivered")
    INSTALLATION_INSTALLED = "installation.installed", _("Installed and commissioned")
    INSTALLATION_TRAINED = "installation.trained", _("Operator trained")
    INSTALLATION_REFUSED = "installation.refused", _("Acceptance refused")
    INSTALLATION_MENDED = "installation.mended", _("Defects of the acceptance put right")
    INSTALLATION_ACCEPTED = "installation.accepted", _("Accepted by both sides")
    CHARGE_DUE = "charge.due", _("Charge due")
    CHARGE_COLLECTED = "charge.collected", _("Charge collected on site")
    CHARGE_INVOICED = "charge.invoiced", _("Invoice written")
    CHARGE_SETTLED = "charge.settled", _("Charge settled")
    CASH_HANDED_OVER = "cash.handed_over", _("Cash handed over")
    VISIT_DAY_SUBMITTED = "visit_day.submitted", _("Daily visit report handed in")
    VISIT_URGENT = "visit.urgent", _("Urgent visit report")
    VISIT_MONTH_SUBMITTED = "visit_month.submitted", _("Monthly visit report submitted")
    CARD_SENT = "card.sent", _("Opinion card sent")
    CARD_ANSWERED = "card.answered", _("Opinion card answered")
    SURVEY_SENT = "survey.sent", _("Survey sent out")
    SURVEY_CLOSED = "survey.closed", _("Survey closed")
    SURVEY_REPORTED = "survey.reported", _("Survey reported to the management review")
    CASE_OPENED = "case.opened", _("Opinion case opened")
    CASE_ANSWERED = "case.answered", _("Opinion case answered")
    CASE_CLOSED = "case.closed", _("Opinion case closed")
    FAILURE_REPORTED = "failure.reported", _("Major failure reported")
    FAILURE_FILED = "failure.filed", _("Failure put on file")
    FAILURE_PASSED = "failure.passed", _("Executives informed")
    FAILURE_CLOSED = "failure.closed", _("Failure dealt with")
    SHEET_ASKED = "sheet.asked", _("Help asked of a department")
    SHEET_ANSWERED = "sheet.answered", _("Department answered")
    SHEET_TAKEN = "sheet.taken", _("Department carries it out")
    SHEET_REFERRED = "sheet.referred", _("Laid before the office")
    SHEET_RULED = "sheet.ruled", _("Office decided")
    SHEET_DONE = "sheet.done", _("Contact matter done")
    SHEET_CONFIRMED = "sheet.confirmed", _("Contact matter confirmed")
    SHIRKING_REPORTED = "shirking.reported", _("Shirking reported")
    SHIRKING_ANSWERED = "shirking.answered", _("Colleague heard")
    SHIRKING_DECIDED = "shirking.decided", _("Shirking decided")
    REWARD_ISSUED = "reward.issued", _("Reward or penalty notice issued")
    REWARD_DISPUTED = "reward.disputed", _("Notice disputed")
    REWARD_DECIDED = "reward.decided", _("Dispute of a notice decided")
    COMPLAINT_REGISTERED = "complaint.registered", _("Complaint registered")
    COMPLAINT_CONTACTED = "complaint.contacted", _("Complaint first answered")
    COMPLAINT_JUDGED = "complaint.judged", _("Complaint found justified")
    COMPLAINT_TAKEN = "complaint.taken", _("Complaint being handled")
    COMPLAINT_DECIDED = "complaint.decided", _("Complaint decided")
    COMPLAINT_REPLIED = "complaint.replied", _("Complaint answered")
    COMPLAINT_CALLED_BACK = "complaint.called_back", _("Complaint called back")
    COMPLAINT_CLOSED = "complaint.closed", _("Complaint closed")
    COMPLAINT_URGED = "complaint.urged", _("Complainant asks again")
    INSPECTION_HELD = "inspection.held", _("Joint inspection held")
    INSPECTION_REPORTED = "inspection.reported", _("Inspection reported")
    EMERGENCY_DECLARED = "emergency.declared", _("Emergency declared")
    EMERGENCY_MOBILISED = "emergency.mobilised", _("People mobilised")
    EMERGENCY_STOOD_DOWN = "emergency.stood_down", _("Emergency stood down")
    EMERGENCY_REVIEWED = "emergency.reviewed", _("Emergency reviewed")
    ACTION_REQUIRED = "action.required", _("Corrective action required")
    ACTION_PLANNED = "action.planned", _("Corrective action planned")
    ACTION_BEGUN = "action.begun", _("Corrective action begun")
    ACTION_DONE = "action.done", _("Corrective action done")
    ACTION_VERIFIED = "action.verified", _("Corrective action verified")
    ACTION_JUDGED = "action.judged", _("Effect of the action computed")
    ACTION_EFFECTIVE = "action.effective", _("Corrective action effective")
    ACTION_REOPENED = "action.reopened", _("Corrective action not effective")
    ISSUE_REPORTED = "issue.reported", _("Quality issue reported")
    ISSUE_CONTAINED = "issue.contained", _("Quality issue contained")
    ISSUE_CLASSED = "issue.classed", _("Quality issue classed")
    ISSUE_INVESTIGATED = "issue.investigated", _("Quality issue investigated")
    ISSUE_CAUSE_FOUND = "issue.cause_found", _("Cause of a quality issue found")
    ISSUE_PLANNED = "issue.planned", _("Handling of a quality issue planned")
    ISSUE_HANDLED = "issue.handled", _("Quality issue handled")
    ISSUE_ACCEPTED = "issue.accepted", _("Handling of a quality issue accepted")
    ISSUE_REPORTED_OUT = "issue.reported_out", _("Report on a quality issue written")
    ISSUE_CLOSED = "issue.closed", _("Quality issue closed")
    COMPILATION_OPENED = "compilation.opened", _("Closed cases gathered")
    COMPILATION_FINISHED = "compilation.finished", _("Cases compiled into the regulations")
    QUESTION_ASKED = "question.asked", _("Production asks an engineer")
    QUESTION_ANSWERED = "question.answered", _("Question of production answered")
    ISSUE_EMERGENCY = "issue.emergency", _("Emergency procedure of an issue started")
    URGENT_OPENED = "issue_emergency.opened", _("Serious issue reported at once")
    URGENT_PROPOSED = "issue_emergency.proposed", _("Disposition laid before the customer")
    URGENT_ANSWERED = "issue_emergency.answered", _("Customer answered to the disposition")
    URGENT_MET = "issue_emergency.met", _("Emergency meeting on an issue held")
    URGENT_ORDERED = "issue_emergency.ordered", _("Rectification ordered")
    URGENT_MEASURED = "issue_emergency.measured", _("Measures of rectification proposed")
    URGENT_APPROVED = "issue_emergency.approved", _("Measures of rectification approved")
    URGENT_VERIFIED = "issue_emergency.verified", _("Rectification verified")
    URGENT_SUBMITTED = "issue_emergency.submitted", _("Circular with the executives")
    URGENT_PUBLISHED = "issue_emergency.published", _("Circular published")
    URGENT_FIXED = "issue_emergency.fixed", _("Fixed in a standard")
    NONCONFORMITY_FOUND = "nonconformity.found", _("Nonconformity found")
    NONCONFORMITY_SENT_ROUND = "nonconformity.sent_round", _("Dispositions sent round")
    NONCONFORMITY_DECIDED = "nonconformity.decided", _("Dispositions approved")
    NONCONFORMITY_RETURNED = "nonconformity.returned", _("Dispositions given back")
    NONCONFORMITY_REJECTED_AGAIN = "nonconformity.rejected_again", _("Pieces rejected again")
    NONCONFORMITY_CLOSED = "nonconformity.closed", _("Nonconformity closed")
    NOTICE_ISSUED = "notice.issued", _("Rectification notice issued")
    NOTICE_ANSWERED = "notice.answered", _("Rectification answered")
    NOTICE_INSPECTED = "notice.inspected", _("Rectification inspected")
    ZEROING_OPENED = "zeroing.opened", _("Zeroing opened")
    ZEROING_LOCATED = "zeroing.located", _("Problem located")
    ZEROING_CAUSE_KNOWN = "zeroing.cause_known", _("Cause of the problem known")
    ZEROING_MEASURE_FIXED = "zeroing.measure_fixed", _("Measure against the problem fixed")
    ZEROING_SUBMITTED = "zeroing.submitted", _("Zeroing report sent round")
    ZEROING_ZEROED = "zeroing.zeroed", _("Problem zeroed")
    SALE_REGISTERED = "sale.registered", _("Order registered")
    SALE_ASKED = "sale.asked", _("Order unclear")
    SALE_CLARIFIED = "sale.clarified", _("Order clear")
    SALE_SENT_ROUND = "sale.sent_round", _("Order sent round for review")
    SALE_AGREED = "sale.agreed", _("Order can be met")
    SALE_REFUSED = "sale.refused", _("Order can't be met")
    SALE_RELEASED = "sale.released", _("Order may be shipped")
    SALE_PRODUCED = "sale.produced", _("Production of an order ordered")
    SALE_ANSWERED = "sale.answered", _("Delivery date answered")
    SALE_SHIPPED = "sale.shipped", _("Order shipped")
    SALE_CLOSED = "sale.closed", _("Order closed")
    ORDER_CHANGE_ASKED = "order_change.asked", _("Change of an order entered")
    ORDER_CHANGE_CONSENTED = "order_change.consented", _("Customer consents to a change")
    ORDER_CHANGE_AGREED = "order_change.agreed", _("Change of an order agreed")
    ORDER_CHANGE_DONE = "order_change.done", _("Change of an order in force")
    PRODUCTION_NOTICE_ISSUED = "production_notice.issued", _("Production notice issued")
    PRODUCTION_NOTICE_DONE = "production_notice.done", _("Production notice done")
    DELIVERY_SENT = "delivery.sent", _("Goods shipped")
    DELIVERY_RECEIVED = "delivery.received", _("Goods received by the customer")
    RETURN_REGISTERED = "return.registered", _("Return registered")
    RETURN_CONTACTED = "return.contacted", _("Return: first answer")
    RETURN_ARRIVED = "return.arrived", _("Returned goods arrived")
    RETURN_INSPECTED = "return.inspected", _("Returned goods inspected")
    RETURN_DECIDED = "return.decided", _("Return decided")
    RETURN_REPLIED = "return.replied", _("Return answered")
    RETURN_CLOSED = "return.closed", _("Return closed")
    ABNORMALITY_FOUND = "abnormality.found", _("Incoming abnormality found")
    ABNORMALITY_CONFIRMED = "abnormality.confirmed", _("Incoming abnormality confirmed")
    ABNORMALITY_CANCELLED = "abnormality.cancelled", _("Incoming abnormality not upheld")
    ABNORMALITY_ISSUED = "abnormality.issued", _("Corrective request sent to the supplier")
    ABNORMALITY_ANSWERED = "abnormality.answered", _("Supplier's answer")
    ABNORMALITY_ASKED_AGAIN = "abnormality.asked_again", _("Supplier asked again")
    ABNORMALITY_LINE_SET = "abnormality.line_set", _("Day on the line confirmed")
    ABNORMALITY_REVIEWED = "abnormality.reviewed", _("Incoming abnormality reviewed")
    ABNORMALITY_DISPOSED = "abnormality.disposed", _("Disposition of the lot decided")
    ABNORMALITY_CHARGED = "abnormality.charged", _("Hours of a concession entered")
    ABNORMALITY_SETTLED = "abnormality.settled", _("Deduction settled")
    ABNORMALITY_VERIFIED = "abnormality.verified", _("Next lots verified")
    ABNORMALITY_CLOSED = "abnormality.closed", _("Incoming abnormality closed")
    RATING_PROPOSED = "rating.proposed", _("Rating of a customer proposed")
    RATING_SUBMITTED = "rating.submitted", _("Rating of a customer sent for approval")
    RATING_APPROVED = "rating.approved", _("Rating of a customer approved")
    RATING_REFUSED = "rating.refused", _("Rating of a customer not approved")
    NEEDS_DUE = "needs.due", _("Customer to be asked for new needs")
    NEEDS_ANSWERED = "needs.answered", _("Customer asked for new needs")
    LEAD_OPENED = "lead.opened", _("Lead entered")
    LEAD_FOLLOWED = "lead.followed", _("Lead followed up")
    LEAD_ENDED = "lead.ended", _("Lead won or lost")


@dataclass(frozen=True, kw_only=True)
class RegulationSubmitted(Event):
    """A draft goes to the departments. Who circulates forms listens, and calls `begin_joint_review`."""

    name = "regulation.submitted"


@dataclass(frozen=True, kw_only=True)
class RegulationApproved(Event):
    """The general manager has approved a version."""

    name = "regulation.approved"


@dataclass(frozen=True, kw_only=True)
class RegulationInForce(Event):
    """From now on new cases follow this version."""

    name = "regulation.in_force"


@dataclass(frozen=True, kw_only=True)
class RegulationWithdrawn(Event):
    """A version no longer counts for new cases."""

    name = "regulation.withdrawn"


def _is_reviewed(version: Any) -> bool:
    return bool(version.review_state in (ReviewState.NONE, ReviewState.AGREED) and not version.has_objection)


_REVIEWED = Evidence("joint_review", _("agreement of the departments (joint review)"), _is_reviewed)
_HAS_CLAUSES = Evidence("clauses", _("at least one clause"), lambda version: version.clauses.exists())

S = VersionState
MOVES = MoveTable(
    VersionState,
    (
        Move("submit", _("Send to joint review"), (S.DRAFT,), S.IN_REVIEW, "regulations.draft",
             event=RegulationSubmitted, evidence=(_HAS_CLAUSES,), is_primary=True),
        Move("take_back", _("Back to draft"), (S.IN_REVIEW, S.APPROVED), S.DRAFT, "regulations.draft"),
        Move("approve", _("Approve"), (S.IN_REVIEW,), S.APPROVED, "regulations.approve",
             event=RegulationApproved, evidence=(_REVIEWED,), is_primary=True),
        Move("put_in_force", _("Put in force now"), (S.APPROVED,), S.IN_FORCE, "regulations.approve",
             event=RegulationInForce),
        Move("withdraw", _("Withdraw"), (S.IN_FORCE,), S.WITHDRAWN, "regulations.approve",
             event=RegulationWithdrawn, is_hidden=True),
    ),
    path=(S.DRAFT, S.IN_REVIEW, S.APPROVED, S.IN_FORCE),
)  # fmt: skip


class DisposalState(models.TextChoices):
    """Where a disposal list stands (REG-07)."""

    DRAWN_UP = "drawn_up", pgettext_lazy("disposal", "Waits for approval")
    APPROVED = "approved", pgettext_lazy("disposal", "Approved, to be destroyed")
    EXECUTED = "executed", pgettext_lazy("disposal", "Destroyed")
    REFUSED = "refused", pgettext_lazy("disposal", "Refused")


class DisposalOutcome(models.TextChoices):
    """What became of a line on a disposal list."""

    OPEN = "open", pgettext_lazy("disposal", "To be destroyed")
    DONE = "done", pgettext_lazy("disposal", "Destroyed")
    STRUCK = "struck", pgettext_lazy("disposal", "Struck off the list")
    KEPT = "kept", pgettext_lazy("disposal", "Kept after all")


D = DisposalState
DISPOSAL_MOVES = MoveTable(
    DisposalState,
    (
        Move("approve", pgettext_lazy("disposal", "Approve the list"), (D.DRAWN_UP,), D.APPROVED,
             "regulations.approve_disposal", is_primary=True),
        Move("refuse", pgettext_lazy("disposal", "Refuse the list"), (D.DRAWN_UP, D.APPROVED), D.REFUSED,
             "regulations.approve_disposal"),
        Move("execute", pgettext_lazy("disposal", "Destroy now"), (D.APPROVED,), D.EXECUTED,
             "regulations.execute_disposal", is_primary=True),
    ),
    path=(D.DRAWN_UP, D.APPROVED, D.EXECUTED),
)  # fmt: skip
