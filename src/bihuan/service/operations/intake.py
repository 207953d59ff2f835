"""Taking a trouble in, whatever the channel (SVC-01): once, with its owner, class and time limits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Customer
from bihuan.deadlines import operations as deadlines
from bihuan.kernel import attachments, history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin
from bihuan.kernel.numbering import next_number
from bihuan.kernel.privacy import normalize_phone
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Region, Staff
from bihuan.organization.queries import outlet_for
from bihuan.products.models import ProductModel, SoftwareVersion, Unit
from bihuan.regulations.queries import ParameterView, holding_rules
from bihuan.service import queries
from bihuan.service.models import FaultClass, ServiceRequest
from bihuan.service.operations import entitlement, further
from bihuan.service.queries.further import offered, wanted
from bihuan.service.states import SOFTWARE_WORK, Channel, RequestRegistered, RequestState, Urgency, WorkKind


@dataclass(kw_only=True)
class Intake:
    """What is known of a trouble when it comes in; all but what is wrong may be unknown."""

    description: str
    channel: str = Channel.HOTLINE
    contact_name: str = ""
    phone: str = ""
    may_text: bool = False  # the customer agreed to text messages about this repair
    customer: Customer | None = None
    region: Region | None = None
    address: str = ""
    unit: Unit | None = None
    model: ProductModel | None = None
    model_text: str = ""
    serial_text: str = ""
    fault_class: FaultClass | None = None
    fault_on: date | None = None
    reported_at: datetime | None = None
    urgency: str = Urgency.NORMAL
    appointment_at: datetime | None = None
    remarks: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    source_key: str | None = None
    work_kind: str = WorkKind.REPAIR
    wanted_version: SoftwareVersion | None = None
    cause: str = ""  # where it is known beforehand: a planned upgrade
    photos: Sequence[Content] = ()
    asks_further: bool = True  # False where nobody was asked: what a clause wants is filled in on contact


@transaction.atomic
@holding_rules()
def register(intake: Intake, *, by: Actor, source: str = "web") -> ServiceRequest:
    """Enter a trouble in the 「报修登记簿」 and start its time limits.

    Whoever takes it owns it until it is done or handed over (首问负责制, SVC-03); what a customer
    enters himself belongs to the dispatcher on duty for his region.

    Raises:
        OperationError: neither a description nor a product is given, the time lies ahead, or a field is
            empty that a clause requires (REG-02).
    """
    permit(by, "service.take_in")
    now = timezone.now()
    _check(intake, now)
    request = draft(intake, now)
    request.extra = further.complete(request) if intake.asks_further else intake.extra
    _give_owner(request, by)
    request.number = next_number("SR", at=request.reported_at)
    begin(request, by=by, event=RequestRegistered, at=request.reported_at, source=source)
    search.index(ServiceRequest.kind(), request.pk, queries.searchable(request))
    for photo in intake.photos:
        attachments.attach(request, photo, by=by, purpose="photo")
    return request


def _check(intake: Intake, now: datetime) -> None:
    if not intake.description.strip():
        raise OperationError(_("Write what is wrong."), field="description")
    if intake.reported_at and intake.reported_at > now:
        raise OperationError(_("The time reported lies in the future."), field="reported_at")
    if intake.fault_on and intake.fault_on > timezone.localdate(intake.reported_at or now):
        raise OperationError(_FAULTY_LATER, field="fault_on")
    refuse_software(intake.work_kind, intake.wanted_version)
    if intake.phone and not normalize_phone(intake.phone):
        raise OperationError(_("This is no phone number."), field="phone")


def refuse_software(work_kind: str, wanted: SoftwareVersion | None) -> None:
    """Refuse software on a repair, and a version that was withdrawn.

    Raises:
        OperationError: at the field that is wrong.
    """
    if wanted is not None and work_kind not in SOFTWARE_WORK:
        raise OperationError(_("Software is wanted: choose software install or upgrade."), field="work_kind")
    if wanted is not None and wanted.withdrawn_on:
        raise OperationError(_("This version was withdrawn."), field="wanted_version")


def draft(intake: Intake, now: datetime) -> ServiceRequest:
    """Return the unsaved request with its entitlement: what clauses match on is complete."""
    request = compose(intake, now)
    entitlement.decide(request, cause=intake.cause)
    return request


def wanted_for(intake: Intake) -> list[ParameterView]:
    """Return the fields that clauses in force want on the register for what is known so far (REG-02)."""
    return wanted(draft(intake, timezone.now())) if offered() else []


def compose(intake: Intake, now: datetime) -> ServiceRequest:
    """Return the unsaved request with what follows from what is known: unit → customer, model, place."""
    unit = intake.unit or (queries.unit_for(intake.serial_text) if intake.serial_text else None)
    customer = intake.customer or (unit.customer if unit else None)
    model = intake.model or (unit.model if unit else queries.model_for(intake.model_text))
    region = intake.region or queries.region_in(intake.address) or _region_on_file(unit, customer)
    phone = normalize_phone(intake.phone) or (customer.phone if customer else "")
    return ServiceRequest(
        state=RequestState.REGISTERED,
        contact_name=intake.contact_name.strip() or (customer.name if customer else ""),
        phone=phone, may_text=intake.may_text,
        customer=customer, region=region, area=region.area if region else "",
        address=intake.address.strip() or _address_on_file(unit, customer),
        unit=unit, model=model, model_text=model.code if model else intake.model_text.strip()[:120],
        serial_text=unit.serial if unit else intake.serial_text.strip()[:60],
        fault_class=intake.fault_class, fault_on=intake.fault_on, description=intake.description.strip(),
        reported_at=intake.reported_at or now, channel=intake.channel, urgency=intake.urgency,
        appointment_at=intake.appointment_at, outlet=outlet_for(region),
        remarks=intake.remarks.strip(), extra=intake.extra, source_key=intake.source_key,
        work_kind=intake.work_kind or WorkKind.REPAIR, wanted_version=intake.wanted_version,
    )  # fmt: skip


def _address_on_file(unit: Unit | None, customer: Customer | None) -> Any:
    if unit and unit.site and unit.site.address:
        return unit.site.address
    return customer.address if customer else ""


def _region_on_file(unit: Unit | None, customer: Customer | None) -> Region | None:
    return (unit.site.region if unit and unit.site else None) or (customer.region if customer else None)


def _give_owner(request: ServiceRequest, by: Actor) -> None:
    if isinstance(by, Staff):
        request.received_by = request.owner = by
    else:
        request.owner = queries.duty_dispatcher(request.outlet)


_FAULTY_LATER = _("It can't have been faulty only after it was reported.")
EDITABLE = (
    "contact_name", "phone", "region", "address", "unit", "model", "model_text", "serial_text", "fault_class",
    "fault_on", "description", "urgency", "appointment_at", "remarks", "extra", "customer",
    "work_kind", "wanted_version", "may_text",
)  # fmt: skip


@transaction.atomic
def change(request: ServiceRequest, *, by: Actor, revision: int | None = None, **values: Any) -> ServiceRequest:
    """Correct what was entered; a corrected product or place is judged anew.

    Raises:
        Stale: somebody else changed it first.
        OperationError: a field can't be changed here.
    """
    request = locked(ServiceRequest, request.pk, revision=revision)
    permit(by, "service.change_request", request)
    if unknown := set(values) - set(EDITABLE):
        raise OperationError(_("Not changed here: %(fields)s.") % {"fields": ", ".join(sorted(unknown))})
    if (day := values.get("fault_on")) and day > timezone.localdate(request.reported_at):
        raise OperationError(_FAULTY_LATER, field="fault_on")
    wanted = values.get("wanted_version", request.wanted_version)
    refuse_software(values.get("work_kind", request.work_kind), wanted)
    values |= _following(request, values)
    if "extra" in values:
        values["extra"] = {**(request.extra or {}), **further.readable(request, values["extra"] or {})}
    before = request.facts()
    if history.change(request, by=by, **values):
        entitlement.decide_again(request, by=by)
        search.index(ServiceRequest.kind(), request.pk, queries.searchable(request))
        deadlines.rematch(request, before=before, by=by)
    return request


def _following(request: ServiceRequest, values: dict[str, Any]) -> dict[str, Any]:
    derived: dict[str, Any] = {}
    if (region := values.get("region")) and region != request.region:
        derived |= {"area": region.area, "outlet": request.outlet if request.technician_id else outlet_for(region)}
    if (unit := values.get("unit")) and unit != request.unit:
        derived |= {"serial_text": unit.serial, "model": unit.model, "model_text": unit.model.code}
        derived |= {"customer": request.customer or unit.customer}
    return derived
