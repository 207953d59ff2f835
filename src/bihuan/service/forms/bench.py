"""What is filled in about a product in the workshop (SVC-12, SVC-13)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import RecordForm
from bihuan.kernel.signing import SignedForm
from bihuan.kernel.uploads import FilesField
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.products.models import FaultCode, ProductLine, ProductModel
from bihuan.products.queries import codes_for
from bihuan.service.forms.base import TimeField
from bihuan.service.models import BenchJob, FunctionCheck
from bihuan.service.operations.bench import Goods, Line
from bihuan.service.states import REPAIR_CAUSES, LineKind
from bihuan.service.states.bench import CheckOccasion

ROWS, SPARE, MORE, MOST_ROWS = 6, 2, 4, 200
ONE = "one"  # what a phone's button asks for: one row more to be seen
BEGUN = ("text_", "code_", "unit_price_")
PICK = {"data-pick": ""}


def _text(label: Any, rows: int = 2, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": rows}), **options)


class TechnicianField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A technician on duty; those of the outlet first."""

    def __init__(self, **kwargs: Any) -> None:
        rows = Staff.objects.active().filter(post_holdings__post=Post.TECHNICIAN).distinct().order_by("username")
        super().__init__(queryset=rows, empty_label=_("to be decided"), widget=forms.Select(attrs=PICK), **kwargs)


