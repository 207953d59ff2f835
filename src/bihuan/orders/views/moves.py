"""One small form behind each button of an order, a change, a shipment, a return."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import NoteForm, OptionalNoteForm, RecordForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen
from bihuan.orders.forms import changes as change_forms
from bihuan.orders.forms import orders as forms
from bihuan.orders.forms import returns as return_forms
from bihuan.orders.models import Delivery, GoodsReturn, Order, OrderChange, ProductionNotice
from bihuan.orders.operations import (
    cancelling,
    changing,
    producing,
    registering,
    returning,
    reviewing,
    settling,
    shipping,
)
from bihuan.orders.states.choices import OrderWay
from bihuan.service.states import ReplyBy
from bihuan.service.views.steps import Step, View, view_of

ORDER_STEPS = {
    "ask": Step(registering.ask, forms.QuestionForm, _("Held until the customer has answered.")),
    "clarify": Step(registering.clarify, OptionalNoteForm, _("Clear; it may be reviewed.")),
    "release": Step(reviewing.release, OptionalNoteForm, _("May be shipped from stock."),
                    intro=_("The store holds enough of everything; no further review is wanted.")),
    "send_round": Step(reviewing.send_round, OptionalNoteForm, _("The review form is on its way."),
                       intro=_("Each department says whether it can be met.")),
    "answer": Step(reviewing.answer, forms.PromiseForm, _("Answer recorded."),
                   initial=lambda order: {"promised_on": order.promised_on, "answer_way": OrderWay.PHONE}),
    "close": Step(reviewing.close, OptionalNoteForm, pgettext_lazy("order", "Closed.")),
    "cancel": Step(cancelling.cancel, NoteForm, _("Cancelled; nothing is deleted.")),
}  # fmt: skip
CHANGE_STEPS = {
    "consent": Step(changing.consent, change_forms.ConsentForm, _("Consent recorded.")),
    "send_round": Step(changing.send_round, OptionalNoteForm, _("The change goes to the departments.")),
    "turn_down": Step(changing.turn_down, NoteForm, _("The order stands as it was.")),
    "take_effect": Step(changing.take_effect, change_forms.EffectForm, _("In force; the old notice is void."),
                        intro=_("The order gets a new version; a notice that is not done becomes void, what is to "
                                "be made anew goes out on a new one.")),
    "take_back": Step(changing.take_back, NoteForm, pgettext_lazy("change", "Taken back.")),
}  # fmt: skip
DELIVERY_STEPS = {"receive": Step(shipping.receive, forms.ReceiptForm, _("Receipt recorded."))}
RETURN_STEPS = {
    "contact": Step(returning.contact, return_forms.ContactForm, _("First answer recorded.")),
    "arrive": Step(returning.arrive, return_forms.ArriveForm, _("Taken in; quality inspects all of it.")),
    "produce": Step(settling.produce, return_forms.ReplenishmentNoticeForm, _("Issued, marked as replenishment.")),
    "refund": Step(settling.refund, return_forms.RefundForm, _("Refund recorded.")),
    "reply": Step(settling.reply, return_forms.ReplyForm, _("Answer recorded."),
                  initial=lambda one: {"reply_by": ReplyBy.PHONE, "text": one.decision}),
    "close": Step(settling.close, return_forms.VerdictForm, pgettext_lazy("order", "Closed.")),
    "cancel": Step(settling.cancel, NoteForm, _("Recorded.")),
}  # fmt: skip


def _work(request: StaffRequest, record: Any, form: RecordForm, work: Any, name: str, said: str) -> HttpResponse:
    """Answer for a move whose form says more than its fields: a dialog, or back to the record."""
    if request.method == "POST" and attempt(form, work):
        return done(request, record, said)
    label = str(record.moves.get(name).label)
    return form_page(
        request, form, heading=label, submit=label, back=record.get_absolute_url(),
        crumbs=[(record.get_absolute_url(), record.number)],
    )  # fmt: skip


@for_record(Order, "orders.issue_notice")
def produce(request: StaffRequest, record: Order) -> HttpResponse:
    """Issue the production notice."""
    form = forms.ProduceForm(request.POST or None, record=record)

    def work() -> Any:
        values = {name: form.cleaned_data[name] for name in ("lines", "due_on", "instructions")}
        return producing.produce(record, by=request.user, revision=revision_seen(request), **values)

    return _work(request, record, form, work, "produce", _now("Issued; now answer the customer."))


@for_record(Order, "orders.ship_order")
def ship(request: StaffRequest, record: Order) -> HttpResponse:
    """Ship all or a part of what is left."""
    form = forms.ShipForm(request.POST or None, record=record)

    def work() -> Any:
        return shipping.ship(record, form.pieces(), how=form.how(), by=request.user, revision=revision_seen(request))

    return _work(request, record, form, work, "ship", _now("Shipped; the delivery note is ready to be printed."))


@for_record(ProductionNotice, "orders.stock_goods")
def stock_in(request: StaffRequest, record: ProductionNotice) -> HttpResponse:
    """Take what was made into stock."""
    form = forms.MadeForm(request.POST or None, record=record)

    def work() -> Any:
        note, seen = form.cleaned_data["note"], revision_seen(request)
        return producing.stock_in(record, form.made(), note=note, by=request.user, revision=seen)

    return _work(request, record, form, work, "stock_in", _now("In stock."))


@for_record(GoodsReturn, "orders.inspect_return")
def inspect(request: StaffRequest, record: GoodsReturn) -> HttpResponse:
    """Enter the full inspection: good to stock, bad to nonconformity."""
    form = return_forms.InspectForm(request.POST or None, request.FILES or None, record=record)

    def work() -> Any:
        photos, seen = form.cleaned_data["photos"], revision_seen(request)
        return returning.inspect(record, form.found(), photos=photos, by=request.user, revision=seen)

    return _work(request, record, form, work, "inspect", _now("Recorded; good pieces are in stock."))


@for_record(GoodsReturn, "orders.keep_return")
def decide(request: StaffRequest, record: GoodsReturn) -> HttpResponse:
    """Decide what the customer gets."""
    form = return_forms.DecideForm(request.POST or None, record=record)

    def work() -> Any:
        return settling.decide(record, form.decision(), by=request.user, revision=revision_seen(request))

    return _work(request, record, form, work, "decide", _now("Decided; now the customer is to be answered."))


@for_record(GoodsReturn, "orders.ship_order")
def replenish(request: StaffRequest, record: GoodsReturn) -> HttpResponse:
    """Ship the replenishment."""
    form = return_forms.ReplenishForm(request.POST or None, record=record)

    def work() -> Any:
        count, seen = form.cleaned_data["quantity"], revision_seen(request)
        return settling.replenish(record, quantity=count, how=form.how(), by=request.user, revision=seen)

    return _work(request, record, form, work, "replenish", _now("Shipped, marked as replenishment."))


def _all(model: Any, steps: dict[str, Step], **own: View) -> dict[str, View]:
    return {**{name: view_of(model, name, step) for name, step in steps.items()}, **own}


ORDER_MOVES = _all(Order, ORDER_STEPS, produce=produce, ship=ship)
CHANGE_MOVES = _all(OrderChange, CHANGE_STEPS)
NOTICE_MOVES = {"stock_in": stock_in}
DELIVERY_MOVES = _all(Delivery, DELIVERY_STEPS)
RETURN_MOVES = _all(GoodsReturn, RETURN_STEPS, inspect=inspect, decide=decide, replenish=replenish)
