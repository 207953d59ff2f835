"""The states of requests, work orders and vouchers, the moves between them, and what they announce."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class Channel(models.TextChoices):
    """How a request reached us (SVC-01)."""

    HOTLINE = "hotline", _("Hotline")
    SITE = "site", _("Web site")
    QR = "qr", _("QR code")
    WEB = "web", _("Online form")
    EMAIL = "email", _("E-mail")
    WALK_IN = "walk_in", _("Walk-in")
    API = "api", _("Other system")
    IMPORT = "import", _("Imported ledger")


class Urgency(models.TextChoices):
    """How urgent the customer says it is."""

    NORMAL = "normal", _("Normal")
    URGENT = "urgent", _("Urgent")


class ServiceClass(models.TextChoices):
    """The four service classes of FULL 4.1 (SVC-09)."""

    A = "A", _("A paid")
    B = "B", _("B contract")
    C = "C", _("C free")
    D = "D", _("D general administration")


class Cause(models.TextChoices):
    """What made it fail, as the technician found it; decides exclusions (WAR-02)."""

    COMPONENT = "component", _("Component failure")
    INSTALLATION = "installation", _("Improper installation")
    MISUSE = "misuse", _("Human damage")
    FORCE_MAJEURE = "force_majeure", _("Force majeure")
    NO_FAULT = "no_fault", _("No fault found")


class Result(models.TextChoices):
    """How a visit ended."""

    FIXED = "fixed", _("Repaired, running normally")
    PROVISIONAL = "provisional", _("Running for now, part to be replaced")
    UNSOLVED = "unsolved", _("Not solved")


# -- events --------------------------------------------------------------------------------------


class RequestRegistered(Event):
    """A request came in."""

    name = "request.registered"


class RequestContacted(Event):
    """The customer was reached and told a first solution (ELEC)."""

    name = "request.contacted"


class RequestPassed(Event):
    """The request went to another owner."""

    name = "request.passed"


class RequestUrged(Event):
    """The customer had to call again (催办)."""

    name = "request.urged"


class CustomerWrote(Event):
    """The customer added a word on his page, whatever the state of the case."""

    name = "request.said"


@dataclass(frozen=True, kw_only=True)
class ShirkingReported(Event):
    """Somebody shirked his duty of first contact (首问负责制).

    Attributes:
        who: the colleague it is said of.
        note: what happened.
    """

    name: ClassVar[str] = "request.shirking"
    who: Any
    note: str


class RequestDispatched(Event):
    """A technician was assigned."""

    name = "request.dispatched"


class RequestInService(Event):
    """The technician is at work on it."""

    name = "request.in_service"


class RequestCompleted(Event):
    """The work is done and signed for."""

    name = "request.completed"


class RequestReopened(Event):
    """The work turned out not to be done."""

    name = "request.reopened"


class RequestClosed(Event):
    """The loop is closed."""

    name = "request.closed"


class RequestCancelled(Event):
    """The request was withdrawn."""

    name = "request.cancelled"


@dataclass(frozen=True, kw_only=True)
class OrderEvent(Event):
    """Something that happened on a work order; it concerns the request's time limits."""

    @property
    def about(self) -> Any:
        """The request the order belongs to."""
        return self.record.request


class OrderAssigned(OrderEvent):
    """A work order lies on a technician's list."""

    name = "order.assigned"


class OrderAccepted(OrderEvent):
    """The technician accepted the job."""

    name = "order.accepted"


class OrderDeparted(OrderEvent):
    """The technician is on the way."""

    name = "order.departed"


class OrderArrived(OrderEvent):
    """The technician is at the customer's."""

    name = "order.arrived"


class OrderDiagnosed(OrderEvent):
    """The fault is known."""

    name = "order.diagnosed"


class OrderCompleted(OrderEvent):
    """The technician has finished his work."""

    name = "order.completed"


class OrderWithdrawn(OrderEvent):
    """The job was taken back or declined."""

    name = "order.withdrawn"


class VoucherSigned(OrderEvent):
    """The customer signed the 「维修服务凭证」."""

    name = "voucher.signed"


