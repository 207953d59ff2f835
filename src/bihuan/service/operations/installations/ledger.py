"""A delivery list from Excel: each line a unit, those of one contract, customer and site one installation (SVC-18)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer, Site
from bihuan.kernel import history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.products import operations as products
from bihuan.products import queries as product_queries
from bihuan.products.operations.ledger import customer_named
from bihuan.service.models import Installation, InstallationUnit
from bihuan.service.models.installations import PLANNED_MINUTES
from bihuan.service.operations.installations import planning
from bihuan.service.operations.installations.crew import check_technician
from bihuan.service.operations.slots import first_free
from bihuan.service.queries import installations as queries
from bihuan.service.states.installations import InstallationState


@dataclass(frozen=True, kw_only=True)
class DeliveryRow:
    """A line of a delivery list: one unit.

    Attributes:
        planned_at: when it is delivered and installed; of a line with the day alone (`is_day_only`) the first hour
            from then on at which the technician has time.
        site: the site's name; a new one needs `address`.
        technician: by name.
    """

    sales_contract: str
    model: str
    serial: str
    customer: str
    planned_at: datetime
    phone: str = ""
    site: str = ""
    address: str = ""
    technician: str = ""
    remarks: str = ""
    is_day_only: bool = False


@transaction.atomic
def bring_in(row: DeliveryRow, *, by: Actor) -> Installation:
    """Plan the installation of a line's unit, or put it to the one of its contract that is planned already.

    A unit that is not on file is entered; its model must be known.

    Raises:
        OperationError: model, customer, site or technician can't be told, the unit is another customer's,
            accepted, on file as another model, or in an installation already.
    """
    permit(by, "service.plan_installation")
    contract = required(row.sales_contract, _("Give the number of the sales contract."), field="sales_contract")
    customer = customer_named(required(row.customer, _("Give the customer."), field="customer"), row.phone, by=by)
    if customer is None:
        raise OperationError(_("No such customer: %(name)s.") % {"name": row.customer}, field="customer")
    _enter(row, by)
    site = _site(row, customer)
    planned = Installation.objects.filter(
        sales_contract=contract, customer=customer, state=InstallationState.PLANNED, **_when(row)
    )
    known = (planned.filter(site=site) if site else planned).order_by("pk").first()
    order = planning.Order(
        sales_contract=contract, customer=customer, serials=[row.serial], sold_on=timezone.localdate(),
        planned_at=row.planned_at, site=site, new_site="" if site else row.site, new_address=row.address,
        technician=_technician(row.technician), remarks=row.remarks,
    )  # fmt: skip
    if known is None or (row.site and not site):
        return planning.plan(_at_free_hour(order) if row.is_day_only else order, by=by)
    return _join(known, order, by)


def _when(row: DeliveryRow) -> dict[str, datetime]:
    if not row.is_day_only:
        return {"planned_at": row.planned_at}
    return {"planned_at__gte": row.planned_at, "planned_at__lt": row.planned_at + timedelta(hours=12)}


def _at_free_hour(order: planning.Order) -> planning.Order:
    if order.technician is None:
        return order
    free = first_free([order.technician], order.planned_at, PLANNED_MINUTES)
    return replace(order, planned_at=free or order.planned_at)


def _join(job: Installation, order: planning.Order, by: Actor) -> Installation:
    job = locked(Installation, job.pk)
    if job.lines.count() >= planning.MOST:
        raise OperationError(_("At most %(most)s units on one acceptance.") % {"most": planning.MOST}, field="serial")
    (unit,) = planning.units_of(order)
    InstallationUnit.objects.create(installation=job, unit=unit)
    planning.hand_over_to(unit, order, by)
    history.append(job, "add_unit", by=by, note=unit.serial, source="import")
    search.index(Installation.kind(), job.pk, queries.searchable(job))
    return job


def _enter(row: DeliveryRow, by: Actor) -> None:
    model = product_queries.model_named(row.model)
    if model is None:
        raise OperationError(_("There is no such model: %(model)s.") % {"model": row.model}, field="model")
    known = product_queries.recognise(row.serial)
    if known is None:
        products.register_unit(serial=row.serial, model=model, by=by, source="import")
    elif known.model_id != model.pk:
        raise OperationError(_("%(serial)s is on file as another model.") % {"serial": known.serial}, field="model")


def _site(row: DeliveryRow, customer: Customer) -> Site | None:
    """Return the site a line names; None for the only one, or for one to be entered."""
    if not row.site:
        return None
    found: Site | None = customer.sites.filter(name=row.site).order_by("-is_active", "pk").first()
    if found is None and not row.address:
        raise OperationError(_("%(site)s is not on file; give its address.") % {"site": row.site}, field="site")
    return found


def _technician(name: str) -> Staff | None:
    if not name:
        return None
    found = list(Staff.objects.active().filter(name=name)[:2])
    if len(found) != 1:
        words = _("No technician, or several, of this name: %(name)s.")
        raise OperationError(words % {"name": name}, field="technician")
    check_technician(found[0])
    technician: Staff = found[0]
    return technician
