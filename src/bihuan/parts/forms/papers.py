"""Forms of transfers and stock-takings: several parts at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.parts.forms.fields import consent_field
from bihuan.parts.models import Part, Place, StockCount, Transfer
from bihuan.parts.queries import part_named
from bihuan.parts.states.write_offs import WriteOffCause


class LinesField(forms.CharField):
    """Parts and pieces, one a line: number, then how many."""

    widget = forms.Textarea(attrs={"rows": 6})

    def clean(self, value: Any) -> Any:
        """Return `[(part, pieces)]`."""
        text: str = super().clean(value)
        return [self._line(line) for line in text.splitlines() if line.strip()]

    def _line(self, line: str) -> tuple[Part, int]:
        words = line.replace("，", " ").replace(",", " ").replace("×", " ").split()
        code, count = (" ".join(words[:-1]), words[-1]) if len(words) > 1 and words[-1].isdecimal() else (line, "1")
        part = part_named(code)
        if part is None:
            raise forms.ValidationError(_("There is no part «%(code)s».") % {"code": code.strip()})
        if len(count) > 7:
            raise forms.ValidationError(_("A number or a date is out of range."))
        return part, int(count)


class SendForm(forms.Form):
    """Parts sent to another place."""

    target = forms.ModelChoiceField(label=_("To place"), queryset=Place.objects.none(), empty_label=None)
    lines = LinesField(
        label=_("Spare parts"), help_text=_("One part a line: its number, then how many."), max_length=6000
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    consent = consent_field()

    def __init__(self, *args: Any, source: Place, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.visible_to(by).filter(is_active=True).exclude(pk=source.pk)
        self.fields["target"].queryset = places  # type: ignore[attr-defined]
        if not by.has_perm("parts.open_reserve", source):
            del self.fields["consent"]


class WriteOffForm(forms.Form):
    """Pieces to be written off, and why."""

    lines = LinesField(
        label=_("Spare parts"), help_text=_("One part a line: its number, then how many."), max_length=6000
    )
    cause = forms.ChoiceField(
        label=pgettext_lazy("write-off", "Cause"), choices=WriteOffCause.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What happened, and why it can't be used any more."),
    )  # fmt: skip


class CountedForm(forms.Form):
    """Pieces by line: what arrived, or what lay there."""

    def __init__(self, *args: Any, paper: Transfer | StockCount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_transfer = isinstance(paper, Transfer)
        self.lines: list[Any] = list(paper.lines.select_related("part"))
        for line in self.lines:
            self.fields[f"line_{line.pk}"] = forms.IntegerField(
                label=str(line.part), min_value=0, max_value=1_000_000, initial=line.sent if is_transfer else None,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
        if is_transfer:
            self.fields["note"] = forms.CharField(
                label=_("Note"), required=False, max_length=400, help_text=_("Why less or more arrived than was sent.")
            )

    def pieces(self) -> dict[int, int]:
        """Return pieces by the line's key."""
        return {line.pk: self.cleaned_data[f"line_{line.pk}"] for line in self.lines}
