"""Changes, production notices, shipments, finished goods: their lists and pages (ORD-02, ORD-03)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.orders.forms.changes import ChangeForm
from bihuan.orders.forms.orders import CountForm
from bihuan.orders.models import Delivery, Order, OrderChange, ProductionNotice
from bihuan.orders.operations import changing, goods
from bihuan.orders.queries import orders as queries
from bihuan.orders.tables.orders import Changes, Deliveries, Goods, GoodsBook, Notices
from bihuan.service.views.steps import shown
from bihuan.signoff import queries as signoff


@staff_page("orders.view")
def changes(request: StaffRequest) -> HttpResponse:
    """List the changes of orders."""
    return Changes(request).respond()


@staff_page("orders.view")
def notices(request: StaffRequest) -> HttpResponse:
    """List the production notices."""
    return Notices(request).respond()


@staff_page("orders.view")
def deliveries(request: StaffRequest) -> HttpResponse:
    """List the shipments."""
    return Deliveries(request).respond()


@staff_page("orders.view")
def goods_list(request: StaffRequest) -> HttpResponse:
    """List what lies in the store of finished goods."""
    may = request.user.has_perm("orders.count_goods")
    return Goods(request).respond(
        add_url=reverse("orders:count_goods") if may else "", add_label=_("Count finished goods")
    )


@staff_page("orders.view")
def goods_book(request: StaffRequest) -> HttpResponse:
    """List the movements of finished goods."""
    return GoodsBook(request).respond()


@staff_page("orders.count_goods")
def count_goods(request: StaffRequest) -> HttpResponse:
    """Enter how many good pieces of a model lie there."""
    form, back = CountForm(request.POST or None), reverse("orders:goods")

    def work() -> Any:
        return goods.count_goods(by=request.user, **form.cleaned_data)

    if request.method == "POST" and attempt(form, work):
        return done(request, back, _("Entered in the book."))
    return form_page(
        request, form, heading=_("Count finished goods"), submit=_("Save"), back=back,
        crumbs=[(back, _("Finished goods"))],
    )  # fmt: skip


@for_record(Order, "orders.keep_order")
def ask_change(request: StaffRequest, record: Order) -> HttpResponse:
    """Enter a change of the order."""
    form = ChangeForm(request.POST or None, record=record)

    def work() -> Any:
        return changing.ask_change(record, form.change(), by=request.user, revision=revision_seen(request))

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("%(number)s entered.") % {"number": made.number})
    context = {
        "form": form, "heading": _("Change the order"), "submit": _("Enter the change"), "record": record,
        "back": record.get_absolute_url(), "is_change": True,
    }  # fmt: skip
    return page(request, "orders/register.html", context, status=422 if form.is_bound else 200)


@for_record(OrderChange)
def change(request: StaffRequest, record: OrderChange) -> HttpResponse:
    """Show a change: each position as it was and as it shall be, consent or review."""
    return shown(
        request,
        record,
        "orders/change.html",
        routes=signoff.for_record(record, request.user),
        **queries.change_page(record, request.user),
    )


@staff_page("orders.view")
def production_notice(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a production notice; a void one struck out."""
    return _paper(request, ProductionNotice, pk, "orders/notice.html", NEAR_NOTICE)


@staff_page("orders.view")
def delivery(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a shipment."""
    return _paper(request, Delivery, pk, "orders/delivery.html", NEAR_DELIVERY)


NEAR_NOTICE = ("order__customer", "goods_return__customer", "issued_by", "replaces")
NEAR_DELIVERY = ("order__customer", "goods_return__customer", "sent_by")


def _paper(request: StaffRequest, model: Any, pk: int, template: str, near: tuple[str, ...]) -> HttpResponse:
    rows = model.objects.visible_to(request.user).select_related(*near).prefetch_related("lines__model")
    record = rows.filter(pk=pk).first()
    if record is None:
        raise Http404(_("Not found, or not for you."))
    may = request.user.has_perm("orders.unmask", record)
    return shown(request, record, template, may_unmask=may, record_kind=record.kind(), files=queries.files(record))
