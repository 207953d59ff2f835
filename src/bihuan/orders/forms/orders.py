"""The forms of an order: register, correct, requirements, questions, answer, shipment."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.kernel.uploads import FilesField
from bihuan.orders.forms.positions import BLANK, PositionsForm, wanted_rows
from bihuan.orders.models import Order, ProductionNotice
from bihuan.orders.operations.registering import Purchase
from bihuan.orders.operations.shipping import Dispatch
from bihuan.orders.queries.clauses import checklist
from bihuan.orders.queries.goods import at_hand, unmade
from bihuan.orders.states.choices import OrderWay
from bihuan.products.forms import CustomerField
from bihuan.products.models import ProductModel
from bihuan.service.forms.base import TimeField
from bihuan.service.forms.matters import PICK, words

BY_HAND = (OrderWay.FAX, OrderWay.LETTER, OrderWay.EMAIL, OrderWay.PHONE, OrderWay.MEETING, OrderWay.CONTRACT)
ANSWER_WAYS = [(one.value, one.label) for one in OrderWay][:5]


def day(label: Any, *, required: bool = False, hint: Any = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, required=required, widget=DateInput(), help_text=hint)


def line(label: Any, most: int, *, required: bool = False, **attrs: str) -> forms.CharField:
    """Return a field for one line of text."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget)


