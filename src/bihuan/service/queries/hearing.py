"""A call understood: who it is, what product, where, what it may be, whether we know of it already."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.kernel.privacy import Private, blind_index, mask_address, mask_phone, normalize_phone
from bihuan.organization.models import Region
from bihuan.organization.queries import region_in
from bihuan.products.models import ProductLine, ProductModel, RecallUnit, Unit
from bihuan.products.queries import recognise
from bihuan.products.queries.recalls import recalls_of
from bihuan.products.rules import serial_key
from bihuan.service.models import FaultClass, ServiceRequest
from bihuan.service.queries.intake import similar
from bihuan.service.rules import Heard, read_sentence

MOST = 6
MOBILE_SAID = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")
SUFFIXES = "区县市镇"


@dataclass
class Known:
    """What a call is about, as far as it could be told.

    Attributes:
        customers: more than one when the last four digits fit several.
        units: the customer's products; `unit` the one meant, if that is clear.
        place: the words that name where it is; address: the same, unless the file knows the place better.
        doubles: open requests of the same unit or phone that this person may see.
    """

    heard: Heard = field(default_factory=Heard)
    customer: Customer | None = None
    customers: list[Customer] = field(default_factory=list)
    unit: Unit | None = None
    units: list[Unit] = field(default_factory=list)
    model: ProductModel | None = None
    region: Region | None = None
    place: str = ""
    address: str = ""
    fault_class: FaultClass | None = None
    phone: str = ""
    description: str = ""
    doubles: list[ServiceRequest] = field(default_factory=list)

    @property
    def recalls(self) -> list[RecallUnit]:
        """Return the recalls in which the unit still has to be put right (WAR-07)."""
        return recalls_of(self.unit)

    def veiled(self, text: str) -> str:
        """Return words without the phone and the place they name: those are kept sealed, elsewhere (SEC-01)."""
        for said, mask in ((self.heard.phone, mask_phone), (self.place, mask_address)):
            text = text.replace(said, mask(said)) if said else text
        return MOBILE_SAID.sub(lambda found: mask_phone(found.group()), text)

    def intake(self) -> dict[str, Any]:
        """Return the values of an `Intake` that follow from it."""
        return {
            "description": self.veiled(self.description), "phone": self.phone,
            "customer": self.customer, "unit": self.unit, "model": self.model, "region": self.region,
            "address": self.address, "fault_class": self.fault_class,
            "contact_name": self.customer.name if self.customer else "",
            "urgency": "urgent" if self.heard.is_urgent else "normal", "appointment_at": self.heard.appointment_at,
        }  # fmt: skip


def understand(text: str, *, by: Actor, now: datetime | None = None) -> Known:
    """Return what a sentence is about; nothing is guessed that the sentence or our records don't say."""
    heard = read_sentence(text, timezone.localtime(now))
    known = Known(heard=heard, phone=normalize_phone(heard.phone))
    known.unit = _unit(heard.codes)
    known.region = region_in(text) or _region_by_stem(text)
    _customer(known, by)
    _product(known, text)
    known.place = next((part for part in heard.parts if known.region and _names(part, known.region)), "")
    known.address = "" if _on_file(known) else known.place
    known.region = known.region or (known.customer.region if known.customer else None)
    known.description = _description(known, text)
    known.fault_class = fault_class_in(known.description)
    known.doubles = doubles(unit=known.unit, phone=known.phone or _revealed(known.customer), by=by)
    return known


def recognised(*, serial: str, phone: str, by: Actor) -> Known:
    """Return what serial number and phone in a form lead to, while they are being typed (SVC-01)."""
    known = Known(phone=normalize_phone(phone), unit=recognise(serial) if serial.strip() else None)
    _customer(known, by)
    known.region = known.region or (known.customer.region if known.customer else None)
    known.doubles = doubles(unit=known.unit, phone=known.phone, by=by)
    return known


def doubles(*, unit: Unit | None, phone: str, by: Actor) -> list[ServiceRequest]:
    """Return open requests on the same unit or from the same phone: the customer may be calling again."""
    if unit is None and not phone:
        return []
    found = list(similar(unit=unit, phone=phone).select_related("technician", "owner"))
    mine = ServiceRequest.objects.visible_to(by).filter(pk__in=[one.pk for one in found]).values_list("pk", flat=True)
    visible = set(mine) if found else set()
    return [one for one in found if one.pk in visible]


