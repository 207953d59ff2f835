"""Where a quality issue stands, its moves and what it announces (ENGP, QPROC; QUA-04, QUA-05)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class IssueReported(Event):
    """A quality issue was reported."""

    name = "issue.reported"


class IssueProposed(Event):
    """Cases that no issue counts have reached a threshold together; `record` is the proposal."""

    name = "issue.proposed"


class IssueContained(Event):
    """The affected work is stopped and the goods are held back."""

    name = "issue.contained"


class IssueClassed(Event):
    """A person has confirmed the class."""

    name = "issue.classed"


class IssueInvestigated(Event):
    """What happened, how far it reaches and what it may lead to is known."""

    name = "issue.investigated"


class IssueCauseFound(Event):
    """The cause is found, or found anew; the responsible department is named."""

    name = "issue.cause_found"


class IssuePlanned(Event):
    """How it is handled is decided; «no treatment» with its reasons."""

    name = "issue.planned"


class IssueHandled(Event):
    """It is handled by the plan."""

    name = "issue.handled"


class IssueAccepted(Event):
    """The result was inspected and accepted."""

    name = "issue.accepted"


class IssueReportedOut(Event):
    """The report on the handling is written and goes to the parties."""

    name = "issue.reported_out"


class IssueClosed(Event):
    """All conditions for closing are fulfilled."""

    name = "issue.closed"


class IssueEmergencyCalled(Event):
    """The emergency procedure for a serious issue has begun (EMER)."""

    name = "issue.emergency"


class IssueReclassed(Event):
    """Another class is proposed now: a case came, was corrected or withdrawn."""

    name = "issue.reclassed"


class IssueState(models.TextChoices):
    """Where a quality issue stands."""

    REPORTED = "reported", pgettext_lazy("issue", "Reported")
    CONTAINED = "contained", pgettext_lazy("issue", "Contained")
    INVESTIGATED = "investigated", pgettext_lazy("issue", "Investigated")
    CAUSE_FOUND = "cause_found", pgettext_lazy("issue", "Cause found")
    PLANNED = "planned", pgettext_lazy("issue", "Planned")
    HANDLED = "handled", pgettext_lazy("issue", "Handled")
    ACCEPTED = "accepted", pgettext_lazy("issue", "Accepted")
    REPORTED_OUT = "reported_out", pgettext_lazy("issue", "Report written")
    CLOSED = "closed", pgettext_lazy("issue", "Closed")
    DROPPED = "dropped", pgettext_lazy("issue", "Dropped")


S = IssueState
EARLY = (S.REPORTED, S.CONTAINED, S.INVESTIGATED)
CAUSED = (S.CAUSE_FOUND, S.PLANNED, S.HANDLED, S.ACCEPTED, S.REPORTED_OUT)
OPEN_ISSUES = (*EARLY, *CAUSED)
RUN, HANDLE, JUDGE = "quality.run_issue", "quality.handle_issue", "quality.judge_issue"
SIGN = "quality.sign_report"

CONTAINMENT = Evidence("containment", _("what was stopped and held back"), lambda issue: bool(issue.containment))
FINDINGS = Evidence("investigation", _("findings of the investigation"), lambda issue: bool(issue.investigation))
HAS_CAUSE = Evidence(
    "cause", _("cause, its category and the responsible department"),
    lambda issue: bool(issue.cause and issue.cause_category and issue.department_id),
)  # fmt: skip
HAS_PLAN = Evidence("plan", _("handling plan"), lambda issue: bool(issue.plan))
ARGUED = Evidence(
    "argument", _("reasons why nothing is done"), lambda issue: not issue.is_no_treatment or bool(issue.argument)
)
HAS_RESULT = Evidence("handling", _("what was done"), lambda issue: bool(issue.handling))
CLASSED = Evidence("class", _("a class confirmed for the cases as they are"), lambda issue: issue.is_class_settled)
INSPECTED = Evidence("acceptance", _("result of the inspection"), lambda issue: bool(issue.acceptance))
GATES = Evidence("gates", _("every condition for closing"), lambda issue: not issue.open_gates())
SIGNED = Evidence("parties", _("the signature of every party"), lambda issue: not issue.awaited_parties())
SETTLED = Evidence("emergency", _("the end of the emergency procedure"), lambda issue: issue.running_emergency is None)
LIGHT = Evidence("light", _("a class that closes on an interim measure"), lambda issue: issue.closes_on_interim)

ISSUE_MOVES = MoveTable(
    IssueState,
    [
        Move("contain", _("Stop and contain"), (S.REPORTED,), S.CONTAINED, HANDLE, IssueContained,
             evidence=(CONTAINMENT,), is_primary=True),
        Move("investigate", _("Enter the investigation"), (S.CONTAINED,), S.INVESTIGATED, RUN, IssueInvestigated,
             evidence=(FINDINGS,), is_primary=True),
        Move("find_cause", _("Enter the cause"), (S.INVESTIGATED,), S.CAUSE_FOUND, RUN, IssueCauseFound,
             evidence=(HAS_CAUSE,), is_primary=True),
        Move("change_cause", _("Change the cause"), CAUSED, S.CAUSE_FOUND, RUN, IssueCauseFound,
             evidence=(HAS_CAUSE,), is_hidden=True),
        Move("plan", _("Decide the handling"), (S.CAUSE_FOUND,), S.PLANNED, RUN, IssuePlanned,
             evidence=(HAS_PLAN, ARGUED), is_primary=True),
        Move("handle", _("Enter the handling"), (S.PLANNED,), S.HANDLED, HANDLE, IssueHandled,
             evidence=(HAS_RESULT,), is_primary=True),
        Move("accept", pgettext_lazy("issue", "Accept"), (S.HANDLED,), S.ACCEPTED, JUDGE, IssueAccepted,
             evidence=(INSPECTED,), is_primary=True),
        Move("refuse", _("Not accepted"), (S.HANDLED,), S.PLANNED, JUDGE),
        Move("report_out", _("Write the report"), (S.ACCEPTED,), S.REPORTED_OUT, RUN, IssueReportedOut,
             evidence=(CLASSED,), is_primary=True),
        Move("close", pgettext_lazy("issue", "Close"), (S.REPORTED_OUT,), S.CLOSED, JUDGE, IssueClosed,
             evidence=(CLASSED, GATES, SIGNED, SETTLED), is_primary=True),
        Move("close_light", _("Close on the interim measure"), (S.CONTAINED,), S.CLOSED, JUDGE, IssueClosed,
             evidence=(CLASSED, LIGHT)),
        Move("confirm_class", _("Confirm the class"), OPEN_ISSUES, "", JUDGE, IssueClassed),
        Move("pass_gate", _("Enter evidence for closing"), CAUSED, "", RUN),
        Move("add_party", _("Add a party who signs"), CAUSED, "", RUN, is_hidden=True),
        Move("sign", _("Sign the report"), (S.REPORTED_OUT,), "", SIGN),
        Move("excuse_party", _("Without this signature"), (S.REPORTED_OUT,), "", RUN, is_internal=True),
        Move("open_emergency", _("Start the emergency procedure"), OPEN_ISSUES, "", "quality.open_emergency",
             IssueEmergencyCalled),
        Move("add_cases", _("Add cases"), OPEN_ISSUES, "", RUN),
        Move("drop_case", _("Take a case out"), OPEN_ISSUES, "", RUN, is_internal=True),
        Move("count_again", _("Class proposed anew"), (*OPEN_ISSUES, S.CLOSED, S.DROPPED), "", RUN,
             IssueReclassed, is_internal=True),
        Move("state_facts", _("State what harms"), OPEN_ISSUES, "", RUN),
        Move("drop", _("No quality issue"), EARLY, S.DROPPED, JUDGE, is_hidden=True),
        Move("reopen", pgettext_lazy("issue", "Reopen"), (S.CLOSED, S.DROPPED), S.CONTAINED, JUDGE, is_hidden=True),
    ],
    path=(S.REPORTED, S.CONTAINED, S.INVESTIGATED, S.CAUSE_FOUND, S.PLANNED, S.HANDLED, S.ACCEPTED, S.REPORTED_OUT,
          S.CLOSED),
)  # fmt: skip
