"""What requests and work orders announce."""

from dataclasses import dataclass
from typing import Any, ClassVar

from bihuan.kernel.events import Event

OF_A_VISIT = (
    "order.assigned", "order.accepted", "order.departed", "order.arrived", "order.diagnosed", "order.completed",
)  # fmt: skip


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


class RequestDispatched(Event):
    """A technician was assigned."""

    name = "request.dispatched"


@dataclass(frozen=True, kw_only=True)
class RequestBackToPlanning(Event):
    """A superior agreed to a dispatch that the calendar no longer allows.

    Attributes:
        why: what came between.
    """

    name: ClassVar[str] = "request.back_to_planning"
    why: str = ""


class RequestInService(Event):
    """The technician is at work on it: he stands before the customer, or the customer has brought it in."""

    name = "request.in_service"
    also = (RequestContacted.name,)


class RequestCompleted(Event):
    """The work is done and signed for."""

    name = "request.completed"
    outruns = OF_A_VISIT


class RequestReopened(Event):
    """The work turned out not to be done."""

    name = "request.reopened"
    begins_again = "request.registered"


class RequestClosed(Event):
    """The loop is closed."""

    name = "request.closed"
    outruns = OF_A_VISIT


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


@dataclass(frozen=True, kw_only=True)
class OrderMoved(OrderEvent):
    """A job was put to another time, or its crew was changed.

    Attributes:
        people: whose day it changes.
        words: what changed, for those who are told.
    """

    name: ClassVar[str] = "order.moved"
    people: tuple[Any, ...] = ()
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class NextOffered(Event):
    """Somebody is free, and the oldest waiting request that he may do is this one (SVC-08).

    Attributes:
        technician: who is free.
        may_take: he may take it himself.
    """

    name: ClassVar[str] = "request.offered"
    technician: Any
    may_take: bool = False


class ReportSubmitted(Event):
    """A technician handed in his 「技术员工作日报表」."""

    name = "report.submitted"


class VoucherSigned(OrderEvent):
    """The customer signed the 「维修服务凭证」."""

    name = "voucher.signed"
