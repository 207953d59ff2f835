"""What a superior's word on a dispatch brings about (CO, SVC-07)."""

from typing import Any

from bihuan.service.models import ServiceRequest
from bihuan.service.operations.dispatch import APPROVAL_FORM, approved, refused
from bihuan.service.states import RequestState


def _awaits(event: Any) -> bool:
    request = event.record
    is_ours = isinstance(request, ServiceRequest) and event.circulation.form == APPROVAL_FORM
    return bool(is_ours and request.state == RequestState.AWAITING_APPROVAL)


def on_agreed(event: Any) -> None:
    """Send the technician the superior agreed to."""
    if _awaits(event):
        approved(event.record, by=event.by)


def on_refused(event: Any) -> None:
    """Give the request back to the dispatcher, with the superior's words in its history."""
    if _awaits(event):
        refused(event.record, note=str(event.circulation))
