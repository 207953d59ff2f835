"""The forms of visits, plans and reports."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.forms.grid import CustomerField
from bihuan.customers.models import Customer, Visit, VisitMonth, VisitPlan
from bihuan.customers.operations.visits import CARD, TOLD
from bihuan.customers.queries import visits as queries
from bihuan.customers.states.visits import Period
from bihuan.kernel.inputs import DateInput, RecordForm, note_field
from bihuan.kernel.uploads import FilesField
from bihuan.organization.models import Region, Staff
from bihuan.organization.states import Post

PICK = {"data-pick": ""}
AT_MOST = 200


def _area(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), **options
    )


def _staff() -> Any:
    return Staff.objects.active().order_by("username")


class PlanForm(forms.Form):
    """A new plan: which region, what time, who goes; whom he visits follows on the next page."""

    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.all(), widget=forms.Select(attrs=PICK))
    period = forms.ChoiceField(label=_("Plan for"), choices=Period.choices, initial=Period.MONTH)
    day = forms.DateField(
        label=_("A day of that time"), widget=DateInput(), initial=timezone.localdate,
        help_text=_("The year, quarter or month that this day lies in."),
    )  # fmt: skip
    visitor = forms.ModelChoiceField(
        label=_("Visitor"), queryset=Staff.objects.none(), widget=forms.Select(attrs=PICK),
        help_text=_("Not the salesman of this region."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visitor"].queryset = _staff()  # type: ignore[attr-defined]


class PlanLinesForm(RecordForm):
    """What a plan says: technicians, what to push and find out, how often each customer of the region is visited."""

    visitor = forms.ModelChoiceField(label=_("Visitor"), queryset=Staff.objects.none(), widget=forms.Select(attrs=PICK))
    technicians = forms.ModelMultipleChoiceField(
        label=_("Technicians of the region"),
        queryset=Staff.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs=PICK),
    )
    goods = _area(_("Products to push"))
    survey = _area(_("Points to find out"))
    special_survey = _area(_("Special points to find out"))
    arrangements = _area(_("Arrangements"))

    def __init__(self, *args: Any, record: VisitPlan, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["visitor"].queryset = _staff()  # type: ignore[attr-defined]
        holding = _staff().filter(post_holdings__post=Post.TECHNICIAN).distinct()
        self.fields["technicians"].queryset = holding  # type: ignore[attr-defined]
        for name in ("visitor", "goods", "survey", "special_survey", "arrangements"):
            self.fields[name].initial = getattr(record, name)
        self.fields["technicians"].initial = record.technicians.all()
        known = dict(record.lines.values_list("customer", "times"))
        self.customers = candidates(record, set(known))
        for one in self.customers:
            self.fields[f"times_{one.pk}"] = forms.IntegerField(
                label=one.name, min_value=0, max_value=60, required=False, initial=known.get(one.pk),
                widget=forms.NumberInput(attrs={"aria-label": one.name}),
            )  # fmt: skip

    @property
    def top(self) -> list[Any]:
        """The fields above the customers."""
        return [field for field in self.visible_fields() if not field.name.startswith("times_")]

    @property
    def rows(self) -> list[tuple[Customer, Any]]:
        """The region's customers with their field."""
        return [(one, self[f"times_{one.pk}"]) for one in self.customers]

    def wanted(self) -> list[tuple[Customer, int]]:
        """Return whom to visit, and how often."""
        return [(one, times) for one in self.customers if (times := self.cleaned_data.get(f"times_{one.pk}"))]


def candidates(plan: VisitPlan, chosen: set[int]) -> list[Customer]:
    """Return the customers of a plan's region and its parts, the chosen and the companies first."""
    regions = [plan.region_id, *plan.region.children.values_list("pk", flat=True)]
    rows = Customer.objects.approachable().filter(region__in=regions).select_related("keeper")
    found = list(rows.order_by("-is_key", "-customer_kind", "name")[:AT_MOST])
    known = {one.pk for one in found}
    more = list(Customer.objects.filter(pk__in=chosen - known)) if chosen - known else []
    return sorted([*more, *found], key=lambda one: one.pk not in chosen)


