"""What customers fill in: report, look up, add, rate."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.complaints.queries import kinds
from bihuan.complaints.states import Demand
from bihuan.kernel.outbox import has_sms
from bihuan.kernel.privacy import normalize_phone
from bihuan.kernel.uploads import FilesField
from bihuan.organization.models import Region
from bihuan.products.models import Unit
from bihuan.regulations.queries import ParameterView
from bihuan.service.forms import further_fields, read_further
from bihuan.service.models import FaultClass

OFFERED = 8  # troubles to tap; the rest is written


def _faults(unit: Unit | None) -> list[tuple[str, str]]:
    """Return the troubles to choose from: of the product, else the first of every kind of product in turn."""
    known = FaultClass.objects.filter(is_active=True, parent__isnull=False).select_related("parent")
    rows = list(known.order_by("code"))
    own = [row for row in rows if row.parent and unit and row.parent.code == unit.model.line.code]
    kinds = [[row for row in rows if row.parent_id == kind] for kind in dict.fromkeys(row.parent_id for row in rows)]
    mixed = [row for turn in zip_longest(*kinds) for row in turn if row]
    return [(name, name) for name in dict.fromkeys(row.name for row in own or mixed)][:OFFERED]


def fault_named(name: str, unit: Unit | None) -> FaultClass | None:
    """Return the trouble of that name; None where several products have it and the product isn't known."""
    rows = FaultClass.objects.filter(is_active=True, parent__isnull=False, name=name)
    own = list(rows.filter(parent__code=unit.model.line.code)[:1]) if unit else []
    found = own or list(rows[:2])
    return found[0] if len(found) == 1 else None


def _sentences(label: Any, hint: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=2000, help_text=hint, widget=area)