class GoodsForm(SignedForm):
    """The 「客户商品领取收据」, in its order."""

    serial_text = forms.CharField(label=_("Serial no."), max_length=60, required=False)
    accessories = _text(_("Accessories"), required=False, help_text=_("One on each line, with how many"))
    condition = _text(_("Outer condition"), help_text=_("Scratches, dents, seal; photograph what is damaged"))
    photos = FilesField(label=_("Photos"), required=False, at_most=6, pictures_only=True)
    lock_code = forms.CharField(
        label=_("Lock or seal code"), max_length=60, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}), help_text=_("Kept sealed; every look at it is noted"),
    )  # fmt: skip
    reason = _text(_("Why it was taken in"), required=False)
    promised_at = TimeField(label=_("Promised for"))
    shelf = forms.CharField(label=_("Shelf"), max_length=20, required=False)
    technician = TechnicianField(label=_("Technician"), required=False)
    minutes_spent = forms.IntegerField(
        label=_("Minutes used"), min_value=0, max_value=6000, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )

    def __init__(self, *args: Any, is_visit: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("shelf", "technician") if is_visit else ("minutes_spent",):
            del self.fields[name]
        if is_visit:
            self.fields["reason"].required = True

    def goods(self) -> Goods:
        """Return what is taken in, as the operation wants it."""
        values = self.cleaned_data
        signature, is_paper = self.signed()
        return Goods(
            condition=values["condition"], promised_at=values["promised_at"], signature=signature, is_paper=is_paper,
            signer_name=values["signer_name"], accessories=tuple(values["accessories"].splitlines()),
            lock_code=values["lock_code"], reason=values["reason"], serial_text=values["serial_text"],
            shelf=values.get("shelf", ""), technician=values.get("technician"), photos=tuple(values["photos"]),
        )  # fmt: skip


class BenchDiagnosisForm(RecordForm):
    """What the bench found."""

    fault_code = forms.ModelChoiceField(
        label=_("Fault code"), queryset=FaultCode.objects.none(), required=False, empty_label=_("No code")
    )
    findings = _text(_("Findings"), rows=3)
    cause = forms.ChoiceField(label=_("Cause"), choices=REPAIR_CAUSES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, record: BenchJob, **kwargs: Any) -> None:
        known = {"fault_code": record.fault_code_id, "findings": record.findings, "cause": record.cause or None}
        kwargs["initial"] = known
        super().__init__(*args, record=record, **kwargs)
        self.fields["fault_code"].queryset = codes_for(record.request.model)  # type: ignore[attr-defined]


class LinesForm(RecordForm):
    """Lines of what something costs; empty rows don't count, and more are drawn when asked for (`more`).

    Attributes:
        is_growing: the form was sent for more rows alone: nothing is checked, what was typed stays.
        shown: rows that a phone shows, where each takes half the screen: those begun, and one when asked for.
    """

    kinds: Any = LineKind.choices
    line: Any = Line
    lines = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_growing = self.is_bound and "more" in self.data
        filled = self._filled()
        self.rows = min(MOST_ROWS, max(ROWS, filled + SPARE, self._asked_for() if self.is_bound else 0))
        self.shown = max(1, filled + (self.is_growing and self.data["more"] == ONE))
        for number in range(self.rows):
            self._add_row(number)

    def _filled(self) -> int:
        """Return up to which row something is written."""
        values = self.data if self.is_bound else self.initial
        begun = (name for name in values if name.startswith(BEGUN) and str(values[name]).strip())
        return max((int(end) for name in begun if (end := name.rpartition("_")[2]).isdecimal()), default=-1) + 1

    def _asked_for(self) -> int:
        written = str(self.data.get("rows", ""))
        count = int(written) if written.isdecimal() and len(written) < 4 else 0
        return count + (MORE if self.is_growing else 0)

    def full_clean(self) -> None:
        """Check nothing while more rows are asked for."""
        super().full_clean()
        if self.is_growing:
            self._errors = ErrorDict()

    def is_valid(self) -> bool:
        """Return whether the form was sent to be saved, and can be."""
        return not self.is_growing and super().is_valid()

    def _add_row(self, number: int) -> None:
        self.fields |= {
            f"kind_{number}": forms.ChoiceField(label=_("Kind"), choices=self.kinds, required=False),
            f"text_{number}": forms.CharField(label=_("What for"), max_length=120, required=False),
            f"code_{number}": forms.CharField(label=_("Part no."), max_length=40, required=False),
            f"quantity_{number}": _number(_("Quantity"), 8),
            f"unit_price_{number}": _number(_("Unit price"), 10),
            f"is_covered_{number}": forms.BooleanField(label=_("Free of charge"), required=False),
        }

    @property
    def bound_rows(self) -> list[list[forms.BoundField]]:
        """Return the fields of each row, for the template; those past `shown` are left out on a phone."""
        names = ("kind", "text", "code", "quantity", "unit_price", "is_covered")
        return [[self[f"{name}_{number}"] for name in names] for number in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing in a row that was begun."""
        values: dict[str, Any] = super().clean() or {}
        for number in range(self.rows):
            text, price = values.get(f"text_{number}"), values.get(f"unit_price_{number}")
            if text and price is None and f"unit_price_{number}" not in self.errors:
                self.add_error(f"unit_price_{number}", _("Give a price; 0 where it is free."))
            if price is not None and not text:
                self.add_error(f"text_{number}", _("Say what this is for."))
        return values

    def chosen(self) -> list[Any]:
        """Return the filled rows."""
        values = self.cleaned_data
        return [
            self.line(
                kind=values[f"kind_{number}"], text=values[f"text_{number}"], code=values[f"code_{number}"],
                quantity=values[f"quantity_{number}"] or Decimal(1), unit_price=values[f"unit_price_{number}"],
                is_covered=values[f"is_covered_{number}"],
            )
            for number in range(self.rows) if values[f"text_{number}"]
        ]  # fmt: skip


class EstimateForm(LinesForm):
    """Plan, expected day and cost lines of the 「报价单」."""

    plan = _text(_("Repair plan"), rows=3)
    promised_at = TimeField(label=_("Expected to be ready"))


def _number(label: Any, digits: int) -> forms.DecimalField:
    options = {"min_value": 0, "max_digits": digits, "decimal_places": 2, "required": False}
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"})
    return forms.DecimalField(label=label, widget=widget, **options)  # type: ignore[arg-type]


class AnswerForm(RecordForm):
    """The customer's word on paper, taken by a colleague."""

    name = forms.CharField(label=_("Who answers"), max_length=80)
    paper = FilesField(label=_("Photo or scan of the signed paper"), required=False, at_most=1)
    note = _text(_("Customer's remark"), required=False)


class PromiseForm(RecordForm):
    """Another day."""

    promised_at = TimeField(label=_("Promised for"))
    note = _text(_("Reason, and what the customer was told"))


class BeyondForm(RecordForm):
    """Why it can't be repaired."""

    beyond_reason = _text(_("Why it can't be repaired"), rows=3, help_text=_("In the words the customer is told"))


class WorkDoneForm(RecordForm):
    """What was done at the bench."""

    work_done = _text(_("Work done and test run"), rows=3)
    minutes_spent = forms.IntegerField(label=_("Minutes used"), min_value=0, max_value=6000)


class ShelfForm(RecordForm):
    """Where it stands and who repairs it."""

    shelf = forms.CharField(label=_("Shelf"), max_length=20, required=False)
    technician = TechnicianField(label=_("Technician"), required=False)


class ReplaceForm(RecordForm):
    """The unit given instead."""

    serial = forms.CharField(
        label=_("Serial no. of the replacement"), max_length=60,
        help_text=_("Not on file yet? It is entered as the same model."),
    )  # fmt: skip
    note = _text(_("Reason, and on whose decision"))


class FunctionTestForm(RecordForm):
    """One field for each point of the checklist."""

    def __init__(self, *args: Any, checks: list[FunctionCheck], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = checks
        for number, check in enumerate(checks):
            self.fields[f"point_{number}"] = point_field(check)
        self.fields["note"] = _text(_("Remark"), required=False)

    def results(self) -> list[dict[str, Any]]:
        """Return what was found at each point."""
        found = []
        for number, check in enumerate(self.checks):
            value = self.cleaned_data[f"point_{number}"]
            found.append({"value": value} if check.is_measured else {"ok": value == "yes"})
        return found


def point_field(check: FunctionCheck) -> forms.Field:
    """Return the field of one point: passed or not, or the value measured."""
    if not check.is_measured:
        return forms.ChoiceField(
            label=check.name, choices=[("yes", _("Passed")), ("no", _("Not passed"))], widget=forms.RadioSelect
        )
    bounds = [(check.low, "≥ {}"), (check.high, "≤ {}")]
    said = " ".join(form.format(f"{bound.normalize():f}") for bound, form in bounds if bound is not None)
    widget = forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"})
    label = f"{check.name}（{check.unit}）" if check.unit else check.name
    return forms.DecimalField(label=label, max_digits=12, decimal_places=3, help_text=said, widget=widget)


class ReturnForm(SignedForm):
    """Who has it back."""

    note = _text(_("Customer's remark"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signer_name"].label = _("Collected by")


class FunctionCheckForm(forms.ModelForm):  # type: ignore[type-arg]
    """A point of a checklist."""

    class Meta:
        model = FunctionCheck
        fields = (
            "model", "line", "occasion", "name", "is_measured", "unit", "low", "high", "better", "position",
            "is_active",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            revision = forms.IntegerField(required=False, widget=forms.HiddenInput, initial=self.instance.revision)
            self.fields["revision"] = revision
        self.fields["occasion"].required = False
        self.fields["model"].queryset = ProductModel.objects.order_by("code")  # type: ignore[attr-defined]
        self.fields["line"].queryset = ProductLine.objects.order_by("code")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Keep a point to one model or one line."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("model") and values.get("line"):
            raise ValidationError({"line": _("Choose a model or a line, not both.")})
        return values

    def values(self) -> dict[str, Any]:
        """Return what the operation takes."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**values, "occasion": values["occasion"] or CheckOccasion.REPAIR}
