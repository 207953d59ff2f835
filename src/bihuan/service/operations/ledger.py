"""Taking in a whole ledger: hundreds of rows a statement, each with number, history, limits and search words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.deadlines import operations as deadlines
from bihuan.kernel import search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.moves import begin_many
from bihuan.kernel.numbering import take_each
from bihuan.kernel.privacy import blind_index, normalize_phone
from bihuan.organization.models import Outlet, Region, Staff
from bihuan.organization.queries import outlet_for
from bihuan.organization.rules import best_region
from bihuan.products.models import ProductModel, Unit
from bihuan.products.rules import serial_key
from bihuan.regulations.queries import holding_rules
from bihuan.service.models import ServiceRequest
from bihuan.service.operations import entitlement
from bihuan.service.queries import duty_dispatcher, searchable
from bihuan.service.states import Channel, RequestRegistered, RequestState, Urgency


@dataclass(kw_only=True)
class LedgerRow:
    """What a line of a ledger brings; empty is unknown and shown as such (SVC-01)."""

    description: str
    source_key: str
    reported_at: datetime | None = None
    contact_name: str = ""
    phone: str = ""
    address: str = ""
    region: str = ""
    model: str = ""
    serial: str = ""
    urgency: str = Urgency.NORMAL
    channel: str = Channel.IMPORT
    appointment_at: datetime | None = None
    remarks: str = ""
    extra: dict[str, str] = field(default_factory=dict)


@dataclass
class _Known:
    """What a batch looks up, once for all its rows."""

    units: dict[str, Unit]
    customers: dict[str, Customer]
    models: dict[str, ProductModel]
    regions: dict[int, Region]
    names: dict[str, int]
    owner: Staff | None
    receiver: Staff | None
    outlets: dict[int, Outlet | None] = field(default_factory=dict)
    decisions: entitlement.Alike = field(default_factory=entitlement.Alike)

    def region(self, row: LedgerRow) -> Region | None:
        """Return the region a row names, by its own column or inside the address."""
        found = best_region(f"{row.region} {row.address}", self.names)
        return self.regions[found] if found else None

    def outlet(self, region: Region | None) -> Outlet | None:
        """Return the outlet of a region; asked once for each."""
        if region is None:
            return None
        if region.pk not in self.outlets:
            self.outlets[region.pk] = outlet_for(region)
        return self.outlets[region.pk]


@transaction.atomic
def register_many(rows: Sequence[LedgerRow], *, by: Actor) -> list[ServiceRequest]:
    """Enter the rows of a ledger in the 「报修登记簿」 and start their limits.

    The clock of a limit begins when we learn of the trouble: for a row from the past that is now.

    Returns:
        the requests, in the order of the rows.
    """
    permit(by, "service.import_requests")
    now = timezone.now()
    known = _look_up(rows, by)
    with holding_rules():
        requests = [_request(row, known, now) for row in rows]
        _number(requests)
        begin_many(requests, by=by, source="import", at=now)
        deadlines.start_many([(request, now) for request in requests], event_name=RequestRegistered.name)
    search.index_many(ServiceRequest.kind(), [(request.pk, searchable(request)) for request in requests])
    return requests


def _look_up(rows: Sequence[LedgerRow], by: Actor) -> _Known:
    serials = {serial_key(row.serial) for row in rows if row.serial}
    phones = {blind_index(phone) for row in rows if (phone := normalize_phone(row.phone))}
    units = Unit.objects.filter(serial_key__in=serials).select_related("model__line", "customer", "site", "contract")
    customers = Customer.objects.filter(phone_index__in=phones)
    models = ProductModel.objects.select_related("line")
    regions = {region.pk: region for region in Region.objects.select_related("outlet__department", "parent__outlet")}
    return _Known(
        units={unit.serial_key: unit for unit in units}, customers={row.phone_index: row for row in customers},
        models={model.code.upper(): model for model in models}, regions=regions,
        names={region.name: region.pk for region in regions.values()},
        owner=by if isinstance(by, Staff) else duty_dispatcher(None),
        receiver=by if isinstance(by, Staff) else None,
    )  # fmt: skip


def _request(row: LedgerRow, known: _Known, now: datetime) -> ServiceRequest:
    phone = normalize_phone(row.phone)
    unit = known.units.get(serial_key(row.serial)) if row.serial else None
    customer = (unit.customer if unit else None) or (known.customers.get(blind_index(phone)) if phone else None)
    model = unit.model if unit else known.models.get(row.model.strip().upper())
    region = known.region(row)
    request = ServiceRequest(
        state=RequestState.REGISTERED,
        contact_name=row.contact_name[:80] or (customer.name if customer else ""),
        phone=phone,
        customer=customer,
        region=region,
        area=region.area if region else "",
        address=row.address[:200],
        unit=unit,
        model=model,
        model_text=model.code if model else row.model[:120],
        serial_text=unit.serial if unit else row.serial[:60],
        description=row.description,
        reported_at=min(row.reported_at or now, now),
        channel=row.channel,
        urgency=row.urgency,
        appointment_at=row.appointment_at,
        outlet=known.outlet(region),
        remarks=row.remarks,
        extra=row.extra,
        source_key=row.source_key[:80],
        owner=known.owner,
        received_by=known.receiver,
    )
    entitlement.decide_alike(request, known.decisions)
    return request


def _number(requests: list[ServiceRequest]) -> None:
    numbers = take_each("SR", [request.reported_at for request in requests])
    for request, number in zip(requests, numbers, strict=True):
        request.number = number
