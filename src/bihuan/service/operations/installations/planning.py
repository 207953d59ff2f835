"""An installation is planned from the sales contract: which units, for whom, when, by whom (SVC-18)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers import operations as customers
from bihuan.customers.models import Customer, Site
from bihuan.kernel import events, history, search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Outlet, Staff
from bihuan.products import operations as products
from bihuan.products.models import Unit
from bihuan.products.queries import recognise
from bihuan.service.models import Installation, InstallationUnit
from bihuan.service.models.installations import PLANNED_MINUTES
from bihuan.service.operations.installations.calendar import free_time, keep_time
from bihuan.service.operations.installations.crew import check_technician, said_of, set_companions
from bihuan.service.queries import installations as queries
from bihuan.service.states.installations import InstallationPlanned, InstallationState

MOST = 40  # units on one acceptance


@dataclass(frozen=True)
class Order:
    """What shall be installed.

    Attributes:
        sales_contract: its number.
        serials: of the units, as on their name plates.
        sold_on: the day of the contract, for units not sold to this customer on file yet.
        planned_at: when delivery and installation are agreed; `planned_minutes`: how long they take.
        site: where; None means the customer's only one.
        new_site: the name of one that is entered along with it, with `new_address`.
        companions: technicians besides the lead; `helpers`: others who are there, by name.
    """

    sales_contract: str
    customer: Customer
    serials: Sequence[str]
    sold_on: date
    planned_at: datetime
    planned_minutes: int = PLANNED_MINUTES
    site: Site | None = None
    new_site: str = ""
    new_address: str = ""
    technician: Staff | None = None
    companions: Sequence[Staff] = ()
    helpers: str = ""
    remarks: str = ""


@transaction.atomic
def plan(order: Order, *, by: Actor) -> Installation:
    """Plan delivery and installation of units sold under a contract; units in stock are sold to the customer.

    Raises:
        OperationError: no contract or unit; a serial number is unknown, stands twice, belongs to somebody else, was
            accepted already, or is being installed elsewhere; the site is another customer's, or he has several
            and none is named; somebody who shall go has something else at that time.
    """
    permit(by, "service.plan_installation")
    contract = required(order.sales_contract, _("Give the number of the sales contract."), field="sales_contract")
    check_technician(order.technician)
    order = replace(order, site=_site(order, by))
    units = units_of(order)
    job = Installation(
        state=InstallationState.PLANNED, sales_contract=contract, customer=order.customer, site=order.site,
        model=units[0].model, outlet=_outlet(order), technician=order.technician, helpers=order.helpers.strip(),
        planned_by=by if isinstance(by, Staff) else None, planned_at=order.planned_at,
        planned_minutes=order.planned_minutes, remarks=order.remarks.strip(),
    )  # fmt: skip
    job.number = next_number("IN", at=timezone.now())
    begin(job, by=by, note=contract)
    set_companions(job, order.technician, order.companions)
    if said := said_of(job):
        history.append(job, "entrust", by=by, note=said)
    keep_time(job, by=by)
    events.publish(InstallationPlanned(record=job, at=timezone.now(), by=by, is_new=True))
    InstallationUnit.objects.bulk_create(InstallationUnit(installation=job, unit=unit) for unit in units)
    for unit in units:
        hand_over_to(unit, order, by)
    search.index(Installation.kind(), job.pk, queries.searchable(job))
    return job


def hand_over_to(unit: Unit, order: Order, by: Actor) -> None:
    """Sell a unit in stock to the customer; note contract and site on one that is his already."""
    contract = order.sales_contract.strip()
    if unit.customer_id is None:
        products.sell(
            unit, customer=order.customer, sold_on=order.sold_on, site=order.site, sales_contract=contract, by=by
        )
    elif not unit.sales_contract or unit.site_id is None:
        fields: dict[str, Any] = {"sales_contract": unit.sales_contract or contract, "site": unit.site or order.site}
        products.change_unit(unit, by=SYSTEM, **fields)


def _site(order: Order, by: Actor) -> Site | None:
    if order.new_site.strip():
        known = order.customer.sites.filter(name=order.new_site.strip()).first()
        return known or customers.add_site(order.customer, name=order.new_site, address=order.new_address, by=by)
    if order.site and order.site.customer_id != order.customer.pk:
        raise OperationError(_("This site is another customer's."), field="site")
    sites = [order.site] if order.site else list(order.customer.sites.filter(is_active=True)[:2])
    if len(sites) > 1:
        raise OperationError(_("He has several sites; choose the one it is installed at."), field="site")
    return sites[0] if sites else None


def _outlet(order: Order) -> Outlet | None:
    if order.technician and order.technician.outlet:
        return order.technician.outlet
    region = (order.site.region if order.site else None) or order.customer.region
    return region.outlet if region else None


def units_of(order: Order) -> list[Unit]:
    """Return an order's units, locked.

    Raises:
        OperationError: one is unknown, stands twice, is somebody else's, accepted or in another installation.
    """
    serials = [one.strip() for one in order.serials if one.strip()]
    if not serials or len(serials) > MOST:
        raise OperationError(
            _("Give the serial numbers of the units, one a line, at most %(most)s.") % {"most": MOST}, field="serials"
        )
    found = [_known(serial) for serial in serials]
    if len({unit.pk for unit in found}) != len(found):
        raise OperationError(_("A serial number stands here twice."), field="serials")
    # Always in the order of their keys: two people who plan the same units wait for each other, they don't block.
    rows = {pk: locked(Unit.objects.select_related("model__line"), pk) for pk in sorted(one.pk for one in found)}
    units: list[Unit] = [rows[one.pk] for one in found]
    for unit in units:
        refuse_taken(unit, order.customer)
    return units


def _known(serial: str) -> Unit:
    unit = recognise(serial)
    if unit is None:
        words = _("No unit with serial no. %(serial)s is on file; enter it first.")
        raise OperationError(words % {"serial": serial}, field="serials")
    return unit


def refuse_taken(unit: Unit, customer: Customer, *, own: Installation | None = None) -> None:
    """Refuse a unit that is not there to be installed: another's, replaced, accepted, or in another installation.

    Raises:
        OperationError: which unit and why.
    """
    words, serial = "", {"serial": unit.serial, "day": unit.accepted_on}
    other = queries.running_of(unit, but=own)
    if unit.customer_id and unit.customer_id != customer.pk:
        words = _("%(serial)s was sold to another customer.")
    elif unit.replaced_by_id:
        words = _("%(serial)s was replaced by another unit.")
    elif unit.accepted_on:
        words = _("%(serial)s was accepted on %(day)s already; its warranty runs.")
    elif other:
        words, serial = _("%(serial)s is being installed under %(number)s."), {**serial, "number": other.number}
    if words:
        raise OperationError(words % serial, field="serials")


@transaction.atomic
def cancel(job: Installation, *, note: str, by: Actor, revision: int | None = None) -> Installation:
    """Give an installation up before it is commissioned; its units stay the customer's until that is corrected."""
    job = locked(Installation, job.pk, revision=revision)
    perform(job, "cancel", by=by, note=required(note, _("Write why.")))
    free_time(job, by=by)
    return job


@transaction.atomic
def comment(job: Installation, text: str, *, by: Actor) -> None:
    """Write something into its history."""
    history.comment(locked(Installation, job.pk), required(text, _("Write something first."), field="text"), by=by)
