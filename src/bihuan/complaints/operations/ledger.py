"""Taking in a ledger of complaints: hundreds of rows a statement, each with number, history, limits, fault codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints import queries
from bihuan.complaints.models import Complaint, ComplaintFault
from bihuan.complaints.operations.intake import keepers_of
from bihuan.complaints.operations.reporting import facts_of
from bihuan.complaints.rules.ledger import kind_by_codes, kind_in_words
from bihuan.complaints.states import Complainant, ComplaintChannel, ComplaintKind, ComplaintState
from bihuan.complaints.states.complaints import ComplaintRegistered
from bihuan.customers.models import Customer
from bihuan.deadlines import operations as deadlines
from bihuan.kernel import bulk, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.moves import begin_many
from bihuan.kernel.numbering import take_each
from bihuan.kernel.privacy import blind_index, normalize_phone
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Department, Staff
from bihuan.products import operations as products
from bihuan.products.models import FaultCode, ProductModel, Unit
from bihuan.products.rules import serial_key
from bihuan.quality.operations.cases import report_cases
from bihuan.regulations.queries import holding_rules


@dataclass(kw_only=True)
class LedgerRow:
    """What a line of a ledger brings; empty is unknown and shown as such (CMP-01).

    Attributes:
        kind_of: "" where the ledger doesn't say: then the fault codes do, and without them it is quality.
        line: the product line or brand; with it a model that isn't in the catalogue is entered there.
        state: `registered`, or how far the case had come where it was kept.
    """

    description: str
    source_key: str
    complained_at: datetime | None = None
    kind_of: str = ""
    channel: str = ComplaintChannel.IMPORT
    complainant: str = Complainant.CUSTOMER
    state: str = ComplaintState.REGISTERED
    contact_name: str = ""
    phone: str = ""
    address: str = ""
    model: str = ""
    line: str = ""
    variant: str = ""
    model_year: int | None = None
    serial: str = ""
    batch: str = ""
    order_no: str = ""
    produced_on: date | None = None
    quantity: int | None = None
    defective: int | None = None
    fault_codes: tuple[str, ...] = ()
    demand_words: str = ""
    claimed: Decimal | None = None
    responsible: str = ""
    cause: str = ""
    result: str = ""
    remarks: str = ""


@dataclass
class _Known:
    """What a batch looks up, once for all its rows."""

    units: dict[str, Unit]
    customers: dict[str, Customer]
    models: dict[str, ProductModel]
    faults: dict[str, FaultCode]
    departments: dict[str, Department]
    kinds: dict[tuple[str, ...], str]
    groups: dict[str, str]
    keepers: dict[str, tuple[Staff | None, Staff | None]]
    taker: Staff | None


def refusal(row: LedgerRow) -> OperationError | None:
    """Return why a row can't come in, with the column; None when it can."""
    most, bad = row.quantity, row.defective
    if row.complained_at and row.complained_at > timezone.now():
        return OperationError(_("This lies in the future."), field="complained_at")
    if most is not None and bad is not None and bad > most:
        return OperationError(_("More defective than delivered: check both quantities."), field="defective")
    if row.claimed is not None and row.claimed < 0:
        return OperationError(_("An amount is not below nothing."), field="claimed")
    return None


@transaction.atomic
def register_many(rows: Sequence[LedgerRow], *, by: Actor) -> list[Complaint]:
    """Register the rows of a ledger; what is still open gets its limits, which begin when we learn of it: now.

    Quality hears of every product complaint, as it does of one registered by hand.

    Returns:
        the complaints, in the order of the rows.

    Raises:
        OperationError: a row that `refusal` refuses is among them.
    """
    permit(by, "complaints.import")
    now = timezone.now()
    if refused := next(filter(None, map(refusal, rows)), None):
        raise refused
    with holding_rules():
        known = _look_up(rows, by)
        complaints = [_complaint(row, known, now) for row in rows]
        numbers = take_each("CP", [one.complained_at for one in complaints])
        for one, number in zip(complaints, numbers, strict=True):
            one.number = number
        begin_many(complaints, by=by, source="import", at=now)
        fresh = [(one, now) for one in complaints if one.state == ComplaintState.REGISTERED]
        deadlines.start_many(fresh, event_name=ComplaintRegistered.name)
    bulk.insert(list(_faults(rows, complaints, known)))
    report_cases([(one, facts_of(one)) for one in complaints if not one.is_service], by=by)
    search.index_many(Complaint.kind(), [(one.pk, queries.searchable(one)) for one in complaints])
    return complaints


