"""Pages of transfers and stock-takings."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.kernel import history
from bihuan.kernel.moves import available
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, staff_page
from bihuan.parts import operations
from bihuan.parts.forms.papers import CountedForm, SendForm
from bihuan.parts.forms.stock import NoteForm
from bihuan.parts.models import Place, StockCount, Transfer
from bihuan.parts.tables.papers import CountList, TransferList


@staff_page("parts.view")
def transfers(request: StaffRequest) -> HttpResponse:
    """List transfers."""
    return TransferList(request).respond()


@staff_page("parts.view")
def counts(request: StaffRequest) -> HttpResponse:
    """List stock-takings."""
    return CountList(request).respond()


@for_record(Place, "parts.issue")
def send(request: StaffRequest, record: Place) -> HttpResponse:
    """Send parts from a place to another."""
    form = SendForm(request.POST or None, source=record, by=request.user)

    def work() -> Transfer:
        return operations.send(record, by=request.user, **form.cleaned_data)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Parts on the way"))
    back = record.get_absolute_url()
    return form_page(request, form, heading=_("Send parts"), back=back, crumbs=[(back, record.name)])


@for_record(Transfer, "parts.view")
def transfer(request: StaffRequest, record: Transfer) -> HttpResponse:
    """Show a transfer: what was sent, what arrived."""
    return page(request, "parts/transfer.html", _facts(request, record))


@for_record(StockCount, "parts.view")
def count(request: StaffRequest, record: StockCount) -> HttpResponse:
    """Show a stock-taking: the book beside the count."""
    return page(request, "parts/count.html", _facts(request, record))


def _facts(request: StaffRequest, record: Any) -> dict[str, Any]:
    return {
        "record": record,
        "lines": record.lines.select_related("part"),
        "moves": available(record, request.user),
        "history": history.of(record.kind(), record.pk),
    }


@for_record(Transfer, "parts.receive_transfer")
def receive_transfer(request: StaffRequest, record: Transfer) -> HttpResponse:
    """Receive what was sent, as counted."""
    form = CountedForm(request.POST or None, paper=record)

    def work() -> Transfer:
        return operations.receive_transfer(record, form.pieces(), note=form.cleaned_data["note"], by=request.user)

    return _form(request, form, record, work, _("Receive"))


@require_POST
@for_record(Place, "parts.receive")
def begin_count(request: StaffRequest, record: Place) -> HttpResponse:
    """Begin the stock-taking of a place."""
    return done(request, operations.begin_count(record, by=request.user))


@for_record(StockCount, "parts.count")
def hand_in_count(request: StaffRequest, record: StockCount) -> HttpResponse:
    """Enter what lay there."""
    form = CountedForm(request.POST or None, paper=record)

    def work() -> StockCount:
        return operations.hand_in_count(record, form.pieces(), by=request.user)

    return _form(request, form, record, work, _("Enter the count"))


@require_POST
@for_record(StockCount, "parts.approve_count")
def approve_count(request: StaffRequest, record: StockCount) -> HttpResponse:
    """Approve the differences."""
    operations.approve_count(record, by=request.user)
    return done(request, record, _("Stock adjusted"))


@for_record(StockCount, "parts.approve_count")
def count_again(request: StaffRequest, record: StockCount) -> HttpResponse:
    """Have it counted again."""
    form = NoteForm(request.POST or None)

    def work() -> StockCount:
        return operations.count_again(record, note=form.cleaned_data["note"], by=request.user)

    return _form(request, form, record, work, _("Count again"))


def _form(request: StaffRequest, form: Any, record: Any, work: Any, heading: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    lists = reverse("parts:transfers" if isinstance(record, Transfer) else "parts:counts")
    crumbs = [(lists, str(record._meta.verbose_name)), (back, record.number)]
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs)
