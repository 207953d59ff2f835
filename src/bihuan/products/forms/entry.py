"""Forms of units, their sale and acceptance, contracts and the catalogue."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Customer
from bihuan.customers.queries import choices
from bihuan.kernel.actors import Actor
from bihuan.kernel.inputs import DateInput
from bihuan.products.models import FaultCode, ProductLine, ProductModel, ServiceContract, Unit


def day(label: Any, *, is_required: bool = False) -> forms.DateField:
    """Return a field for a day with the browser's own calendar."""
    widget = DateInput()
    return forms.DateField(label=label, required=is_required, widget=widget)


class RevisedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of what is on file, with the revision it was drawn from."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = self.instance.revision if self.instance.pk else None

    def _post_clean(self) -> None:
        """Leave the instance alone: the operation sets the values, on the locked row."""

    def values(self) -> dict[str, Any]:
        """Return what the operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class CustomerField(forms.CharField):
    """A customer by number, exact name, phone or its last four digits; refuses what means several."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Number, name, phone, or its last four digits."))
        super().__init__(label=_("Customer"), max_length=80, **kwargs)
        self.by: Actor | None = None

    def prepare_value(self, value: Any) -> Any:
        """Show a customer by his number."""
        if isinstance(value, int):
            return Customer.objects.filter(pk=value).values_list("number", flat=True).first() or ""
        return value

    def clean(self, value: Any) -> Any:
        """Return the customer that was meant, None for an empty field."""
        text: str = super().clean(value)
        if not text:
            return None
        found = choices(text, self.by, limit=20) if self.by else []
        exact = [customer for customer in found if text in {customer.number, customer.name}] or found
        if len(exact) == 1:
            return exact[0]
        if not exact:
            raise forms.ValidationError(_("No such customer, or not one that you may see."))
        names = "、".join(f"{customer.number} {customer.name}" for customer in exact[:5])
        raise forms.ValidationError(_("Which one? %(names)s") % {"names": names})


class WithCustomer(RevisedForm):
    """A form that names a customer, looked up among those its user may see."""

    customer = CustomerField(required=False)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].by = by  # type: ignore[attr-defined]


class UnitForm(WithCustomer):
    """A unit as it is on file."""

    produced_on = day(_("Produced on"))
    sold_on = day(_("Sold on"))
    delivered_on = day(_("Delivered or picked up on"))

    class Meta:
        model = Unit
        fields = [
            "serial", "model", "produced_on", "customer", "sold_on", "delivered_on", "sales_contract",
            "warranty_months",
        ]  # fmt: skip


class SaleForm(WithCustomer):
    """Who bought it."""

    customer = CustomerField()
    sold_on = day(_("Sold on"), is_required=True)
    delivered_on = day(_("Delivered or picked up on"))

    class Meta:
        model = Unit
        fields = ["customer", "sold_on", "delivered_on", "sales_contract", "warranty_months"]


class AcceptanceForm(forms.Form):
    """The acceptance both sides signed; it starts the warranty."""

    accepted_on = day(_("Accepted on"), is_required=True)
    certificate = forms.FileField(label=_("Acceptance certificate, scanned or photographed"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("accepted_on", timezone.localdate())


class ContractForm(WithCustomer):
    """A maintenance contract."""

    customer = CustomerField()
    starts_on = day(_("From"), is_required=True)
    ends_on = day(_("Until"), is_required=True)

    class Meta:
        model = ServiceContract
        fields = ["number", "customer", "starts_on", "ends_on", "covers_all", "engineer", "remarks"]


class ModelForm(RevisedForm):
    """A model as its name plate says."""

    class Meta:
        model = ProductModel
        fields = ["code", "name", "line", "warranty_months", "output_per_hour", "is_active"]


class LineForm(RevisedForm):
    """A product line."""

    class Meta:
        model = ProductLine
        fields = ["code", "name", "warranty_months"]


class FaultCodeForm(RevisedForm):
    """A fault code."""

    class Meta:
        model = FaultCode
        fields = ["code", "name", "line"]


class QuotaForm(forms.Form):
    """What a contract gives in each of its years; an empty field is no limit."""

    visits = forms.IntegerField(label=pgettext_lazy("quota", "Visits"), required=False, min_value=0, max_value=9999)
    repairs = forms.IntegerField(label=pgettext_lazy("quota", "Repairs"), required=False, min_value=0, max_value=9999)
    parts_amount = forms.DecimalField(
        label=_("Parts, in yuan"), required=False, min_value=0, max_digits=12, decimal_places=2,
        help_text=_("Empty: no limit. What is used up is paid from then on."),
    )  # fmt: skip
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, contract: ServiceContract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = contract.revision
        self.initial.update({quota.kind: quota.amount for quota in contract.quotas.all()})
        for name in ("visits", "repairs"):
            if self.initial.get(name) is not None:
                self.initial[name] = int(self.initial[name])

    def amounts(self) -> dict[str, Decimal | None]:
        """Return what was entered, by kind of quota."""
        names = ("visits", "repairs", "parts_amount")
        values = {name: self.cleaned_data.get(name) for name in names}
        return {name: None if value is None else Decimal(value) for name, value in values.items()}