def _unit(codes: tuple[str, ...]) -> Unit | None:
    keys = [serial_key(code) for code in codes]
    rows = Unit.objects.select_related("model__line", "customer__region", "site__region__outlet", "contract")
    return rows.filter(serial_key__in=keys).first() if keys else None


def _customer(known: Known, by: Actor) -> None:
    rows = Customer.objects.visible_to(by).select_related("region__outlet")
    if known.phone:
        known.customers = list(rows.filter(phone_index=blind_index(known.phone))[:MOST])
    elif known.heard.tail:
        tail = blind_index(known.heard.tail, purpose="phone-tail")
        known.customers = _narrowed(list(rows.filter(phone_tail=tail)[:MOST]), known.region)
    elif known.heard.parts:
        known.customers = list(rows.filter(name__in=known.heard.parts)[:MOST])
    if known.unit and known.unit.customer_id:
        known.customer = known.unit.customer
    elif len(known.customers) == 1:
        known.customer = known.customers[0]
    if known.customer:
        units = Unit.objects.filter(customer=known.customer).select_related(
            "model__line", "customer", "site__region__outlet", "contract"
        )
        known.units = list(units.order_by("-pk")[:MOST])


def _narrowed(customers: list[Customer], region: Region | None) -> list[Customer]:
    here = [one for one in customers if region and one.region_id == region.pk]
    return here or customers


def _product(known: Known, text: str) -> None:
    """Find the model or product line the sentence names, and with it the one unit that is meant."""
    if known.unit:
        return
    upper = text.upper()
    lines = [line.pk for line in ProductLine.objects.all() if line.name in text]
    models = {unit.model.code.upper(): unit.model for unit in known.units}
    known.model = next((model for code, model in models.items() if code in upper), None) or _model_in(known.heard)
    fitting = [
        unit
        for unit in known.units
        if (known.model and unit.model_id == known.model.pk)
        or (not known.model and (not lines or unit.model.line_id in lines))
    ]
    if len(fitting) == 1:
        known.unit, known.model = fitting[0], fitting[0].model


def _model_in(heard: Heard) -> ProductModel | None:
    rows = ProductModel.objects.select_related("line").filter(code__in=[code.upper() for code in heard.codes])
    return rows.first() if heard.codes else None


def fault_class_in(text: str) -> FaultClass | None:
    """Return the class whose name the description contains; the longest name wins (SVC-02)."""
    classes = FaultClass.objects.filter(is_active=True, parent__isnull=False).select_related("parent")
    found = [one for one in classes if one.name and one.name in text]
    return max(found, key=lambda one: len(one.name), default=None)


def _stem(name: str) -> str:
    """Return a region's name as people say it: 滨江 for 滨江区."""
    return name.rstrip(SUFFIXES) if len(name) > 2 else name


def _region_by_stem(text: str) -> Region | None:
    found = [one for one in Region.objects.select_related("outlet") if _stem(one.name) in text]
    return max(found, key=lambda one: (len(one.name), one.parent_id or 0), default=None)


def _names(part: str, region: Region) -> bool:
    return region.name in part or _stem(region.name) in part


def _on_file(known: Known) -> bool:
    """Tell whether the customer's file holds the place named, perhaps more exactly."""
    site = known.unit.site if known.unit else None
    kept = _plain(site.address if site else known.customer.address if known.customer else "").replace(" ", "")
    said = known.place.replace(" ", "")
    if known.region:
        said = said.replace(known.region.name, "").replace(_stem(known.region.name), "")
    return bool(kept and said in kept)


def _description(known: Known, text: str) -> str:
    names = {known.customer.name} if known.customer else set()
    gone = {known.place, *names}
    told = [part for part in known.heard.description.split("，") if part and part not in gone]
    return "，".join(told) or text.strip()


def _revealed(customer: Customer | None) -> str:
    return _plain(customer.phone if customer else "")


def _plain(value: Private | str) -> str:
    return value.reveal() if isinstance(value, Private) else value
