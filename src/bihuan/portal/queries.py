"""What a customer may see of his case: where it stands, who comes, what we promised, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines.queries import for_record
from bihuan.feedback.models import OpinionCard
from bihuan.feedback.queries import card_of
from bihuan.kernel.history import HistoryEntry
from bihuan.kernel.privacy import blind_index, normalize_phone
from bihuan.organization.models import Staff
from bihuan.parts.models import Loan
from bihuan.people.queries import valid_skills
from bihuan.products.models import Unit
from bihuan.regulations.queries import ParameterView
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.queries.further import chosen_region
from bihuan.service.queries.loans import lent_to
from bihuan.service.queries.record import orders_of, story
from bihuan.service.states import OrderState, RequestState

# Which step of the five a state belongs to: received, dispatched, on site, repaired, rated.
STAGE = {
    RequestState.REGISTERED: 0, RequestState.AWAITING_APPROVAL: 0, RequestState.DISPATCHED: 1,
    RequestState.IN_SERVICE: 2, RequestState.COMPLETED: 3, RequestState.CLOSED: 4, RequestState.CANCELLED: 0,
}  # fmt: skip


@dataclass(frozen=True)
class Tracked:
    """A case as its tracking page shows it."""

    request: ServiceRequest
    headline: str
    stage: int
    technician: Staff | None
    skills: list[str]
    promises: list[Any]
    events: list[tuple[datetime, str, str]]
    card: OpinionCard | None
    order: WorkOrder | None
    loan: Loan | None = None


def further_for(values: Mapping[str, Any], *, unit: Unit | None, serial: str, channel: str) -> list[ParameterView]:
    """Return the fields that clauses want on a customer's report, by what he has said so far (REG-02)."""
    said = {name: str(values.get(name) or "")[:200] for name in ("address", "serial", "model")}
    intake = service.Intake(
        description="", channel=channel, unit=unit, serial_text=said["serial"] or serial, model_text=said["model"],
        address=said["address"], region=chosen_region(values.get("region")),
    )  # fmt: skip
    return service.wanted_for(intake)


def case_by_number(number: str, phone: str) -> ServiceRequest | None:
    """Return the case of this number if the phone is the one given with it (SVC-22)."""
    index = blind_index(normalize_phone(phone))
    if not index:
        return None
    return ServiceRequest.objects.filter(number=number.strip().upper(), phone_index=index).first()


def tracked(pk: int) -> Tracked:
    """Return all that the tracking page shows.

    Raises:
        ServiceRequest.DoesNotExist: the case is gone.
    """
    rows = ServiceRequest.objects.select_related("technician", "model__line", "unit", "outlet", "fault_class")
    request = rows.get(pk=pk)
    orders = orders_of(request)
    order = next((one for one in orders if one.state != OrderState.WITHDRAWN), None)
    technician = request.technician
    told = [
        (entry.at, words, said)
        for entry in story(request, orders)
        if (words := told_as(entry))
        for said in [_said(entry)]
    ]
    return Tracked(
        request=request, headline=headline(request, order), stage=_stage(request, order), technician=technician,
        skills=_skills(technician), promises=for_record(request),
        events=told[::-1], card=card_of(request), order=order, loan=lent_to(request),
    )  # fmt: skip


def _skills(technician: Staff | None) -> list[str]:
    return sorted(valid_skills([technician.pk], timezone.localdate())[technician.pk]) if technician else []


def _stage(request: ServiceRequest, order: WorkOrder | None) -> int:
    on_the_way = order is not None and order.state == OrderState.DEPARTED
    return 2 if on_the_way and request.state == RequestState.DISPATCHED else STAGE[RequestState(request.state)]


def headline(request: ServiceRequest, order: WorkOrder | None) -> str:
    """Return where the case stands in one line, as one would say it."""
    name = request.technician.name[:1] if request.technician else ""
    if request.state in {RequestState.DISPATCHED, RequestState.IN_SERVICE} and order:
        words = {
            OrderState.ASSIGNED: _("A technician has been assigned"),
            OrderState.ACCEPTED: _("Technician %(name)s has accepted the job"),
            OrderState.DEPARTED: _("Technician %(name)s is on the way"),
            OrderState.ARRIVED: _("Technician %(name)s is with you"),
            OrderState.DIAGNOSED: _("The fault is found, being repaired"),
            OrderState.COMPLETED: _("Repaired, please sign"),
            OrderState.SIGNED: _("Repaired"),
        }
        return words.get(OrderState(order.state), "") % {"name": name}
    return {
        RequestState.REGISTERED: _("We have your request and are assigning a technician"),
        RequestState.AWAITING_APPROVAL: _("We have your request and are assigning a technician"),
        RequestState.COMPLETED: _("Repaired, please rate us"),
        RequestState.CLOSED: _("Finished, thank you"),
        RequestState.CANCELLED: _("This request was cancelled"),
    }.get(RequestState(request.state), "")


def told_as(entry: HistoryEntry) -> str:
    """Return how a customer is told of a history entry; empty when it is not for him."""
    if entry.verb in {"comment", "urge"}:
        return _("You wrote") if entry.source == "portal" else ""
    words = {
        ("service.servicerequest", "register"): _("Your request was registered"),
        ("service.servicerequest", "contact"): _("We called you"),
        ("service.servicerequest", "dispatch"): _("A technician was assigned"),
        ("service.servicerequest", "approve"): _("A technician was assigned"),
        ("service.servicerequest", "reassign"): _("Another technician was assigned"),
        ("service.workorder", "accept"): _("The technician accepted the job"),
        ("service.workorder", "depart"): _("The technician set out"),
        ("service.workorder", "arrive"): _("The technician arrived"),
        ("service.workorder", "diagnose"): _("The fault was found"),
        ("service.workorder", "finish"): _("The work was done"),
        ("service.workorder", "sign"): _("You signed the service voucher"),
        ("service.servicerequest", "lend_loaner"): _("You received a loaner"),
        ("service.servicerequest", "loaner_back"): _("You gave the loaner back"),
        ("service.servicerequest", "reopen"): _("We took it up again"),
        ("service.servicerequest", "close"): _("The case was closed"),
        ("service.servicerequest", "cancel"): _("The request was cancelled"),
    }
    return words.get((entry.kind, entry.verb), "")


def _said(entry: HistoryEntry) -> str:
    return entry.note if entry.source == "portal" or entry.verb == "contact" else ""
