"""Where a request stands, and its moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.moves import Move, MoveTable
from bihuan.service.states.events import (
    RequestBackToPlanning,
    RequestCancelled,
    RequestClosed,
    RequestCompleted,
    RequestContacted,
    RequestDispatched,
    RequestInService,
    RequestPassed,
    RequestReopened,
    RequestUrged,
)


class RequestState(models.TextChoices):
    """Where a request stands."""

    REGISTERED = "registered", _("To be dispatched")
    AWAITING_APPROVAL = "awaiting_approval", _("Awaiting approval")
    DISPATCHED = "dispatched", pgettext_lazy("request", "Dispatched")
    IN_SERVICE = "in_service", _("Under repair")
    COMPLETED = "completed", _("Completed")
    CLOSED = "closed", pgettext_lazy("request", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("request", "Cancelled")


OPEN = (
    RequestState.REGISTERED,
    RequestState.AWAITING_APPROVAL,
    RequestState.DISPATCHED,
    RequestState.IN_SERVICE,
)
WORKING = (RequestState.DISPATCHED, RequestState.IN_SERVICE)

REQUEST_MOVES = MoveTable(
    RequestState,
    [
        Move(
            "dispatch",
            _("Dispatch"),
            (RequestState.REGISTERED,),
            RequestState.DISPATCHED,
            "service.dispatch_request",
            RequestDispatched,
            is_primary=True,
            by_consent=(RequestState.AWAITING_APPROVAL,),
        ),
        Move(
            "ask_approval",
            _("Ask for approval"),
            (RequestState.REGISTERED, *WORKING),
            RequestState.AWAITING_APPROVAL,
            "service.dispatch_request",
            is_internal=True,
        ),
        Move(
            "approve",
            _("Approve and dispatch"),
            (RequestState.AWAITING_APPROVAL,),
            RequestState.DISPATCHED,
            "service.run_request",
            RequestDispatched,
            is_internal=True,
        ),
        Move(
            "refuse",
            _("Refuse"),
            (RequestState.AWAITING_APPROVAL,),
            RequestState.REGISTERED,
            "service.run_request",
            is_internal=True,
        ),
        Move(
            "plan_again",
            _("Back to planning"),
            (RequestState.AWAITING_APPROVAL,),
            RequestState.REGISTERED,
            "service.run_request",
            RequestBackToPlanning,
            is_internal=True,
        ),
        Move(
            "recall",
            _("Take back"),
            WORKING,
            RequestState.REGISTERED,
            "service.run_request",
            is_internal=True,
        ),
        Move(
            "reassign",
            _("Reassign"),
            WORKING,
            RequestState.DISPATCHED,
            "service.dispatch_request",
            RequestDispatched,
        ),
        Move(
            "start",
            _("Start work"),
            (RequestState.DISPATCHED,),
            RequestState.IN_SERVICE,
            "service.run_request",
            RequestInService,
            is_internal=True,
        ),
        Move(
            "receive",
            _("Take in for bench repair"),
            (RequestState.REGISTERED, *WORKING),
            RequestState.IN_SERVICE,
            "service.receive_goods",
            RequestInService,
        ),
        Move(
            "complete",
            _("Complete"),
            WORKING,
            RequestState.COMPLETED,
            "service.run_request",
            RequestCompleted,
            is_internal=True,
        ),
        Move(
            "contact",
            _("Contact the customer"),
            OPEN,
            "",
            "service.handle_request",
            RequestContacted,
        ),
        Move("hand_over", _("Hand over"), OPEN, "", "service.handle_request", RequestPassed, is_hidden=True),
        Move("pass_up", _("Pass to the manager"), OPEN, "", "service.handle_request", RequestPassed, is_hidden=True),
        Move(
            "urge",
            _("Customer called again"),
            (*OPEN, RequestState.COMPLETED),
            "",
            "service.urge_request",
            RequestUrged,
        ),
        Move(
            "report_shirking",
            _("Report shirking"),
            (*OPEN, RequestState.COMPLETED, RequestState.CLOSED),
            "",
            "service.report_shirking",
            is_hidden=True,
        ),
        Move(
            "override_class",
            _("Override the class"),
            (*OPEN, RequestState.COMPLETED),
            "",
            "service.override_entitlement",
            is_hidden=True,
        ),
        Move(
            "override",
            _("Override the entitlement"),
            (*OPEN, RequestState.COMPLETED),
            "",
            "service.override_entitlement",
            is_hidden=True,
        ),
        Move(
            "undo_override",
            _("Take the override back"),
            (*OPEN, RequestState.COMPLETED),
            "",
            "service.override_entitlement",
            is_internal=True,
        ),
        Move(
            "ask_override",
            _("Ask for approval of an override"),
            (*OPEN, RequestState.COMPLETED),
            "",
            "service.run_request",
            is_internal=True,
        ),
        Move(
            "approve_override",
            _("Override approved"),
            tuple(RequestState),
            "",
            "service.run_request",
            is_internal=True,
        ),
        Move(
            "refuse_override",
            _("Override refused"),
            tuple(RequestState),
            "",
            "service.run_request",
            is_internal=True,
        ),
        Move(
            "close",
            pgettext_lazy("request", "Close"),
            (RequestState.COMPLETED,),
            RequestState.CLOSED,
            "service.close_request",
            RequestClosed,
            is_primary=True,
            by_consent=(RequestState.REGISTERED,),
        ),
        Move(
            "reopen",
            _("Reopen"),
            (RequestState.COMPLETED, RequestState.CLOSED, RequestState.CANCELLED),
            RequestState.REGISTERED,
            "service.reopen_request",
            RequestReopened,
            is_hidden=True,
        ),
        Move(
            "cancel",
            _("Cancel the request"),
            OPEN,
            RequestState.CANCELLED,
            "service.cancel_request",
            RequestCancelled,
            is_hidden=True,
        ),
    ],
    path=(
        RequestState.REGISTERED,
        RequestState.DISPATCHED,
        RequestState.IN_SERVICE,
        RequestState.COMPLETED,
        RequestState.CLOSED,
    ),
)
