"""The forms of an emergency procedure, in the order of its steps (EMER, QUA-10)."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Customer
from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.kernel.uploads import FilesField
from bihuan.organization.models import Department, Staff
from bihuan.quality.forms.spreading import RuleForm
from bihuan.quality.operations.emergencies import Alarm, Circular, Meeting, Order, Standard
from bihuan.quality.states.emergencies import AnswerWay
from bihuan.service.forms.base import TimeField
from bihuan.service.forms.matters import PICK, PersonField, colleagues
from bihuan.service.forms.matters import words as sentences

ANSWERS = (("yes", pgettext_lazy("disposition", "Agreed")), ("no", pgettext_lazy("disposition", "Refused")))


def several_departments(label: Any, **options: Any) -> forms.ModelMultipleChoiceField:  # type: ignore[type-arg]
    """Return a field for several departments, to tick."""
    rows = Department.objects.order_by("code")
    return forms.ModelMultipleChoiceField(label=label, queryset=rows, widget=forms.CheckboxSelectMultiple, **options)


def one_department(label: Any, **options: Any) -> forms.ModelChoiceField:  # type: ignore[type-arg]
    """Return a field for a department."""
    return forms.ModelChoiceField(label=label, queryset=Department.objects.order_by("code"), **options)


class AlarmForm(RecordForm):
    """What is reported at once."""

    situation = sentences(
        _("Situation"), rows=4, hint=_("What happened at the customer, how many pieces, what he demands.")
    )
    customer_name = forms.CharField(label=_("Customer"), max_length=80)
    contact = forms.CharField(
        label=pgettext_lazy("emergency", "Contact at the customer"), max_length=40, required=False
    )
    owner = PersonField(label=_("In charge"))
    department = one_department(
        _("Responsible department"), required=False, help_text=_("Empty: that of whoever is in charge.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Put together what the operation takes; a customer on file is known by his name."""
        data = super().clean() or {}
        names = ("situation", "customer_name", "contact", "owner", "department")
        values = {name: data.pop(name, None) for name in names}
        if values["owner"] is None:
            return data
        known = list(Customer.objects.filter(name=values["customer_name"])[:2])
        customer = known[0] if len(known) == 1 else None
        return {**data, "alarm": Alarm(**{**values, "situation": values["situation"] or ""}, customer=customer)}


class DispositionForm(RecordForm):
    """What is to become of the goods."""

    disposition = sentences(
        _("Disposition of the goods"), rows=5,
        hint=_("Stock, goods in transit and goods built in: sorted, replaced, taken back, used with which condition."),
    )  # fmt: skip


class AnswerForm(RecordForm):
    """The customer's answer, as it came, with what proves it."""

    verdict = forms.ChoiceField(label=_("Customer's answer"), choices=ANSWERS, widget=forms.RadioSelect)
    name = forms.CharField(label=pgettext_lazy("emergency", "Answered by"), max_length=40)
    way = forms.ChoiceField(
        label=pgettext_lazy("emergency", "How it came"),
        choices=[pair for pair in AnswerWay.choices if pair[0] != AnswerWay.LINK],
    )
    words = sentences(_("Customer's words"), required=False, hint=_("Refused: what he wants instead."))
    evidence = FilesField(label=pgettext_lazy("emergency", "Evidence"), at_most=4)

    def clean(self) -> dict[str, Any]:
        """Turn the answer into yes or no."""
        data = super().clean() or {}
        agrees = data.pop("verdict", "") == "yes"
        return {**data, "agrees": agrees}


class MeetForm(RecordForm):
    """The emergency meeting."""

    held_at = TimeField(label=pgettext_lazy("emergency", "Held at"))
    chair = PersonField(label=_("Chair"))
    attended = forms.ModelMultipleChoiceField(
        label=_("Who was there"), queryset=Staff.objects.none(), widget=forms.SelectMultiple(attrs=PICK)
    )
    guests = forms.CharField(label=_("From outside"), max_length=200, required=False)
    resolutions = sentences(_("Resolutions"), rows=6, hint=_("One a line: what, who, until when."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("held_at", timezone.localtime())
        for name in ("chair", "attended"):
            self.fields[name].queryset = colleagues()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Put together what the operation takes."""
        data = super().clean() or {}
        names = ("held_at", "chair", "attended", "resolutions")
        if any(not data.get(name) for name in names):
            return data
        values = {name: data.pop(name) for name in (*names, "guests")}
        people = list(values.pop("attended"))
        return {**data, "meeting": Meeting(**values, attended=people)}


class OrderForm(RecordForm):
    """The rectification notice."""

    text = sentences(_("To be put right"), rows=6)
    department = one_department(_("Responsible department"))
    due_on = forms.DateField(label=pgettext_lazy("emergency", "Put right by"), widget=DateInput())

    def clean(self) -> dict[str, Any]:
        """Put together what the operation takes."""
        data = super().clean() or {}
        names = ("text", "department", "due_on")
        if any(not data.get(name) for name in names):
            return data
        notice = Order(**{name: data.pop(name) for name in names})
        return {**data, "notice": notice}


class MeasuresForm(RecordForm):
    """What the responsible department does."""

    measures = sentences(pgettext_lazy("emergency", "Measures"), rows=7)


class VerifyForm(RecordForm):
    """What administration has verified."""

    verification = sentences(
        _("Verified: containment and measures"), rows=6,
        hint=_("Result of the containment, effect of the measures before and after, what the customer says."),
    )  # fmt: skip


class CircularForm(RecordForm):
    """The circular, and whom it concerns."""

    title = forms.CharField(label=_("Title of the circular"), max_length=120)
    text = sentences(_("Circular"), rows=10)
    departments = several_departments(_("Goes to"))

    def clean(self) -> dict[str, Any]:
        """Put together what the operation takes."""
        data = super().clean() or {}
        names = ("title", "text", "departments")
        if any(not data.get(name) for name in names):
            return data
        values = {name: data.pop(name) for name in names}
        return {**data, "circular": Circular(**{**values, "departments": list(values["departments"])})}


class StandardForm(RuleForm):
    """Which version of a regulation says it now, and who reads it."""

    def clean(self) -> dict[str, Any]:
        """Put together what the operation takes."""
        data = super().clean() or {}
        names = ("version", "change", "departments")
        if any(not data.get(name) for name in names):
            return data
        values = {name: data.pop(name) for name in names}
        return {**data, "standard": Standard(**{**values, "departments": list(values["departments"])})}
