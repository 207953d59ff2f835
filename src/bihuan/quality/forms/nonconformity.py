"""The forms of the 「不合格品评审处置报告单」 (QUA-06)."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.kernel.uploads import FilesField
from bihuan.organization.models import Department
from bihuan.products.models import Batch, Hold, Lot, ProductModel
from bihuan.quality.models import Disposition, Nonconformity
from bihuan.quality.operations.nonconformity import Finding, Outcome, Proposal
from bihuan.quality.queries.nonconformity import offered
from bihuan.quality.queries.nonconformity_rules import CLASS, NATURE, choices, due_clause, latest_day
from bihuan.quality.rules.dispositions import plain
from bihuan.quality.states.dispositions import DispositionKind
from bihuan.quality.states.nonconformity import FoundAt
from bihuan.service.forms.base import TimeField
from bihuan.service.forms.matters import PICK, PersonField, colleagues, words


def quantity(label: Any, *, required: bool = True, hint: Any = "", **options: Any) -> forms.DecimalField:
    """Return a field for a number of pieces, or kilograms, metres …"""
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_digits=14, decimal_places=3, help_text=hint, **options
    )


class ThingsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Batches or lots, found by typing."""

    def __init__(self, **kwargs: Any) -> None:
        options = {"queryset": Lot.objects.none(), "required": False, "widget": forms.SelectMultiple(attrs=PICK)}
        super().__init__(**{**options, **kwargs})

    def label_from_instance(self, obj: Any) -> str:
        """Return the batch with its model, the lot with its material."""
        return f"{obj.model.code} {obj.code}" if isinstance(obj, Batch) else f"{obj} {obj.supplier.name}"


