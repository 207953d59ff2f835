"""Pages of the stock: levels, the book, taking in, safety stock, the technician's van."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, staff_page
from bihuan.parts import operations
from bihuan.parts.forms.stock import LevelsForm, ReceiveForm
from bihuan.parts.models import Place
from bihuan.parts.queries import owed_by, van_of
from bihuan.parts.queries.stock import stock_at
from bihuan.parts.tables.stock import StockList, StockMoveList


@staff_page("parts.view")
def stock(request: StaffRequest) -> HttpResponse:
    """List what lies where."""
    return StockList(request).respond()


@staff_page("parts.view")
def moves(request: StaffRequest) -> HttpResponse:
    """List the book of moves."""
    return StockMoveList(request).respond()


@for_record(Place, "parts.receive")
def receive(request: StaffRequest, record: Place) -> HttpResponse:
    """Take pieces into a place's stock."""
    form = ReceiveForm(request.POST or None, initial={"part": request.GET.get("part", "")})
    return _form(
        request, form, record, lambda values: operations.receive(place=record, by=request.user, **values),
        _("Take into stock"), _("Taken in."),
    )  # fmt: skip


@for_record(Place, "parts.set_levels")
def levels(request: StaffRequest, record: Place) -> HttpResponse:
    """Set safety stock and emergency reserve of a part at a place."""
    form = LevelsForm(request.POST or None, initial={"part": request.GET.get("part", "")})
    return _form(
        request, form, record, lambda values: operations.set_levels(place=record, by=request.user, **values),
        _("Safety stock"), _("Saved."),
    )  # fmt: skip


@staff_page("parts.carry")
def van(request: StaffRequest) -> HttpResponse:
    """Show a technician what he carries, what is low, and which faulty parts he owes."""
    place = van_of(request.user)
    rows = stock_at(place) if place else []
    context = {
        "place": place,
        "rows": [row for row in rows if row.quantity or row.safety_stock],
        "kinds": sum(row.quantity > 0 for row in rows),
        "owed": owed_by(request.user),
    }
    return page(request, "parts/van.html", context)


def _form(request: StaffRequest, form: Any, place: Place, work: Any, heading: str, message: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, lambda: work(form.cleaned_data)):
        return done(request, place, message)
    back = place.get_absolute_url()
    crumbs = [(reverse("parts:places"), _("Places of parts")), (back, place.name)]
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs)
