"""The forms of a change: what is wanted and why, the customer's consent, by when it is made anew."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import RecordForm
from bihuan.kernel.uploads import FilesField
from bihuan.orders.forms.orders import ANSWER_WAYS, day, line
from bihuan.orders.forms.positions import PositionsForm
from bihuan.orders.models import Order, OrderChange
from bihuan.orders.operations.changing import Alteration
from bihuan.orders.queries.clauses import change_reasons
from bihuan.orders.states.changes import Side
from bihuan.service.forms.matters import words

FURTHER = 2


class ChangeForm(PositionsForm):
    """「合同评审变更登记表」: each position as it shall be; a quantity of nothing drops it."""

    side = forms.ChoiceField(label=pgettext_lazy("change", "Wanted by"), choices=Side.choices, widget=forms.RadioSelect)
    reason_code = forms.ChoiceField(
        label=_("Cause of the change"), required=False, help_text=_("Of a change that the company wants.")
    )
    reason = words(_("Reason"))
    promised_on = day(_("New delivery date"))
    requirements = words(_("New special requirements"), required=False, rows=2)

    def __init__(self, *args: Any, record: Order, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["reason_code"].choices = [("", "—"), *change_reasons()]  # type: ignore[attr-defined]
        self.initial.setdefault("promised_on", record.promised_on)
        for one in record.positions():
            self.add_row(str(one.pk), one)
            self.fields[f"model_{one.pk}"].widget.attrs["readonly"] = "readonly"
        for number in range(FURTHER):
            self.add_row(f"n{number}")

    def change(self) -> Alteration:
        """Return what the operation takes."""
        names = ("side", "reason", "reason_code", "promised_on", "requirements")
        return Alteration(**{name: self.cleaned_data[name] for name in names}, lines=self.entries())


class ConsentForm(RecordForm):
    """Who consented for the customer, when and how; a letter or fax is added."""

    consent_by = line(_("Consented for the customer"), 80, required=True)
    consent_way = forms.ChoiceField(label=_("Consented by"), choices=ANSWER_WAYS, widget=forms.RadioSelect)
    consented_on = day(_("Consented on"))
    words = words(pgettext_lazy("change", "What the customer said"), required=False)
    proof = FilesField(
        label=_("Proof of consent"), required=False, at_most=1,
        help_text=_("The letter, fax or mail; of a call or a meeting a note, if there is one."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("consented_on", timezone.localdate())

    def clean_proof(self) -> Any:
        """Return the one file, None without."""
        return next(iter(self.cleaned_data["proof"] or ()), None)


class EffectForm(RecordForm):
    """By when what has to be made anew is to be done."""

    due_on = day(pgettext_lazy("notice", "To be done by"), hint=_("Of the new production notice, where one is wanted."))

    def __init__(self, *args: Any, record: OrderChange, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("due_on", record.promised_on or record.order.promised_on)
