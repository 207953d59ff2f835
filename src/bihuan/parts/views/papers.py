"""Pages of transfers, stock-takings and write-offs."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.kernel import history
from bihuan.kernel.inputs import ShortNoteForm
from bihuan.kernel.moves import available
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.kernel.wording import daytime
from bihuan.parts import operations
from bihuan.parts.forms.papers import CountedForm, SendForm, WriteOffForm
from bihuan.parts.models import Place, StockCount, Transfer, WriteOff
from bihuan.parts.queries import papers as queries
from bihuan.parts.tables.papers import CountList, TransferList, WriteOffList
from bihuan.signoff.queries import forms as signoff

ON_A_PAGE = ("receive_transfer", "hand_in_count")


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
    return _paper(request, record, queries.of_transfer(record))


@for_record(StockCount, "parts.view")
def count(request: StaffRequest, record: StockCount) -> HttpResponse:
    """Show a stock-taking: blind while it is being counted, then the book beside the count."""
    return _paper(request, record, queries.of_count(record))


@for_record(WriteOff, "parts.view")
def write_off_paper(request: StaffRequest, record: WriteOff) -> HttpResponse:
    """Show a write-off: what, why, what it was worth, who approves it."""
    return _paper(request, record, queries.of_write_off(record, is_priced=request.user.has_perm("parts.see_cost")))


def _paper(request: StaffRequest, record: Any, paper: queries.Paper) -> HttpResponse:
    moves = available(record, request.user)
    context = {
        "record": record, "kind": record.kind(), "record_name": record._meta.verbose_name, "heading": paper.heading,
        "list": {"url": reverse(paper.list), "label": record._meta.verbose_name}, "printed": paper.form,
        "facts": paper.facts, "heads": paper.heads, "lines": paper.lines,
        "times": {state: daytime(at) for state, at in paper.times.items() if at},
        "moves": [move for move in moves if move.name not in ON_A_PAGE],
        "pages": [move for move in moves if move.name in ON_A_PAGE],
        "routes": signoff.for_record(record, request.user), "history": history.of(record.kind(), record.pk),
    }  # fmt: skip
    return page(request, "parts/paper.html", context)


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
    form = ShortNoteForm(request.POST or None)

    def work() -> StockCount:
        return operations.count_again(record, note=form.cleaned_data["note"], by=request.user)

    return _form(request, form, record, work, _("Count again"))


@staff_page("parts.view")
def write_offs(request: StaffRequest) -> HttpResponse:
    """List what was written off, and what waits for approval."""
    return WriteOffList(request).respond()


@for_record(Place, "parts.ask_write_off")
def ask_write_off(request: StaffRequest, record: Place) -> HttpResponse:
    """Ask to write pieces off."""
    form = WriteOffForm(request.POST or None, initial={"lines": request.GET.get("part", "")})

    def work() -> WriteOff:
        return operations.ask_write_off(record, by=request.user, **form.cleaned_data)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Set aside; it waits for approval."))
    back = record.get_absolute_url()
    crumbs = [(reverse("parts:places"), _("Places of parts")), (back, record.name)]
    return form_page(request, form, heading=_("Ask to write off"), back=back, crumbs=crumbs)


@require_POST
@for_record(WriteOff, "parts.write_off")
def write_off(request: StaffRequest, record: WriteOff) -> HttpResponse:
    """Approve it where no form circulates."""
    operations.write_off(record, by=request.user, revision=revision_seen(request))
    return done(request, record, _("Written off."))


@for_record(WriteOff, "parts.write_off")
def refuse_write_off(request: StaffRequest, record: WriteOff) -> HttpResponse:
    """Refuse it where no form circulates."""
    form = ShortNoteForm(request.POST or None)

    def work() -> WriteOff:
        return operations.refuse_write_off(
            record, note=form.cleaned_data["note"], by=request.user, revision=revision_seen(request)
        )

    return _form(request, form, record, work, _("Don't write off"))


LISTS = {Transfer: "parts:transfers", StockCount: "parts:counts", WriteOff: "parts:write_offs"}


def _form(request: StaffRequest, form: Any, record: Any, work: Any, heading: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    crumbs = [(reverse(LISTS[type(record)]), str(record._meta.verbose_name)), (back, record.number)]
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs)