def _look_up(rows: Sequence[LedgerRow], by: Actor) -> _Known:
    serials = {serial_key(row.serial) for row in rows if row.serial}
    phones = {blind_index(phone) for row in rows if (phone := normalize_phone(row.phone))}
    units = Unit.objects.filter(serial_key__in=serials).select_related("model__line", "customer", "batch")
    named = {row.model.strip(): row.line.strip() for row in rows if row.model.strip()}
    codes = {code for row in rows for code in row.fault_codes}
    faults = products.name_faults(codes, by=by) if codes else {}
    kinds = {row.fault_codes: kind_of_codes(row.fault_codes, faults) for row in rows}
    groups = {kind: queries.group_of(kind) for kind in {*kinds.values(), *(row.kind_of for row in rows if row.kind_of)}}
    return _Known(
        units={unit.serial_key: unit for unit in units},
        customers={row.phone_index: row for row in Customer.objects.filter(phone_index__in=phones)},
        models=products.name_models(named, by=by), faults=faults, kinds=kinds,
        departments={one.name: one for one in Department.objects.all()}, groups=groups,
        keepers={group: keepers_of(group, by) for group in set(groups.values())},
        taker=by if isinstance(by, Staff) else None,
    )  # fmt: skip


def kind_of_codes(codes: Sequence[str], faults: Mapping[str, FaultCode]) -> str:
    """Return the kind of complaint that fault codes show: by their meaning in the catalogue, else by their field."""
    said = {code: faults[code].name for code in codes if faults[code].name}
    kinds_of = {code: kind_in_words(words) for code, words in said.items()}
    return kind_by_codes(codes, kinds_of) or ComplaintKind.QUALITY


def _complaint(row: LedgerRow, known: _Known, now: datetime) -> Complaint:
    phone = normalize_phone(row.phone)
    unit = known.units.get(serial_key(row.serial)) if row.serial else None
    customer = (unit.customer if unit else None) or (known.customers.get(blind_index(phone)) if phone else None)
    model = unit.model if unit else known.models.get(row.model.strip())
    kind = row.kind_of or known.kinds[row.fault_codes]
    group = known.groups[kind]
    owner, recorder = known.keepers[group]
    faults = [known.faults[code] for code in row.fault_codes]
    return Complaint(
        state=row.state, complained_at=min(row.complained_at or now, now), channel=row.channel,
        complainant=row.complainant, contact_name=row.contact_name[:80] or (customer.name if customer else ""),
        phone=phone, address=row.address[:200], customer=customer, unit=unit, model=model,
        model_text=model.code if model else row.model[:120], variant=row.variant[:120], model_year=row.model_year,
        serial_text=unit.serial if unit else row.serial[:60],
        batch=row.batch[:60] or (unit.batch.code if unit and unit.batch else ""), order_no=row.order_no[:40],
        produced_on=row.produced_on or (unit.produced_on if unit else None), quantity=row.quantity,
        defective=row.defective, kind_of=kind, group=group, description=row.description,
        fault_code=faults[0] if faults else None, demand_words=row.demand_words, claimed=row.claimed,
        responsible=known.departments.get(row.responsible), cause=row.cause, decision=row.result, remarks=row.remarks,
        owner=owner, recorded_by=recorder, taken_by=known.taker, source_key=row.source_key[:80],
    )  # fmt: skip


def _faults(rows: Sequence[LedgerRow], complaints: Sequence[Complaint], known: _Known) -> list[ComplaintFault]:
    return [
        ComplaintFault(complaint=one, code=known.faults[code], position=position)
        for row, one in zip(rows, complaints, strict=True)
        for position, code in enumerate(row.fault_codes, start=1)
    ]
