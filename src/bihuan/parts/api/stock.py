"""Parts and stock over the API, to be read."""

from decimal import Decimal
from typing import Any

from ninja import Field, Query, Router, Schema

from bihuan.kernel.actors import permit
from bihuan.kernel.api import Page, PageQuery, TokenAuth, answers, page
from bihuan.kernel.web import StaffRequest
from bihuan.parts.models import Part, Stock
from bihuan.parts.rules import code_key

router = Router(tags=["parts"])
READ = TokenAuth("parts:read")


class PartOut(Schema):
    """A spare part; prices in CNY."""

    id: int
    code: str
    name: str
    unit_of_measure: str
    list_price: Decimal
    is_serialised: bool
    is_due_back: bool
    is_obsolete: bool
    revision: int


class StockOut(Schema):
    """How many of a part lie at a place."""

    id: int
    part: str = Field(alias="part.code")
    place: str = Field(alias="place.code")
    place_kind: str = Field(alias="place.place_kind")
    quantity: int
    safety_stock: int
    reserve: int


class PartQuery(PageQuery):
    """A page of parts."""

    code: str = Field("", max_length=40, description="The part number, however it is written.")


class StockQuery(PageQuery):
    """A page of levels."""

    part: str = Field("", max_length=40, description="The part number, however it is written.")
    place: str = Field("", max_length=30, description="Code of the place.")
    low: bool = Field(False, description="Only below safety stock.")


@router.get("/parts", auth=READ, response=answers({200: Page[PartOut]}))
def parts(request: StaffRequest, query: Query[PartQuery]) -> dict[str, Any]:
    """List spare parts, newest first."""
    permit(request.user, "parts.view")
    rows = Part.objects.visible_to(request.user)
    return page(rows.filter(code_key=code_key(query.code)) if query.code else rows, query)


@router.get("/stock", auth=READ, response=answers({200: Page[StockOut]}))
def stock(request: StaffRequest, query: Query[StockQuery]) -> dict[str, Any]:
    """List levels of the places one may see."""
    permit(request.user, "parts.view")
    rows = Stock.objects.visible_to(request.user).filter(place__is_active=True).select_related("part", "place")
    if query.part:
        rows = rows.filter(part__code_key=code_key(query.part))
    if query.place:
        rows = rows.filter(place__code=query.place)
    return page(rows.low() if query.low else rows, query)