class OrderForm(PositionsForm):
    """「订货记录」: who orders what, how it came, with which requirements."""

    customer = CustomerField()
    way = forms.ChoiceField(
        label=pgettext_lazy("order", "Came by"), choices=[(one.value, one.label) for one in BY_HAND]
    )
    received_at = TimeField(label=pgettext_lazy("order", "Received at"), required=False)
    their_number = line(_("Customer's order no."), 60)
    contact_name = line(_("Contact"), 80)
    phone = line(_("Phone"), 40, inputmode="tel")
    deliver_to = line(_("Deliver to"), 200)
    requirements = words(_("Special requirements"), required=False, rows=2)
    remarks = words(_("Remarks"), required=False, rows=2)
    originals = FilesField(
        label=_("Original: letter, fax, mail"), required=False, at_most=10,
        help_text=_("Of an order in writing the original is kept; without it the order isn't reviewed."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Any, record: Order | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {**(_standing(record) if record else {}), **(kwargs.get("initial") or {})}
        super().__init__(*args, record=record, **kwargs)
        self.fields["customer"].by = by  # type: ignore[attr-defined]
        there = record.positions() if record else []
        for number in range(wanted_rows(self.data, max(BLANK, len(there) + 2))):
            self.add_row(str(number), there[number] if number < len(there) else None)
        if record is not None:
            del self.fields["received_at"]  # the number and the time limits follow from it
            for name in ("phone", "deliver_to"):
                self.fields[name].widget.attrs["placeholder"] = str(getattr(record, name))
                self.fields[name].help_text = _("Leave empty to keep it.")

    def purchase(self) -> Purchase:
        """Return what the operation takes."""
        left_out = {"revision"} | {name for name in self.fields if name.split("_")[-1].isdecimal()}
        values = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        return Purchase(**{**values, "lines": [one for _key, one in self.entries()]})


def _standing(record: Order) -> dict[str, Any]:
    names = ("way", "their_number", "contact_name", "requirements", "remarks")
    return {**{name: getattr(record, name) for name in names}, "customer": record.customer.number}


class RequirementsForm(RecordForm):
    """What was found for each point of the clause's checklist."""

    def __init__(self, *args: Any, record: Order, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.codes = [code for code, _label in checklist()]
        for code, label in checklist():
            self.fields[f"point_{code}"] = forms.CharField(
                label=label, max_length=300, required=False, initial=record.checks.get(code, ""),
                widget=forms.Textarea(attrs={"rows": 1}),
            )  # fmt: skip

    def found(self) -> dict[str, str]:
        """Return the words by the point's code."""
        return {code: self.cleaned_data[f"point_{code}"] for code in self.codes}


class OriginalForm(forms.Form):
    """The customer's letter, fax or mail."""

    originals = FilesField(label=_("Original: letter, fax, mail"), at_most=10)


class QuestionForm(RecordForm):
    """What is unclear."""

    text = words(pgettext_lazy("order", "What is unclear"))


class SettleForm(RecordForm):
    """What the customer said."""

    answer = words(_("Customer's answer"))
    answered_by = line(_("Who said it"), 80)


class PromiseForm(RecordForm):
    """What the customer is told about the delivery."""

    promised_on = day(pgettext_lazy("order", "Promised for"))
    answer_way = forms.ChoiceField(label=_("Answered by"), choices=ANSWER_WAYS, widget=forms.RadioSelect)
    text = words(_("Answer to the customer"))


class MadeField(forms.CharField):
    """Models and pieces, one a line: model, then how many."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> Any:
        """Return `[(model, pieces)]`."""
        return [self._line(one) for one in super().clean(value).splitlines() if one.strip()]

    def _line(self, text: str) -> tuple[ProductModel, int]:
        parts = text.replace("，", " ").replace(",", " ").replace("×", " ").split()
        count = parts[-1] if len(parts) > 1 and parts[-1].isdecimal() and len(parts[-1]) < 8 else ""
        code = " ".join(parts[:-1]) if count else text.strip()
        model = ProductModel.objects.filter(code__iexact=code).first()
        if model is None:
            raise forms.ValidationError(_("There is no model «%(model)s».") % {"model": code})
        return model, int(count or 1)


class ProduceForm(RecordForm):
    """What is to be made until when; begins with what the stock lacks."""

    lines = MadeField(label=_("To be made"), max_length=4000, help_text=_("One model a line: its code, then how many."))
    due_on = day(pgettext_lazy("notice", "To be done by"), required=True)
    instructions = words(_("Requirements for production"), required=False)

    def __init__(self, *args: Any, record: Order, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("lines", "\n".join(f"{model} {count}" for model, count in unmade(record)))
        self.initial.setdefault("due_on", record.promised_on)
        self.initial.setdefault("instructions", record.requirements)


class SendForm(RecordForm):
    """How it is sent."""

    carrier = line(_("Carrier"), 60)
    waybill = line(_("Waybill no."), 60)
    note = line(_("Note"), 200)

    def how(self) -> Dispatch:
        """Return what the operation takes."""
        return Dispatch(**{name: self.cleaned_data[name] for name in ("carrier", "waybill", "note")})


class ShipForm(SendForm):
    """How many of each position are shipped now."""

    def __init__(self, *args: Any, record: Order, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.lines = [one for one in record.positions() if one.left]
        there = at_hand(record, {one.model_id for one in self.lines})
        pieces = {}
        for one in self.lines:
            stock = there.get(one.model_id, 0)
            pieces[f"line_{one.pk}"] = forms.IntegerField(
                label=one.model.code, min_value=0, max_value=one.left, required=False,
                initial=min(one.left, stock) or None, widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                help_text=_("%(left)s to be shipped, %(stock)s at hand") % {"left": one.left, "stock": stock},
            )  # fmt: skip
        self.fields = {**pieces, **self.fields}

    def pieces(self) -> dict[int, int]:
        """Return pieces by the position's key."""
        return {one.pk: self.cleaned_data[f"line_{one.pk}"] or 0 for one in self.lines}


class MadeForm(RecordForm):
    """How many of each position were made and are in stock now."""

    note = line(_("Note"), 200)

    def __init__(self, *args: Any, record: ProductionNotice, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.lines = [one for one in record.lines.select_related("model") if one.left]
        pieces = {
            f"line_{one.pk}": forms.IntegerField(
                label=one.model.code, min_value=0, max_value=one.left, required=False, initial=one.left,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                help_text=_("%(left)s of %(all)s are still to be made") % {"left": one.left, "all": one.quantity},
            )
            for one in self.lines
        }  # fmt: skip
        self.fields = {**pieces, **self.fields}

    def made(self) -> dict[int, int]:
        """Return pieces by the position's key."""
        return {one.pk: self.cleaned_data[f"line_{one.pk}"] or 0 for one in self.lines}


class ReceiptForm(RecordForm):
    """Who signed for it, and when."""

    receiver = line(pgettext_lazy("delivery", "Received by"), 80, required=True)
    received_on = day(pgettext_lazy("delivery", "Received on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("received_on", timezone.localdate())


class CountForm(forms.Form):
    """How many good pieces of a model lie in the warehouse."""

    model = forms.ModelChoiceField(
        label=_("Model"), queryset=ProductModel.objects.none(), widget=forms.Select(attrs=PICK)
    )
    quantity = forms.IntegerField(label=_("Counted"), min_value=0, max_value=10_000_000)
    note = line(_("Note"), 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = ProductModel.objects.order_by("code")  # type: ignore[attr-defined]
