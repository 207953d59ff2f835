"""Pieces that come back because of a complaint are counted with it, and nowhere else (RET-01, QUA-01)."""

from bihuan.complaints.models import Complaint
from bihuan.complaints.operations.reporting import facts_of
from bihuan.kernel import events, history
from bihuan.kernel.events import Event
from bihuan.kernel.records import locked
from bihuan.orders.queries.returns import pieces_about
from bihuan.orders.states import returns
from bihuan.quality.models import ReportedCase
from bihuan.quality.operations.cases import report_case


def follow(event: Event) -> None:
    """Keep the complaint's quantity returned, and its case, in step with the returns that follow from it."""
    one = event.record
    if one.subject_kind != Complaint.kind():
        return
    complaint = locked(Complaint, one.subject_id)
    pieces = pieces_about(Complaint.kind(), complaint.pk)
    if history.change(complaint, by=event.by, verb="goods_came_back", note=one.number, returned=pieces):
        standing = ReportedCase.objects.standing()
        if standing.filter(source_kind=Complaint.kind(), source_id=complaint.pk).exists():
            report_case(complaint, facts_of(complaint), by=event.by)


def subscribe() -> None:
    """Hear of returns."""
    for told in (returns.ReturnRegistered, returns.ReturnArrived, returns.ReturnChanged, returns.ReturnCancelled):
        events.subscribe(told, follow)
