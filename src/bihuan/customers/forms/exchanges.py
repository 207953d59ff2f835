"""The forms of an exchange with a customer (ORD-04)."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Exchange
from bihuan.customers.operations.exchanges import Said
from bihuan.customers.states.exchanges import ExchangeTopic, ExchangeWay
from bihuan.kernel.inputs import DateInput, DateTimeInput, RecordForm
from bihuan.organization.models import Staff

PICK = {"data-pick": ""}


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A colleague, chosen by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Staff.objects.active().order_by("username"), widget=forms.Select(attrs=PICK),
            **{"empty_label": "—", **kwargs},
        )  # fmt: skip


def sentences(label: Any, *, rows: int = 3, required: bool = True) -> forms.CharField:
    """Return a field for some sentences."""
    return forms.CharField(label=label, max_length=2000, required=required, widget=forms.Textarea(attrs={"rows": rows}))


class ExchangeForm(forms.Form):
    """The 「顾客沟通情况记录表」, in the order of the paper."""

    held_at = forms.DateTimeField(label=pgettext_lazy("exchange", "Time"), widget=DateTimeInput())
    way = forms.ChoiceField(label=pgettext_lazy("exchange", "Way"), choices=ExchangeWay.choices)
    topic = forms.ChoiceField(label=pgettext_lazy("exchange", "About"), choices=ExchangeTopic.choices)
    theirs = forms.CharField(label=_("For the customer"), max_length=80)
    held_by = PersonField(label=_("For us"))
    also_there = forms.CharField(label=_("Also there"), max_length=120, required=False)
    order_no = forms.CharField(label=_("Order or contract no."), max_length=40, required=False)
    subject = forms.CharField(label=pgettext_lazy("exchange", "Subject"), max_length=120)
    content = sentences(_("What the customer said"), rows=4)
    agreed = sentences(_("Answered and agreed"), required=False)
    todo = forms.CharField(
        label=_("To be done"), max_length=200, required=False, help_text=_("Empty: nothing is left to do.")
    )
    owner = PersonField(label=_("Sees to it"), required=False)
    due_on = forms.DateField(label=pgettext_lazy("exchange", "Until"), widget=DateInput(), required=False)

    def __init__(self, data: Any = None, *, by: Staff, theirs: str = "") -> None:
        at = timezone.localtime().replace(second=0, microsecond=0)
        super().__init__(data, initial={"held_at": at, "held_by": by.pk, "theirs": theirs})

    def said(self) -> Said:
        """Return what the operation takes."""
        return Said(**self.cleaned_data)


class SettleForm(RecordForm):
    """What came of it."""

    outcome = sentences(_("What came of it"))


class HandOnForm(RecordForm):
    """Somebody else sees to it."""

    owner = PersonField(label=_("Sees to it"))
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)


class FollowUpForm(RecordForm):
    """What is to be done, by whom, until when."""

    todo = forms.CharField(label=_("To be done"), max_length=200)
    owner = PersonField(label=_("Sees to it"))
    due_on = forms.DateField(label=pgettext_lazy("exchange", "Until"), widget=DateInput(), required=False)


def follow_up_initial(record: Exchange) -> dict[str, Any]:
    """Return what stands in the form: whoever spoke with the customer sees to it."""
    return {"owner": record.owner_id or record.held_by_id}