class AddVisitForm(forms.Form):
    """A visit that no plan has."""

    customer = CustomerField(help_text=_("Number or name of the customer."))
    on = forms.DateField(label=_("Planned day"), widget=DateInput(), initial=timezone.localdate)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].is_exact = not by.has_perm("customers.view")  # type: ignore[attr-defined]


class RescheduleForm(RecordForm):
    """Another day, and why."""

    planned_on = forms.DateField(label=_("Planned day"), widget=DateInput())
    note = note_field(_("Reason"), longest=200)


class VisitForm(RecordForm):
    """A visit as it is written down: whom one met, customer card, inquiry card, what came of it, photos."""

    met_who = forms.CharField(label=_("Whom one met"), max_length=80)
    business = forms.CharField(label=_("What he deals in"), max_length=200, required=False)
    stock = forms.CharField(label=_("Stock"), max_length=200, required=False)
    purchases = forms.CharField(label=_("Purchases"), max_length=200, required=False)
    sales = forms.CharField(label=_("What he sells"), max_length=200, required=False)
    wishes = _area(_("Opinions, suggestions, wishes"))
    complaint = _area(_("What he complains about"), help_text=_("It is passed on from the visit's page."))
    needs = _area(_("New needs"))
    market = _area(_("Market and competitors"))
    technical = _area(_("Technical questions"))
    effect = forms.CharField(
        label=_("What came of the visit"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    handled = _area(_("What was seen to, and how it ended"))
    other = _area(pgettext_lazy("visit", "Other"))
    photos = FilesField(label=_("Photos"), required=False, pictures_only=True)

    def __init__(self, *args: Any, record: Visit, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in (*CARD, *TOLD):
            self.fields[name].initial = getattr(record, name)
        for code, label in queries.questions():
            field = _area(label)
            field.initial = record.answers.get(code, "")
            self.fields[f"answer_{code}"] = field

    def told(self) -> dict[str, str]:
        """Return what stands in the visit's own fields."""
        return {name: self.cleaned_data[name] for name in (*CARD, *TOLD)}

    def answers(self) -> dict[str, str]:
        """Return the inquiry card's answers."""
        return {
            name.removeprefix("answer_"): words
            for name, words in self.cleaned_data.items()
            if name.startswith("answer_")
        }

    @property
    def card_fields(self) -> list[Any]:
        return [self[name] for name in CARD]

    @property
    def report_fields(self) -> list[Any]:
        return [self[name] for name in TOLD if name != "met_who"]

    @property
    def question_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("answer_")]


class HandInForm(RecordForm):
    """The day in a few words."""

    summary = _area(_("Summary of the day"))


class UrgentForm(forms.Form):
    """The 「巡访紧急报告」."""

    matter = forms.ChoiceField(label=_("Matter"), widget=forms.RadioSelect)
    content = note_field(_("The situation"))
    proposal = note_field(_("What one proposes"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].choices = queries.matters()[0]  # type: ignore[attr-defined]


class InstructForm(RecordForm):
    """What is to be done."""

    instruction = note_field(pgettext_lazy("urgent report", "Instruction"))


class HandledForm(RecordForm):
    """What was done."""

    handling = note_field(_("How it was dealt with"))


class MonthReportForm(RecordForm):
    """What the month's figures don't say."""

    market = _area(_("Market and competitors"))
    problems = _area(_("Main problems and how they were seen to"))
    outlook = _area(_("Proposals and next month"))

    def __init__(self, *args: Any, record: VisitMonth, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in ("market", "problems", "outlook"):
            self.fields[name].initial = getattr(record, name)


class AreaForm(forms.Form):
    """Who sells in a region."""

    region = forms.ModelChoiceField(label=_("Region"), queryset=Region.objects.all(), widget=forms.Select(attrs=PICK))
    salesman = forms.ModelChoiceField(
        label=_("Salesman in charge"), queryset=Staff.objects.none(), widget=forms.Select(attrs=PICK)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["salesman"].queryset = _staff()  # type: ignore[attr-defined]
