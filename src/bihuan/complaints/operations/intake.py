"""Taking a complaint in, whatever the channel (CMP-01): once, numbered, classified, in somebody's hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints import queries
from bihuan.complaints.models import Complaint
from bihuan.complaints.operations import faults
from bihuan.complaints.policies import service_keepers
from bihuan.complaints.states import (
    Complainant,
    ComplaintChannel,
    ComplaintGroup,
    ComplaintKind,
    ComplaintState,
    Sample,
)
from bihuan.complaints.states.complaints import ComplaintChanged, ComplaintRegistered
from bihuan.customers.models import Customer, Visit
from bihuan.deadlines import operations as deadlines
from bihuan.kernel import attachments, events, history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin
from bihuan.kernel.numbering import next_number
from bihuan.kernel.privacy import normalize_phone
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Department, Outlet, Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.products.models import FaultCode, ProductModel, Unit
from bihuan.products.queries import model_named, recognise
from bihuan.regulations.queries import holding_rules
from bihuan.service.models import ServiceRequest

KEEPERS = (Post.SALES_CLERK, Post.SALES, Post.QUALITY, Post.SERVICE_MANAGER)


@dataclass(kw_only=True)
class Grievance:
    """What is known of a complaint when it comes in; all but what it is about may be unknown."""

    description: str
    kind_of: str = ComplaintKind.QUALITY
    channel: str = ComplaintChannel.HOTLINE
    complained_at: datetime | None = None
    complainant: str = Complainant.CUSTOMER
    contact_name: str = ""
    phone: str = ""
    other_contact: str = ""
    address: str = ""
    background: str = ""
    customer: Customer | None = None
    order_no: str = ""
    unit: Unit | None = None
    model: ProductModel | None = None
    model_text: str = ""
    serial_text: str = ""
    packing: str = ""
    batch: str = ""
    produced_on: date | None = None
    delivered_on: date | None = None
    quantity: int | None = None
    defective: int | None = None
    returned: int | None = None
    bought_at: str = ""
    circumstances: str = ""
    happened_on: date | None = None
    fault_code: FaultCode | None = None
    fault_codes: Sequence[str] = ()
    demand: str = ""
    demand_words: str = ""
    claimed: Decimal | None = None
    loss: Decimal | None = None
    has_loss: bool = True
    is_injury: bool = False
    harms_reputation: bool = False
    at_assembly: bool = False
    sanction: str = ""
    sample: str = Sample.NONE
    severity: str = ""
    request: ServiceRequest | None = None
    visit: Visit | None = None
    concerned: Department | None = None
    about_staff: Staff | None = None
    source_key: str | None = None
    photos: Sequence[Content] = ()


@transaction.atomic
@holding_rules()
def register(grievance: Grievance, *, by: Actor, source: str = "web") -> Complaint:
    """Register a complaint, give it a number and an owner, start its time limits (CMP-01, CMP-02, CMP-08).

    A complaint about service goes to the administration, whoever takes it down; the department concerned
    doesn't register what is said of it.

    Raises:
        OperationError: it says nothing, a number or a day can't be, or the phone is none.
    """
    permit(by, "complaints.register")
    now = timezone.now()
    complaint = _composed(grievance, now)
    check(complaint, now)
    named = faults.resolve(grievance.fault_codes, complaint.model, by)
    complaint.fault_code = named[0] if named else complaint.fault_code
    _give(complaint, by)
    complaint.number = next_number("CP", at=complaint.complained_at)
    begin(complaint, by=by, event=ComplaintRegistered, at=complaint.complained_at, source=source)
    search.index(Complaint.kind(), complaint.pk, queries.searchable(complaint))
    faults.name(complaint, named or list(filter(None, [complaint.fault_code])))
    for photo in grievance.photos:
        attachments.attach(complaint, photo, by=by, purpose="photo")
    if complaint.request:
        said = {"complaint": [None, complaint.number]}
        history.append(complaint.request, "complained", by=by, changes=said, note=complaint.number)
    return complaint


def check(complaint: Complaint, now: datetime) -> None:
    """Refuse what can't be.

    Raises:
        OperationError: at the field that is wrong.
    """
    complaint.description = required(complaint.description, _("Write what is complained of."), field="description")
    if complaint.complained_at > now:
        raise OperationError(_("This lies in the future."), field="complained_at")
    if complaint.happened_on and complaint.happened_on > timezone.localdate(complaint.complained_at):
        raise OperationError(_("It can't have happened after the complaint."), field="happened_on")
    most, bad = complaint.quantity, complaint.defective
    if most is not None and bad is not None and bad > most:
        raise OperationError(_("More defective than delivered: check both quantities."), field="defective")
    if complaint.returned is not None and most is not None and complaint.returned > most:
        raise OperationError(_("More returned than delivered: check both quantities."), field="returned")


def _composed(given: Grievance, now: datetime) -> Complaint:
    """Return the unsaved complaint with what follows from what is known: request → unit → customer, model, batch."""
    request = given.request
    unit = given.unit or (recognise(given.serial_text) if given.serial_text else None)
    unit = unit or (request.unit if request else None)
    customer = given.customer or (request.customer if request else None) or (unit.customer if unit else None)
    model = given.model or (unit.model if unit else model_named(given.model_text))
    model = model or (request.model if request else None)
    if given.phone and not normalize_phone(given.phone):
        raise OperationError(_("This is no phone number."), field="phone")
    return Complaint(
        state=ComplaintState.REGISTERED, complained_at=given.complained_at or now, channel=given.channel,
        complainant=given.complainant, contact_name=_first(given.contact_name, request, customer),
        phone=normalize_phone(given.phone) or _on_file("phone", request, customer),
        other_contact=given.other_contact.strip(), background=given.background.strip(),
        address=given.address.strip() or _on_file("address", request, customer), customer=customer,
        order_no=given.order_no.strip(), unit=unit, model=model,
        model_text=model.code if model else given.model_text.strip()[:120],
        serial_text=unit.serial if unit else given.serial_text.strip()[:60], packing=given.packing.strip(),
        batch=given.batch.strip() or (unit.batch.code if unit and unit.batch else ""),
        produced_on=given.produced_on or (unit.produced_on if unit else None),
        delivered_on=given.delivered_on or (unit.sold_on if unit else None), quantity=given.quantity,
        defective=given.defective, returned=given.returned, bought_at=given.bought_at.strip(), kind_of=given.kind_of,
        group=queries.group_of(given.kind_of), description=given.description, circumstances=given.circumstances.strip(),
        happened_on=given.happened_on, fault_code=given.fault_code, demand=given.demand,
        demand_words=given.demand_words.strip(), claimed=given.claimed, loss=given.loss, has_loss=given.has_loss,
        is_injury=given.is_injury, harms_reputation=given.harms_reputation, at_assembly=given.at_assembly,
        sanction=given.sanction, sample=given.sample,
        severity=given.severity, request=request, visit=given.visit, outlet=_outlet(request),
        concerned=given.concerned or _place(given), about_staff=given.about_staff, source_key=given.source_key,
    )  # fmt: skip


def _first(name: str, request: ServiceRequest | None, customer: Customer | None) -> str:
    return name.strip() or (request.contact_name if request else "") or (customer.name if customer else "")


def _on_file(name: str, *records: Any) -> Any:
    return next((getattr(record, name) for record in records if record is not None and getattr(record, name)), "")


def _outlet(request: ServiceRequest | None) -> Outlet | None:
    return request.outlet if request else None


def _place(given: Grievance) -> Department | None:
    """Return the department of the colleague complained of, else the one that did the repair."""
    if given.about_staff and given.about_staff.department:
        return given.about_staff.department
    outlet = _outlet(given.request)
    is_service = queries.group_of(given.kind_of) == "service"
    return outlet.department if is_service and outlet else None


def keepers_of(group: str, by: Actor) -> tuple[Staff | None, Staff | None]:
    """Return who gets a ledger's complaints of a group, and who counts as their recorder."""
    posts = service_keepers() if group == ComplaintGroup.SERVICE else list(KEEPERS)
    taker = by if isinstance(by, Staff) else None
    if taker is not None and taker.holds(*posts):
        return taker, taker
    found = (one for post in posts for one in holders(post, at=timezone.now()))
    return next(found, taker), taker if group == ComplaintGroup.PRODUCT else None


