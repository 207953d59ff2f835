"""Setting an entitlement otherwise by hand."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import RecordForm
from bihuan.products.rules import BASES, LINES
from bihuan.service.queries.lines import BASIS_WORDS, LINE_WORDS, STEP_WORDS


class RulingForm(RecordForm):
    """What it is about, at what it is charged, why, and what that comes to."""

    lines = forms.MultipleChoiceField(
        label=_("What it is about"), choices=[(name, LINE_WORDS[name]) for name in LINES], initial=list(LINES),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    basis = forms.ChoiceField(
        label=_("To be charged"), choices=[(name, BASIS_WORDS[name]) for name in BASES], widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(
        label=_("As"), choices=[(name, STEP_WORDS[name]) for name in ("goodwill", "override")],
        widget=forms.RadioSelect, initial="goodwill",
    )  # fmt: skip
    amount = forms.DecimalField(
        label=_("Estimated amount in yuan"), min_value=Decimal(0), max_digits=10, decimal_places=2,
        help_text=_("Above your limit it goes to whoever approves it; until then the old decision holds."),
    )  # fmt: skip
    note = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def values(self) -> dict[str, Any]:
        """Return what the operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}
