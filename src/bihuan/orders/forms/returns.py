"""The forms of a return: announced, arrived, inspected, decided, replenished, paid back, answered, closed."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import RecordForm
from bihuan.kernel.uploads import FilesField
from bihuan.orders.forms.orders import ANSWER_WAYS, SendForm, day, line
from bihuan.orders.models import GoodsReturn, Order
from bihuan.orders.operations.returning import Announcement, Inspection
from bihuan.orders.operations.settling import Decision
from bihuan.orders.queries.goods import at_hand
from bihuan.orders.states.choices import Settlement, Wish
from bihuan.products.forms import CustomerField
from bihuan.products.models import ProductModel
from bihuan.products.queries import recognise
from bihuan.quality.queries.nonconformity_rules import CLASS, NATURE, choices
from bihuan.service.forms.base import TimeField
from bihuan.service.forms.matters import PICK, words
from bihuan.service.states import ReplyBy


def pieces(label: Any, *, least: int = 0, required: bool = True, hint: Any = "") -> forms.IntegerField:
    """Return a field for a number of pieces."""
    return forms.IntegerField(
        label=label, min_value=least, max_value=10_000_000, required=required, help_text=hint,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


def yuan(label: Any, hint: Any = "") -> forms.DecimalField:
    """Return a field for an amount."""
    return forms.DecimalField(label=label, min_value=0, max_digits=12, decimal_places=2, required=False, help_text=hint)


class ReturnForm(RecordForm):
    """「退货登记及处理记录」, its first part: who sends back what, why, what he wants for it."""

    customer = CustomerField()
    way = forms.ChoiceField(label=_("Announced by"), choices=ANSWER_WAYS)
    registered_at = TimeField(label=pgettext_lazy("return", "Registered at"), required=False)
    order_no = line(_("Order no."), 40)
    serial = line(_("Serial no."), 60)
    model = forms.ModelChoiceField(
        label=_("Model"), queryset=ProductModel.objects.none(), required=False, widget=forms.Select(attrs=PICK),
        help_text=_("Follows from the serial number, where one is given."),
    )  # fmt: skip
    batch = line(_("Production batch"), 60)
    quantity = pieces(_("Quantity announced"), least=1)
    reason = words(_("Why it is sent back"))
    wish = forms.ChoiceField(label=_("Customer wants"), choices=Wish.choices, widget=forms.RadioSelect)
    price = yuan(_("Price of one (¥)"), _("What the customer paid; wanted for a refund."))
    bought_on = day(pgettext_lazy("return", "Delivered on"), hint=_("Use is counted from here."))
    contact_name = line(_("Contact"), 80)
    phone = line(_("Phone"), 40, inputmode="tel")
    address = line(_("Address"), 200)
    photos = FilesField(label=_("Photos"), required=False, at_most=6)

    def __init__(self, *args: Any, by: Any, record: GoodsReturn | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {**(_standing(record) if record else {}), **(kwargs.get("initial") or {})}
        super().__init__(*args, record=record, **kwargs)
        self.by = by
        self.fields["customer"].by = by  # type: ignore[attr-defined]
        self.fields["model"].queryset = ProductModel.objects.select_related("line").order_by("code")  # type: ignore[attr-defined]
        self.initial.setdefault("wish", Wish.REPLENISH)
        self.initial.setdefault("way", ANSWER_WAYS[3][0])
        if record is not None:
            del self.fields["photos"], self.fields["registered_at"]
            for name in ("phone", "address"):
                self.fields[name].widget.attrs["placeholder"] = str(getattr(record, name))
                self.fields[name].help_text = _("Leave empty to keep it.")

    def clean_order_no(self) -> Order | None:
        """Return the order that was meant."""
        text = self.cleaned_data["order_no"].strip()
        rows = Order.objects.visible_to(self.by).select_related("customer")
        found = rows.filter(number=text).first() or rows.filter(their_number=text).first() if text else None
        if text and found is None:
            raise forms.ValidationError(_("There is no such order, or not one that you may see."))
        return found

    def clean(self) -> dict[str, Any]:
        """Recognise the unit and the model."""
        data = super().clean() or {}
        serial = str(data.get("serial") or "").strip()
        unit = recognise(serial) if serial else None
        if serial and unit is None:
            self.add_error("serial", _("No unit with this number."))
        data["unit"] = unit
        if unit is not None:
            data["model"] = unit.model
        elif not data.get("model") and "serial" not in self.errors:
            self.add_error("model", _("Choose the model, or give a serial number."))
        return data

    def announcement(self) -> Announcement:
        """Return what the operation takes."""
        left_out = {"revision", "serial", "order_no"}
        values = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        return Announcement(order=self.cleaned_data["order_no"], **values)


def _standing(record: GoodsReturn) -> dict[str, Any]:
    names = ("way", "batch", "quantity", "reason", "wish", "price", "bought_on", "contact_name")
    return {
        **{name: getattr(record, name) for name in names}, "customer": record.customer.number,
        "model": record.model_id, "order_no": record.order.number if record.order else "",
        "serial": record.unit.serial if record.unit else "",
    }  # fmt: skip


class ContactForm(RecordForm):
    """What the customer was told at first."""

    note = words(_("What the customer was told"), hint=_("Where to send it, and by when he hears more."))


class ArriveForm(RecordForm):
    """How many pieces came."""

    received = pieces(_("Quantity received"), least=1)
    carrier = line(_("Carrier"), 60)
    note = words(_("Note"), required=False, rows=2, hint=_("Where another number came than was announced: why."))

    def __init__(self, *args: Any, record: GoodsReturn, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("received", record.quantity)


class InspectForm(RecordForm):
    """Good and bad together make what was received; of bad ones the nonconformity follows."""

    good = pieces(pgettext_lazy("return", "Good"), hint=_("They go to stock."))
    bad = pieces(pgettext_lazy("return", "Bad"), hint=_("They become a nonconformity."))
    findings = words(_("Findings of the inspection"), required=False)
    nature = forms.ChoiceField(label=_("Nature"), required=False)
    class_code = forms.ChoiceField(label=_("Class"), required=False)
    photos = FilesField(label=_("Photos"), required=False, at_most=6, pictures_only=True)

    def __init__(self, *args: Any, record: GoodsReturn, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name, scheme in (("nature", NATURE), ("class_code", CLASS)):
            self.fields[name].choices = [("", "—"), *choices(scheme)]  # type: ignore[attr-defined]

    def found(self) -> Inspection:
        """Return what the operation takes."""
        names = ("good", "bad", "findings", "nature", "class_code")
        return Inspection(**{name: self.cleaned_data[name] for name in names})


class DecideForm(RecordForm):
    """What the customer gets."""

    replenish = pieces(_("Pieces to replenish"), required=False)
    refund = pieces(_("Pieces paid back"), required=False)
    price = yuan(_("Price of one (¥)"))
    words = words(_("What the customer gets"))

    def __init__(self, *args: Any, record: GoodsReturn, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        count = record.received or 0
        given = {Wish.REPLENISH: {"replenish": count}, Wish.REFUND: {"refund": count}}.get(Wish(record.wish), {})
        self.initial = {"price": record.price, **given, **self.initial}

    def decision(self) -> Decision:
        """Return what the operation takes."""
        data = self.cleaned_data
        return Decision(
            words=data["words"], replenish=data["replenish"] or 0, refund=data["refund"] or 0, price=data["price"]
        )


class ReplenishForm(SendForm):
    """How many are shipped as replenishment now."""

    field_order = ("quantity",)
    quantity = pieces(_("Quantity"), least=1)

    def __init__(self, *args: Any, record: GoodsReturn, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        stock = at_hand(record, [record.model_id]).get(record.model_id, 0)
        self.initial.setdefault("quantity", min(record.left_to_replenish, stock) or None)
        facts = {"left": record.left_to_replenish, "stock": stock}
        self.fields["quantity"].help_text = _("%(left)s to be replenished, %(stock)s at hand") % facts


class ReplenishmentNoticeForm(RecordForm):
    """How many are to be made until when."""

    quantity = pieces(_("To be made"), least=1)
    due_on = day(pgettext_lazy("notice", "To be done by"), required=True)
    instructions = words(_("Requirements for production"), required=False, rows=2)

    def __init__(self, *args: Any, record: GoodsReturn, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        short = record.left_to_replenish - at_hand(record, [record.model_id]).get(record.model_id, 0)
        self.initial.setdefault("quantity", max(short, 0) or None)


class RefundForm(RecordForm):
    """Against what receipt, and when."""

    proof = line(_("Receipt or voucher no."), 60, required=True)
    paid_on = day(_("Paid back on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("paid_on", timezone.localdate())


class ReplyForm(RecordForm):
    """What the customer was told, and how."""

    reply_by = forms.ChoiceField(label=_("Answered by"), choices=ReplyBy.choices, widget=forms.RadioSelect)
    text = words(pgettext_lazy("return", "Reply"), rows=5)


class VerdictForm(RecordForm):
    """What the customer says in the end."""

    verdict = forms.ChoiceField(
        label=_("Verdict of the customer"), choices=Settlement.choices, widget=forms.RadioSelect
    )
    said = words(_("Customer's words"), required=False)
