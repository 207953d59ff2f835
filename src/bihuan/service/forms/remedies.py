"""Deciding on a repair, replacement or refund, and carrying it out."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import RecordForm
from bihuan.service.queries.lines import OFFER_WORDS
from bihuan.service.states.remedies import RemedyKind


class AskRemedyForm(RecordForm):
    """What the customer asks for, in his words."""

    kind = forms.ChoiceField(label=_("He asks for"), choices=RemedyKind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class AgreeForm(RecordForm):
    """What he gets; of a refund the price that was paid."""

    kind = forms.ChoiceField(label=_("He gets"), widget=forms.RadioSelect)
    price = forms.DecimalField(
        label=_("Price paid"), required=False, min_value=Decimal("0.01"), max_digits=12, decimal_places=2,
        help_text=_("For a refund; what use takes off is reckoned by the clause."),
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), required=False, max_length=400)

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        offers = [(name, OFFER_WORDS[name]) for name in record.offers if name in OFFER_WORDS]
        self.fields["kind"].choices = offers  # type: ignore[attr-defined]
        self.initial.setdefault("kind", record.kind_of)
        if RemedyKind.REFUND not in record.offers:
            del self.fields["price"]


class CarryOutForm(RecordForm):
    """The number of what he got."""

    replacement_serial = forms.CharField(label=_("Serial number of the replacement"), max_length=60)
    note = forms.CharField(label=_("Note"), required=False, max_length=400)

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if record.kind_of != RemedyKind.REPLACEMENT:
            del self.fields["replacement_serial"]
