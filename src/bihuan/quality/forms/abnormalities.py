"""The forms of incoming abnormalities, in the order of the 「供应商异常矫正单」."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.kernel.uploads import FilesField
from bihuan.products.models import Supplier
from bihuan.quality.models import SupplierAbnormality
from bihuan.quality.operations.abnormalities import Inspection, Review
from bihuan.quality.queries import abnormality_rules as clauses
from bihuan.quality.queries.abnormality_seats import proposed_seats
from bihuan.quality.states.abnormalities import DefectKind
from bihuan.service.forms.matters import PICK, PersonField, colleagues, words

GROUPS = {"appearance": DefectKind.APPEARANCE, "performance": DefectKind.PERFORMANCE}


def _pieces(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=14, decimal_places=3, **options)


def _ticks(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


class FindForm(forms.Form):
    """The inspection with its verdict."""

    supplier = forms.ModelChoiceField(
        label=_("Supplier"), queryset=Supplier.objects.none(), widget=forms.Select(attrs=PICK)
    )
    material = forms.CharField(label=_("Material"), max_length=80)
    lot = forms.CharField(label=_("Lot no."), max_length=60)
    order_no = forms.CharField(label=_("Purchase order"), max_length=40, required=False)
    lot_quantity = _pieces(_("Quantity of the lot"))
    unit_of_measure = forms.CharField(label=_("Unit of measure"), max_length=12, required=False)
    standard = forms.CharField(
        label=_("Inspected against"), max_length=120, help_text=_("Inspection instruction, sealed sample, drawing.")
    )
    sample_size = forms.IntegerField(label=pgettext_lazy("incoming", "Sample"), min_value=1, max_value=10_000_000)
    defective = forms.IntegerField(label=_("Defective in the sample"), min_value=1, max_value=10_000_000)
    affected = _pieces(_("To be disposed of"), required=False, help_text=_("Empty: the whole lot."))
    defect_class = forms.ChoiceField(label=_("Class of the defect"), widget=forms.RadioSelect)
    defect_kind = forms.ChoiceField(label=_("Kind of defect"), choices=DefectKind.choices, widget=forms.RadioSelect)
    appearance = _ticks(_("Appearance"))
    performance = _ticks(_("Performance"))
    description = words(
        pgettext_lazy("incoming", "What was found"), hint=_("Where on the part, how much off, on how many pieces.")
    )
    proofs = FilesField(label=_("Photos and inspection report"), required=False, at_most=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].queryset = Supplier.objects.order_by("name")  # type: ignore[attr-defined]
        self.fields["defect_class"].choices = clauses.items(clauses.CLASSES)  # type: ignore[attr-defined]
        for name, kind in GROUPS.items():
            self.fields[name].choices = clauses.items(clauses.DEFECTS[kind])  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse defects of the other kind."""
        values: dict[str, Any] = super().clean() or {}
        kind = values.get("defect_kind")
        for name, of in GROUPS.items():
            if kind and values.get(name) and of != kind:
                self.add_error(name, _("These belong to the other kind of defect."))
        return values

    def inspection(self, subject: Any = None) -> Inspection:
        """Return what the operation takes."""
        values = dict(self.cleaned_data)
        groups = {name: values.pop(name) for name in GROUPS}
        files = values.pop("proofs")
        return Inspection(**values, files=files, defects=groups[values["defect_kind"]], subject=subject)


class IssueForm(RecordForm):
    """What is asked of the supplier."""

    demand = words(
        _("Asked of the supplier"), rows=4,
        hint=_("He answers with cause, containment, corrective and preventive action."),
    )  # fmt: skip


class AnswerForm(RecordForm):
    """A paper answer, entered by a colleague."""

    cause = words(pgettext_lazy("action", "Cause"))
    containment = words(_("Containment"))
    corrective = words(_("Corrective action"))
    preventive = words(_("Preventive action"))
    name = forms.CharField(label=pgettext_lazy("incoming", "Answered by"), max_length=40)
    proofs = FilesField(label=_("Files of the answer"), required=False, at_most=6)


