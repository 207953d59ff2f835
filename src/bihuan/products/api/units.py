"""Units over the API."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from bihuan.customers.models import Customer
from bihuan.kernel import search
from bihuan.kernel.actors import permit
from bihuan.kernel.api import OnDay, Page, PageQuery, TokenAuth, answers, idempotent, page
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest
from bihuan.products import operations
from bihuan.products.models import Unit, UnitSoftware
from bihuan.products.queries import model_named, recognise
from bihuan.products.queries.software import history_of

router = Router(tags=["units"])
READ, WRITE = TokenAuth("units:read"), TokenAuth("units:write")


class UnitOut(Schema):
    """A unit; its customer by key, so that personal data stays with the customer."""

    id: int
    serial: str
    model: str = Field(alias="model.code")
    product_line: str = Field(alias="model.line.code")
    produced_on: date | None
    customer: int | None = Field(alias="customer_id")
    sold_on: date | None
    delivered_on: date | None
    sales_contract: str
    accepted_on: date | None
    warranty_months: int | None
    revision: int


class UnitChange(Schema):
    """What may be corrected; what is left out stays."""

    serial: str | None = Field(None, min_length=1, max_length=60)
    model: str | None = Field(None, max_length=60, description="Code of the model.")
    produced_on: OnDay | None = None
    customer: int | None = Field(None, description="Key of the customer.")
    sold_on: OnDay | None = None
    delivered_on: OnDay | None = None
    sales_contract: str | None = Field(None, max_length=40)
    warranty_months: int | None = Field(None, ge=0, le=600)


class UnitIn(UnitChange):
    """A new unit."""

    serial: str = Field(min_length=1, max_length=60)
    model: str = Field(max_length=60, description="Code of the model.")


class UnitPatch(UnitChange):
    """A correction of the revision that was read."""

    revision: int | None = Field(None, description="Refused with 409 when the unit has moved on.")


class AcceptanceIn(Schema):
    """The acceptance both sides signed."""

    accepted_on: OnDay


class UnitQuery(PageQuery):
    """A page of units, found by words or by serial number."""

    q: str = Field("", max_length=100, description="Part of serial number, model or contract.")
    serial: str = Field("", max_length=60, description="The serial number, however it is written.")


@router.get("/units", auth=READ, response=answers({200: Page[UnitOut]}))
def index(request: StaffRequest, query: Query[UnitQuery]) -> dict[str, Any]:
    """List units, newest first."""
    permit(request.user, "products.view")
    rows = Unit.objects.visible_to(request.user).select_related("model__line")
    if query.serial:
        found = recognise(query.serial)
        rows = rows.filter(pk=found.pk if found else None)
    if query.q.strip():
        rows = rows.filter(pk__in=search.matching(Unit.kind(), query.q))
    return page(rows, query)


@router.get("/units/{pk}", auth=READ, response=answers({200: UnitOut}))
def read(request: StaffRequest, pk: int) -> Unit:
    """Return one unit."""
    permit(request.user, "products.view")
    return _visible(request, pk)


@router.post("/units", auth=WRITE, response=answers({201: UnitOut}))
@idempotent(UnitOut, status=201)
def create(request: StaffRequest, payload: UnitIn) -> Unit:
    """Enter a unit."""
    return operations.register_unit(by=request.user, source="api", **_values(request, payload))


@router.patch("/units/{pk}", auth=WRITE, response=answers({200: UnitOut}))
@idempotent(UnitOut, status=200)
def change(request: StaffRequest, pk: int, payload: UnitPatch) -> Unit:
    """Correct a unit."""
    values = _values(request, payload)
    revision = values.pop("revision", None)
    unit = _visible(request, pk)
    return operations.change_unit(unit, by=request.user, revision=revision, source="api", **values)


@router.post("/units/{pk}/acceptance", auth=WRITE, response=answers({200: UnitOut}))
@idempotent(UnitOut, status=200)
def accept(request: StaffRequest, pk: int, payload: AcceptanceIn) -> Unit:
    """Register the acceptance that starts the warranty."""
    return operations.accept(_visible(request, pk), accepted_on=payload.accepted_on, by=request.user)


class InstalledOut(Schema):
    """A version a unit runs or ran."""

    software: str = Field(alias="software.code")
    name: str = Field(alias="software.name")
    version: str = Field(alias="version.version")
    released_on: date = Field(alias="version.released_on")
    is_current: bool
    is_newest: bool = Field(alias="version.is_newest", description="Whether it is the newest version released.")
    way: str
    installed_at: datetime
    job_number: str


@router.get("/units/{pk}/software", auth=READ, response=answers({200: list[InstalledOut]}))
def software(request: StaffRequest, pk: int) -> list[UnitSoftware]:
    """List what a unit runs and ran, the latest first; at most 200."""
    permit(request.user, "products.view")
    return list(history_of(_visible(request, pk))[:200])


def _visible(request: StaffRequest, pk: int) -> Unit:
    unit: Unit = Unit.objects.visible_to(request.user).select_related("model__line").get(pk=pk)
    return unit


def _values(request: StaffRequest, payload: UnitChange) -> dict[str, Any]:
    values = {name: value for name, value in payload.dict(exclude_unset=True).items() if value is not None}
    if "model" in values:
        values["model"] = model_named(values["model"])
        if values["model"] is None:
            raise OperationError(_("There is no such model."), field="model")
    if "customer" in values:
        values["customer"] = Customer.objects.visible_to(request.user).filter(pk=values["customer"]).first()
        if values["customer"] is None:
            raise OperationError(_("There is no such customer."), field="customer")
    return values