def _give(complaint: Complaint, by: Actor) -> None:
    """Say whose it is: the administration's for service, else who took it in, as far as he keeps complaints."""
    taker = by if isinstance(by, Staff) else None
    complaint.taken_by = taker
    keepers = service_keepers() if complaint.is_service else list(KEEPERS)
    may_keep = taker is not None and taker.holds(*keepers)
    if complaint.is_service and taker is not None and complaint.concerned_id:
        may_keep = may_keep and taker.department_id != complaint.concerned_id
    complaint.recorded_by = taker if may_keep or not complaint.is_service else None
    found = [one for post in keepers for one in holders(post, at=timezone.now())]
    others = [one for one in found if one.pk != complaint.about_staff_id]
    complaint.owner = taker if may_keep else next(iter(others), taker)


EDITABLE = (
    "complained_at", "channel", "complainant", "contact_name", "phone", "other_contact", "address", "background",
    "customer", "order_no", "unit", "model", "model_text", "serial_text", "packing", "batch", "produced_on",
    "delivered_on", "quantity", "defective", "returned", "bought_at", "kind_of", "description", "circumstances",
    "happened_on", "demand", "demand_words", "claimed", "loss", "has_loss", "is_injury",
    "harms_reputation", "at_assembly", "sanction", "sample", "severity", "concerned", "about_staff",
)  # fmt: skip