# -- requests ------------------------------------------------------------------------------------


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
            "dispatch", _("Dispatch"), (RequestState.REGISTERED,), RequestState.DISPATCHED,
            "service.dispatch_request", RequestDispatched, is_primary=True,
        ),
        Move(
            "ask_approval", _("Ask for approval"), (RequestState.REGISTERED,), RequestState.AWAITING_APPROVAL,
            "service.dispatch_request", is_internal=True,
        ),
        Move(
            "approve", _("Approve and dispatch"), (RequestState.AWAITING_APPROVAL,), RequestState.DISPATCHED,
            "service.run_request", RequestDispatched, is_internal=True,
        ),
        Move(
            "refuse", _("Refuse"), (RequestState.AWAITING_APPROVAL,), RequestState.REGISTERED,
            "service.run_request", is_internal=True,
        ),
        Move(
            "recall", _("Take back"), WORKING, RequestState.REGISTERED,
            "service.run_request", is_internal=True,
        ),
        Move(
            "reassign", _("Reassign"), WORKING, RequestState.DISPATCHED,
            "service.dispatch_request", RequestDispatched,
        ),
        Move(
            "start", _("Start work"), (RequestState.DISPATCHED,), RequestState.IN_SERVICE,
            "service.run_request", RequestInService, is_internal=True,
        ),
        Move(
            "complete", _("Complete"), WORKING, RequestState.COMPLETED,
            "service.run_request", RequestCompleted, is_internal=True,
        ),
        Move(
            "contact", _("Contact the customer"), OPEN, "", "service.handle_request", RequestContacted,
        ),
        Move("hand_over", _("Hand over"), OPEN, "", "service.handle_request", RequestPassed, is_hidden=True),
        Move("pass_up", _("Pass to the manager"), OPEN, "", "service.handle_request", RequestPassed, is_hidden=True),
        Move("urge", _("Customer called again"), (*OPEN, RequestState.COMPLETED), "", "service.urge_request", RequestUrged),
        Move(
            "report_shirking", _("Report shirking"), (*OPEN, RequestState.COMPLETED, RequestState.CLOSED), "",
            "service.report_shirking", ShirkingReported, is_hidden=True,
        ),
        Move(
            "override_class", _("Override the class"), (*OPEN, RequestState.COMPLETED), "",
            "service.override_entitlement", is_hidden=True,
        ),
        Move("close", pgettext_lazy("request", "Close"), (RequestState.COMPLETED,), RequestState.CLOSED, "service.close_request", RequestClosed, is_primary=True),
        Move(
            "reopen", _("Reopen"), (RequestState.COMPLETED, RequestState.CLOSED, RequestState.CANCELLED),
            RequestState.REGISTERED, "service.reopen_request", RequestReopened, is_hidden=True,
        ),
        Move(
            "cancel", _("Cancel the request"), OPEN, RequestState.CANCELLED, "service.cancel_request", RequestCancelled,
            is_hidden=True,
        ),
    ],
    path=(
        RequestState.REGISTERED, RequestState.DISPATCHED, RequestState.IN_SERVICE, RequestState.COMPLETED,
        RequestState.CLOSED,
    ),
)  # fmt: skip


# -- work orders ---------------------------------------------------------------------------------


class OrderState(models.TextChoices):
    """Where a technician's job stands."""

    ASSIGNED = "assigned", _("Assigned")
    ACCEPTED = "accepted", pgettext_lazy("order", "Accepted")
    DEPARTED = "departed", pgettext_lazy("order", "On the way")
    ARRIVED = "arrived", _("On site")
    DIAGNOSED = "diagnosed", _("Diagnosed")
    COMPLETED = "completed", pgettext_lazy("order", "Work done")
    SIGNED = "signed", pgettext_lazy("order", "Signed")
    WITHDRAWN = "withdrawn", pgettext_lazy("order", "Withdrawn")


RUNNING = (OrderState.ASSIGNED, OrderState.ACCEPTED, OrderState.DEPARTED, OrderState.ARRIVED, OrderState.DIAGNOSED)

HAS_DIAGNOSIS = Evidence("diagnosis", _("findings and cause"), lambda order: bool(order.findings and order.cause))
HAS_WORK_DONE = Evidence("work", _("work done and result"), lambda order: bool(order.work_done and order.result))
HAS_TIME = Evidence("time", _("time used"), lambda order: order.minutes_spent is not None)

ORDER_MOVES = MoveTable(
    OrderState,
    [
        Move("accept", _("Accept"), (OrderState.ASSIGNED,), OrderState.ACCEPTED, "service.work_order", OrderAccepted, is_primary=True),
        Move(
            "decline", _("Decline"), (OrderState.ASSIGNED, OrderState.ACCEPTED), OrderState.WITHDRAWN,
            "service.work_order", OrderWithdrawn,
        ),
        Move("depart", _("On my way"), (OrderState.ACCEPTED,), OrderState.DEPARTED, "service.work_order", OrderDeparted, is_primary=True),
        Move(
            "arrive", _("I have arrived"), (OrderState.ACCEPTED, OrderState.DEPARTED), OrderState.ARRIVED,
            "service.work_order", OrderArrived, is_primary=True,
        ),
        Move(
            "diagnose", _("Save diagnosis"), (OrderState.ARRIVED, OrderState.DIAGNOSED), OrderState.DIAGNOSED,
            "service.work_order", OrderDiagnosed, evidence=(HAS_DIAGNOSIS,), is_primary=True,
        ),
        Move(
            "finish", pgettext_lazy("move", "Work done"), (OrderState.DIAGNOSED, OrderState.COMPLETED), OrderState.COMPLETED,
            "service.work_order", OrderCompleted, evidence=(HAS_DIAGNOSIS, HAS_WORK_DONE, HAS_TIME), is_primary=True,
        ),
        Move("sign", _("Customer signs"), (OrderState.COMPLETED,), OrderState.SIGNED, "service.sign_order", VoucherSigned, is_primary=True),
        Move(
            "file_paper", _("File the signed paper"), (OrderState.COMPLETED,), OrderState.SIGNED, "service.archive_paper",
            VoucherSigned,
        ),
        Move("withdraw", _("Take back"), RUNNING, OrderState.WITHDRAWN, "service.dispatch_request", OrderWithdrawn, is_internal=True),
    ],
    path=(
        OrderState.ASSIGNED, OrderState.ACCEPTED, OrderState.DEPARTED, OrderState.ARRIVED, OrderState.DIAGNOSED,
        OrderState.COMPLETED, OrderState.SIGNED,
    ),
)  # fmt: skip


class VoucherState(models.TextChoices):
    """A voucher is made when it is signed, and never changes."""

    ARCHIVED = "archived", _("Archived")


VOUCHER_MOVES = MoveTable(VoucherState, [], path=(VoucherState.ARCHIVED,))
