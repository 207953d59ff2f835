"""Returns: the list, a new one, the page (RET-01, RET-02)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.remarks import add_file, add_remark
from bihuan.kernel.web import (
    StaffRequest,
    attempt,
    done,
    for_record,
    form_page,
    require_post,
    revision_seen,
    staff_page,
)
from bihuan.orders.forms.returns import ReturnForm
from bihuan.orders.models import GoodsReturn, Order
from bihuan.orders.operations import registering, returning
from bihuan.orders.queries import returns as queries
from bihuan.orders.tables.returns import Returns
from bihuan.products.models import Unit
from bihuan.quality.queries.zeroing import subject_of
from bihuan.service.views.steps import shown

LONGEST_KEY = 18


@staff_page("orders.view_returns")
def returns(request: StaffRequest) -> HttpResponse:
    """List the returns."""
    may = request.user.has_perm("orders.register_return")
    return Returns(request).respond(
        add_url=reverse("orders:register_return") if may else "", add_label=_("Register a return")
    )


@staff_page("orders.register_return")
def register_return(request: StaffRequest) -> HttpResponse:
    """Register a return: by itself, or of an order, a unit, a complaint (`?order=…`, `?unit=…`, `?kind=…&id=…`)."""
    by, asked = request.user, request.GET
    subject = subject_of(asked.get("kind", ""), asked.get("id", ""), by)
    order, unit = _named(Order, asked.get("order", ""), by), _named(Unit, asked.get("unit", ""), by)
    start = {"registered_at": timezone.localtime(), "customer": asked.get("customer", "")}
    start |= queries.start(order=order, unit=unit, subject=subject)
    form = ReturnForm(request.POST or None, request.FILES or None, by=by, initial=start)

    def work() -> Any:
        return returning.register_return(form.announcement(), subject=subject, by=by)

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("%(number)s registered.") % {"number": made.number})
    from_where: Any = subject or order or unit
    back = from_where.get_absolute_url() if from_where else reverse("orders:returns")
    return form_page(
        request, form, heading=_("Register a return"), submit=_("Register the return"), back=back,
        template="orders/return_form.html", crumbs=[(reverse("orders:returns"), _("Returns"))],
    )  # fmt: skip


def _named(model: Any, text: str, by: Any) -> Any:
    """Return the row that an address names, if this person may see it."""
    if not text.isdecimal() or len(text) > LONGEST_KEY:
        return None
    return model.objects.visible_to(by).filter(pk=int(text)).first()


@staff_page("orders.view_returns")
def goods_return(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a return: what is sent back, what was found, what the customer gets."""
    found = queries.opened(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Not found, or not for you."))
    return shown(
        request,
        found,
        "orders/return.html",
        times=queries.times(found),
        record_kind=found.kind(),
        **queries.page(found, request.user),
    )


@for_record(GoodsReturn, "orders.keep_return")
def correct(request: StaffRequest, record: GoodsReturn) -> HttpResponse:
    """Correct what was entered."""
    form = ReturnForm(request.POST or None, by=request.user, record=record)

    def work() -> Any:
        seen = revision_seen(request)
        return returning.correct_return(record, form.announcement(), by=request.user, revision=seen)

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    return form_page(
        request, form, heading=_("Correct what was entered"), submit=_("Save"), back=record.get_absolute_url(),
        template="orders/return_form.html", crumbs=[(record.get_absolute_url(), record.number)],
    )  # fmt: skip


@for_record(GoodsReturn)
def comment(request: StaffRequest, record: GoodsReturn) -> HttpResponse:
    """Add a remark to the history."""
    require_post(request)
    return add_remark(request, record, lambda text: registering.say(record, text=text, by=request.user))


@for_record(GoodsReturn)
def attach(request: StaffRequest, record: GoodsReturn) -> HttpResponse:
    """Add a file."""
    return add_file(request, record)