def _rename(complaint: Complaint, named: list[FaultCode], by: Actor) -> bool:
    """Have a locked complaint name other faults, with both lists in its history; tell whether they are others."""
    before = faults.named(complaint)
    if [one.pk for one in before] == [one.pk for one in named]:
        return False
    faults.name(complaint, named)
    complaint.fault_code = named[0] if named else None
    complaint.save(update_fields=["fault_code", "updated_at"])
    words = [" ".join(one.code for one in codes) for codes in (before, named)]
    history.append(complaint, "change", by=by, changes={"fault_code": words})
    return True


@transaction.atomic
def change(
    complaint: Complaint, *, by: Actor, revision: int | None = None, fault_codes: Sequence[str] | None = None,
    **values: Any,
) -> Complaint:  # fmt: skip
    """Correct what was registered; limits and proposals follow what is now known.

    Args:
        fault_codes: every code it names; None leaves them as they are.

    Raises:
        Stale: somebody else changed it first.
        OperationError: a field can't be changed here, or quantities don't add up.
    """
    complaint = locked(Complaint, complaint.pk, revision=revision)
    permit(by, "complaints.change_complaint", complaint)
    if unknown := set(values) - set(EDITABLE):
        raise OperationError(_("Not changed here: %(fields)s.") % {"fields": ", ".join(sorted(unknown))})
    if "kind_of" in values:
        values["group"] = queries.group_of(values["kind_of"])
    before = complaint.facts()
    for name, value in values.items():
        setattr(complaint, name, value)
    check(complaint, timezone.now())
    model = complaint.model
    complaint.refresh_from_db(fields=list(values))
    is_renamed = fault_codes is not None and _rename(complaint, faults.resolve(fault_codes, model, by), by)
    if history.change(complaint, by=by, **values) or is_renamed:
        search.index(Complaint.kind(), complaint.pk, queries.searchable(complaint))
        deadlines.rematch(complaint, before=before, by=by)
        events.publish(ComplaintChanged(record=complaint, at=timezone.now(), by=by))
    return complaint