class FindingForm(RecordForm):
    """What was found, where and when, how many of what."""

    found_at = TimeField(label=pgettext_lazy("nonconformity", "Found at"))
    stage = forms.ChoiceField(label=_("Found in"), choices=FoundAt.choices)
    place = forms.CharField(label=_("Place"), max_length=80, required=False)
    model = forms.ModelChoiceField(
        label=_("Model"),
        queryset=ProductModel.objects.none(),
        required=False,
        empty_label="—",
        widget=forms.Select(attrs=PICK),
    )
    product = forms.CharField(
        label=_("Product or material"), max_length=80, required=False, help_text=_("Where it is no model of ours.")
    )
    batches = ThingsField(label=_("Batches"), help_text=_("Held back from now on: not sold, not delivered."))
    lots = ThingsField(label=_("Lots"), help_text=_("Held back from now on: not used in production."))
    inspected = quantity(_("Inspected"), required=False)
    quantity = quantity(_("Quantity found"))
    unit_of_measure = forms.CharField(label=_("Unit of measure"), max_length=12, required=False)
    unit_cost = forms.DecimalField(
        label=_("Cost of one piece"), required=False, min_value=0, max_digits=12, decimal_places=2,
        help_text=_("In yuan; the loss of a scrap is counted with it."),
    )  # fmt: skip
    nature = forms.ChoiceField(label=_("Nature"))
    class_code = forms.ChoiceField(label=_("Class"))
    description = words(_("What does not conform"), rows=4)
    department = forms.ModelChoiceField(
        label=_("Responsible department"), queryset=Department.objects.none(), required=False, empty_label="—"
    )
    photos = FilesField(label=_("Photos"), required=False, at_most=6, pictures_only=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = self.record if isinstance(self.record, Nonconformity) else None
        self.fields["model"].queryset = ProductModel.objects.order_by("code")  # type: ignore[attr-defined]
        for name, thing in (("batches", Batch), ("lots", Lot)):
            there = getattr(one, name).all() if one else ()
            self.fields[name].queryset = offered(thing, chosen=there)  # type: ignore[attr-defined]
        self.fields["nature"].choices = choices(NATURE)  # type: ignore[attr-defined]
        self.fields["class_code"].choices = choices(CLASS)  # type: ignore[attr-defined]
        self.fields["department"].queryset = Department.objects.order_by("code")  # type: ignore[attr-defined]
        self.initial.setdefault("found_at", timezone.localtime())
        if one is not None:
            del self.fields["photos"]

    def finding(self) -> Finding:
        """Return what the operation takes."""
        left_out = {"photos", "revision"}
        values = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        return Finding(**{**values, "batches": list(values["batches"]), "lots": list(values["lots"])})


def found(one: Nonconformity) -> dict[str, Any]:
    """Return what stands in the form when the facts are corrected."""
    names = [name for name in FindingForm.base_fields if name not in {"photos", "batches", "lots"}]
    own = {name: getattr(one, name) for name in names}
    numbers = {name: None if own[name] is None else plain(own[name]) for name in ("inspected", "quantity")}
    return {**own, **numbers, "batches": list(one.batches.all()), "lots": list(one.lots.all())}


class DispositionForm(RecordForm):
    """What becomes of how many pieces, by whom, until when."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("disposition", "Disposition"), choices=DispositionKind.choices, widget=forms.RadioSelect
    )
    quantity = quantity(_("Quantity"))
    batches = ThingsField(label=_("Batches"), help_text=_("Empty: all of them."))
    lots = ThingsField(label=_("Lots"), help_text=_("Empty: all of them."))
    responsible = PersonField(label=pgettext_lazy("disposition", "Responsible"))
    due_on = forms.DateField(label=pgettext_lazy("disposition", "To be done by"), widget=DateInput())
    instruction = words(
        pgettext_lazy("disposition", "How"), required=False, rows=2, hint=_("Of a regrade: to which grade.")
    )
    condition = words(
        pgettext_lazy("concession", "Condition"), required=False, rows=2,
        hint=_("Of a concession: sorted, with further parts, by a further process, with lower demands …"),
    )  # fmt: skip
    expires_on = forms.DateField(
        label=pgettext_lazy("concession", "Last day"), required=False, widget=DateInput(),
        help_text=_("Of a concession: until when it may be used."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = colleagues()  # type: ignore[attr-defined]
        record = self.record
        one = record.nonconformity if isinstance(record, Disposition) else record
        if not isinstance(one, Nonconformity):
            return
        for name in ("batches", "lots"):
            self.fields[name].queryset = getattr(one, name).all()  # type: ignore[attr-defined]
            if not getattr(one, name).exists():
                del self.fields[name]
        left = one.left_over + (record.quantity if isinstance(record, Disposition) else 0)
        self.fields["quantity"].help_text = _("%(left)s of %(found)s still want a disposition.") % {
            "left": plain(left), "found": plain(one.quantity),
        }  # fmt: skip
        self.initial.setdefault("quantity", plain(left))
        if clause := due_clause(one.facts()):
            latest = latest_day(one)
            self.initial.setdefault("due_on", latest)
            self.fields["due_on"].help_text = _("By the clause %(clause)s at the latest on %(day)s.") % {
                "clause": clause.label, "day": latest,
            }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Put together what the operation takes."""
        data = super().clean() or {}
        if self.errors:
            return data
        values = {name: value for name, value in data.items() if name != "revision"}
        for name in ("batches", "lots"):
            values[name] = list(values.get(name) or ())
        kept = {"revision": data["revision"]} if "revision" in data else {}
        return {**kept, "proposal": Proposal(**values)}


def proposed(line: Disposition) -> dict[str, Any]:
    """Return what stands in the form when a disposition is changed."""
    names = ("responsible", "due_on", "instruction", "condition", "expires_on")
    things = {"batches": list(line.batches.all()), "lots": list(line.lots.all())}
    own = {name: getattr(line, name) for name in names}
    return {**own, "kind": line.kind_of, "quantity": plain(line.quantity), **things}


class ResultForm(RecordForm):
    """What became of some pieces."""

    accepted = quantity(pgettext_lazy("disposition", "Accepted"), initial=0)
    rejected = quantity(pgettext_lazy("disposition", "Rejected again"), initial=0)
    minutes = forms.IntegerField(
        label=_("Labour in minutes"), min_value=0, max_value=1_000_000, required=False,
        help_text=_("Of rework and repair; what it costs comes from the clause."),
    )  # fmt: skip
    note = words(pgettext_lazy("disposition", "Result"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Disposition):
            self.initial.setdefault("accepted", plain(self.record.undone))

    def outcome(self) -> Outcome:
        """Return what the operation takes."""
        own = self.cleaned_data
        return Outcome(
            accepted=own["accepted"], rejected=own["rejected"], minutes=own["minutes"] or 0, note=own["note"]
        )


class UseForm(RecordForm):
    """How many pieces were used under a concession, what for."""

    quantity = quantity(_("Quantity"))
    used_for = forms.CharField(label=_("Used for"), max_length=120, help_text=_("Production order, contract, line …"))
    used_on = forms.DateField(label=_("Used on"), widget=DateInput(), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.record, Disposition):
            facts = {"left": plain(self.record.undone), "day": self.record.expires_on}
            self.fields["quantity"].help_text = _("%(left)s left, until %(day)s.") % facts


class HoldForm(RecordForm):
    """Which batches and lots are held back, and why that changes."""

    batches = ThingsField(label=_("Batches held back"))
    lots = ThingsField(label=_("Lots held back"))
    note = words(_("Reason"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = self.record
        held = [row.what for row in Hold.objects.of(one).select_related("batch", "lot")] if one else []
        for name, thing in (("batches", Batch), ("lots", Lot)):
            there = [row for row in held if isinstance(row, thing)]
            own = list(getattr(one, name).all()) if one else []
            self.fields[name].queryset = offered(thing, chosen=[*there, *own])  # type: ignore[attr-defined]
            self.initial.setdefault(name, there)