class ReportForm(forms.Form):
    """Report a trouble: what, where, whom to call."""

    serial = forms.CharField(
        label=_("Serial no."),
        max_length=60,
        required=False,
        help_text=_("On the name plate; scan it or type it. You can leave it out."),
    )
    model = forms.CharField(label=_("Product or model"), max_length=120, required=False)
    fault = forms.ChoiceField(label=_("What is wrong?"), widget=forms.RadioSelect, required=False)
    words = forms.CharField(
        label=_("Please describe it"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Since when, how it shows, any code on the display"),
    )  # fmt: skip
    fault_on = forms.DateField(
        label=_("Faulty since"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    photos = FilesField(label=_("Photos"), required=False, at_most=4, pictures_only=True)
    name = forms.CharField(label=_("Your name"), max_length=80)
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=40, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )
    may_text = forms.BooleanField(label=_("Text me the links to follow and to rate this repair"), required=False)
    region = forms.ModelChoiceField(
        label=_("District"), queryset=Region.objects.none(), required=False, empty_label=_("please choose")
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "street-address"}),
    )
    appointment_at = forms.DateTimeField(
        label=_("When may we come?"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def __init__(
        self, *args: Any, unit: Unit | None = None, further: Sequence[ParameterView] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.further = unit, further
        self.further_names = further_fields(self, further)
        for name in self.further_names:
            self.fields[name].help_text = ""  # the clause's number says nothing to a customer
        self.fields["region"].queryset = Region.objects.filter(parent__isnull=False)  # type: ignore[attr-defined]
        self.fields["fault"].choices = _faults(unit)  # type: ignore[attr-defined]
        if not has_sms():
            del self.fields["may_text"]
        if unit:
            del self.fields["serial"], self.fields["model"]

    @property
    def further_bound(self) -> list[forms.BoundField]:
        """Return the fields that clauses have added, for the template."""
        return [self[name] for name in self.further_names]

    def extra(self) -> dict[str, Any]:
        """Return what was entered in them."""
        return read_further(self, self.further)

    def clean_phone(self) -> str:
        """Return the number's digits."""
        phone = normalize_phone(self.cleaned_data["phone"])
        if len(phone.lstrip("+")) < 7:
            raise forms.ValidationError(_("Please give a number where we can reach you."))
        return phone

    def clean(self) -> dict[str, Any]:
        """Ask for at least one word about what is wrong."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("fault") and not values.get("words", "").strip():
            self.add_error("words", _("Please choose or write what is wrong."))
        return values


class ComplainForm(forms.Form):
    """Complain: what about, what is wanted, where to reach him."""

    kind = forms.ChoiceField(label=_("What is it about?"), choices=[])
    words = forms.CharField(
        label=_("What happened?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("When, where, who was there; it helps us to look into it."),
    )  # fmt: skip
    demand = forms.ChoiceField(
        label=_("What do you want?"), choices=[("", _("please choose")), *Demand.choices], required=False
    )
    happened_on = forms.DateField(
        label=_("When was it?"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    serial = forms.CharField(label=_("Serial no."), max_length=60, required=False)
    model = forms.CharField(label=_("Product or model"), max_length=120, required=False)
    order_no = forms.CharField(label=_("Order no."), max_length=40, required=False)
    photos = FilesField(label=_("Photos"), required=False, at_most=4, pictures_only=True)
    name = forms.CharField(label=_("Your name"), max_length=80)
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=40, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )
    clean_phone = ReportForm.clean_phone

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.code, one.label) for one in kinds()]  # type: ignore[attr-defined]


class LookUpForm(forms.Form):
    """Find a case by its number and the phone given with it."""

    number = forms.CharField(
        label=_("Case number"), max_length=40, widget=forms.TextInput(attrs={"placeholder": "SR-20261120-0001"})
    )
    phone = forms.CharField(
        label=_("Mobile phone"), max_length=40, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    )


class SayForm(forms.Form):
    """Add something to a case, or ask where it stays."""

    words = forms.CharField(
        label=_("What would you like to add?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_urging = forms.BooleanField(label=_("Please hurry: tell the person in charge and his manager"), required=False)
    photos = FilesField(label=_("Photos"), required=False, at_most=4, pictures_only=True)


class EstimateAnswerForm(forms.Form):
    """Who answers an estimate, and what he adds; nobody agrees by pressing Enter."""

    answer = forms.ChoiceField(
        choices=[("consent", _("Agree, please repair")), ("decline", _("Decline, I want it back"))],
        widget=forms.HiddenInput, error_messages={"required": _("Please press one of the two buttons.")},
    )  # fmt: skip
    name = forms.CharField(label=_("Your name"), max_length=80)
    note = forms.CharField(
        label=_("Anything to add?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class QuotationAnswerForm(EstimateAnswerForm):
    """Who answers a quotation, and the amount he saw."""

    amount = forms.DecimalField(max_digits=12, decimal_places=2, widget=forms.HiddenInput)


class AcceptanceForm(forms.Form):
    """The customer accepts an installation with his signature, or says what is wrong."""

    answer = forms.ChoiceField(
        choices=[("accept", _("Accept and sign")), ("refuse", _("I do not accept yet"))],
        widget=forms.HiddenInput, error_messages={"required": _("Please press one of the two buttons.")},
    )  # fmt: skip
    name = forms.CharField(label=_("Your name"), max_length=80)
    signature = forms.CharField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(label=_("Remark"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    defects = forms.CharField(
        label=_("What is wrong, one a line"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReceivedForm(forms.Form):
    """The customer has his commitment."""

    name = forms.CharField(label=_("Your name"), max_length=80)


class CallAnswerForm(forms.Form):
    """What somebody called to an emergency says."""

    reply = forms.ChoiceField(
        choices=[("yes", _("I'm coming")), ("on_way", _("I'm on the way")), ("no", _("I can't"))],
        widget=forms.HiddenInput, error_messages={"required": _("Please press one of the buttons.")},
    )  # fmt: skip
    note = forms.CharField(label=_("Anything to add?"), max_length=120, required=False)


class ReportSignForm(forms.Form):
    """An outsider signs the report on a quality issue."""

    signature = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": _("Please sign in the field first.")}
    )
    opinion = forms.CharField(label=_("Opinion"), max_length=400, required=False, widget=forms.Textarea)


class NoticeAnswerForm(forms.Form):
    """An outside party answers a rectification notice."""

    cause = forms.CharField(
        label=pgettext_lazy("notice", "Cause"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    measures = forms.CharField(
        label=pgettext_lazy("notice", "Measures taken"), max_length=2000, widget=forms.Textarea({"rows": 5})
    )
    photos = FilesField(label=_("Photos"), required=False, at_most=4, pictures_only=True)
    signature = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": _("Please sign in the field first.")}
    )


class DispositionAnswerForm(forms.Form):
    """The customer says whether he agrees to what becomes of his goods."""

    VERDICTS = (("yes", _("We agree")), ("no", _("We don't agree")))
    verdict = forms.ChoiceField(label=_("Your answer"), choices=VERDICTS, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Your words"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("If you don't agree: what should be done instead?"),
    )  # fmt: skip
    name = forms.CharField(label=_("Your name"), max_length=40)
    signature = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": _("Please sign in the field first.")}
    )
    proposed = forms.CharField(widget=forms.HiddenInput, required=False)


class SupplierAnswerForm(forms.Form):
    """What a supplier answers to a corrective request."""

    cause = _sentences(_("Why did it happen?"), _("The cause itself, not only how it shows."))
    containment = _sentences(_("What did you do at once?"), _("With stock, goods on their way, the lot at our works."))
    corrective = _sentences(_("What puts it right?"), _("With the day from which it holds."))
    preventive = _sentences(_("What keeps it from happening again?"), _("Inspection, tools, training, drawings."))
    name = forms.CharField(label=_("Your name"), max_length=40)
    photos = FilesField(label=_("Photos"), required=False, at_most=6)