class LineDayForm(RecordForm):
    """When the material is wanted."""

    line_on = forms.DateField(label=_("Wanted on the line"), widget=DateInput())
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)


class ReviewForm(RecordForm):
    """The review meeting: for each post of the clause who came, or why nobody did."""

    held_on = forms.DateField(label=pgettext_lazy("zeroing", "Held on"), widget=DateInput(), initial=timezone.localdate)
    chair = PersonField(label=_("Chair"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people, proposed = colleagues(), proposed_seats()
        self.fields["chair"].queryset = people  # type: ignore[attr-defined]
        self.fields["chair"].initial = proposed.get("quality_manager")
        self.seats = clauses.items(clauses.SEATS)
        for code, label in self.seats:
            seat = PersonField(label=label, required=False)
            seat.queryset, seat.initial = people, proposed.get(code)
            self.fields[f"seat_{code}"] = seat
            self.fields[f"absence_{code}"] = forms.CharField(
                label=_("%(post)s: why nobody came") % {"post": label}, max_length=120, required=False
            )
        self.fields["others"] = forms.CharField(label=_("Others present"), max_length=200, required=False)
        self.fields["conclusion"] = words(_("Conclusion"), rows=4)

    def review(self) -> Review:
        """Return what the operation takes."""
        values = self.cleaned_data
        seats = {code: values[f"seat_{code}"] or values[f"absence_{code}"] for code, _label in self.seats}
        named = {name: values[name] for name in ("held_on", "chair", "others", "conclusion")}
        return Review(seats=seats, **named)


class DisposeForm(RecordForm):
    """How much goes which way; the quantities add up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = clauses.ways()
        written = {}
        if isinstance(self.record, SupplierAbnormality):
            written = {line.kind: line.quantity for line in self.record.lines.all()}
        for way in self.ways:
            label = f"{way.words} · {way.label}"
            self.fields[self._name(way)] = _pieces(label, required=False, initial=written.get(way.key))
        self.fields["decision"] = words(_("Grounds of the disposition"))

    @staticmethod
    def _name(way: clauses.Way) -> str:
        return f"way_{way.key.replace('.', '_')}"

    def lines(self) -> list[tuple[str, Any]]:
        """Return way and quantity of each part that was filled in."""
        found = [(way.key, self.cleaned_data[self._name(way)]) for way in self.ways]
        return [(key, quantity) for key, quantity in found if quantity]


class HoursForm(RecordForm):
    """Labour of a concession."""

    worked_on = forms.DateField(label=_("Worked on"), widget=DateInput(), initial=timezone.localdate)
    work = forms.CharField(label=_("Work"), max_length=120)
    people = forms.IntegerField(label=pgettext_lazy("incoming", "People"), min_value=1, max_value=200, initial=1)
    hours = forms.DecimalField(
        label=_("Hours in all"), min_value=0, max_digits=8, decimal_places=2, help_text=_("Of all people together.")
    )


class SettleForm(RecordForm):
    """What was settled with the supplier."""

    amount = forms.DecimalField(label=_("Settled"), min_value=0, max_digits=12, decimal_places=2)
    note = words(_("Remark"), required=False, rows=2, hint=_("Another sum than the hours come to: write why."))


class NextLotForm(RecordForm):
    """A lot that came after the answer."""

    code = forms.CharField(label=_("Lot no."), max_length=60)
    inspected_on = forms.DateField(label=_("Inspected on"), widget=DateInput(), initial=timezone.localdate)
    sample_size = forms.IntegerField(label=pgettext_lazy("incoming", "Sample"), min_value=1, max_value=10_000_000)
    defective = forms.IntegerField(label=_("Defective in the sample"), min_value=0, max_value=10_000_000, initial=0)
    is_in_order = forms.BooleanField(label=_("In order"), required=False)
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)


class VerifyForm(RecordForm):
    """Verified by the next lots, or none will follow."""

    no_further = forms.CharField(
        label=_("No further deliveries"), max_length=200, required=False,
        help_text=_("Only where none will follow: why. Else the next lots decide."),
    )  # fmt: skip
