"""Forms of quality issues: one for each step, in the words of the report."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import RecordForm
from bihuan.organization.models import Department
from bihuan.organization.states import Post
from bihuan.products.models import Lot, ProductModel
from bihuan.quality.models import ReportedCase
from bihuan.quality.operations.issues import Cause, Plan, Report
from bihuan.quality.queries.causes import categories
from bihuan.quality.queries.classing import class_choices, schemes, stated_choices
from bihuan.quality.queries.issues import candidates
from bihuan.quality.queries.parties import usual_parties
from bihuan.service.forms.base import TimeField
from bihuan.service.forms.matters import PICK, PersonField, colleagues, words

UNCOUNTED = _("Cases that no issue counts yet are offered here.")
COSTS = ("cost_labour", "cost_material", "cost_machines", "cost_overhead")


def yuan(label: Any) -> forms.DecimalField:
    """Return a field for an amount in yuan, nothing where it is empty."""
    return forms.DecimalField(label=label, required=False, min_value=0, max_digits=14, decimal_places=2)


class CaseField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Cases to tick, each with what it counts."""

    def __init__(self, **kwargs: Any) -> None:
        options = {"queryset": ReportedCase.objects.none(), "widget": forms.CheckboxSelectMultiple, **kwargs}
        super().__init__(**options)

    def label_from_instance(self, obj: Any) -> str:
        """Return number, model, batch, pieces, what was reported."""
        parts = (obj.number, obj.model.code if obj.model else "", obj.batch, f"× {obj.pieces}", obj.summary)
        return " ".join(filter(None, parts))


class ReportForm(forms.Form):
    """A quality issue as it is reported."""

    subject = forms.CharField(label=_("Quality issue"), max_length=120)
    background = words(_("Background"), rows=4)
    model = forms.ModelChoiceField(
        label=_("Model"),
        queryset=ProductModel.objects.none(),
        required=False,
        empty_label="—",
        widget=forms.Select(attrs=PICK),
    )
    batch = forms.CharField(label=_("Batch"), max_length=40, required=False)
    found_at = TimeField(label=_("Found at"))
    scheme = forms.ChoiceField(label=_("Classed by"))
    owner = PersonField(label=_("In charge"))
    cases = CaseField(label=_("Cases it counts"), required=False, help_text=UNCOUNTED)

    def __init__(self, *args: Any, user: Any, chosen: list[int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = ProductModel.objects.all()  # type: ignore[attr-defined]
        self.fields["scheme"].choices = schemes()  # type: ignore[attr-defined]
        self.fields["owner"].queryset = (  # type: ignore[attr-defined]
            colleagues().filter(post_holdings__post__in=[Post.QUALITY, Post.RND, Post.PRODUCTION]).distinct()
        )
        self.fields["cases"].queryset = candidates(user, chosen=chosen)  # type: ignore[attr-defined]
        self.initial.setdefault("found_at", timezone.localtime())
        if user.holds(Post.QUALITY):
            self.initial.setdefault("owner", user.pk)

    def report(self) -> Report:
        """Return what the operation takes."""
        return Report(**{**self.cleaned_data, "cases": list(self.cleaned_data["cases"])})


class TakeUpForm(ReportForm):
    """An issue that was proposed, as it is reported; its cases are known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["cases"]

    def report(self) -> Report:
        """Return what the operation takes."""
        return Report(**self.cleaned_data)


class CasesForm(RecordForm):
    """Further cases of an issue: of its model first, then the latest."""

    cases = CaseField(label=_("Cases"), help_text=UNCOUNTED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            self.fields["cases"].queryset = candidates(None, issue=self.record)  # type: ignore[attr-defined]


class ClassForm(RecordForm):
    """The class, as proposed or another one with a reason."""

    class_code = forms.ChoiceField(label=_("Class"), widget=forms.RadioSelect)
    note = words(_("Reason, where it is another class than proposed"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            self.fields["class_code"].choices = class_choices(self.record)  # type: ignore[attr-defined, arg-type]


class FactsForm(RecordForm):
    """What no figure shows, and what the rework cost."""

    stated = forms.MultipleChoiceField(
        label=_("Criteria that hold"), required=False, widget=forms.CheckboxSelectMultiple
    )
    cost_labour = yuan(_("Labour of the rework"))
    cost_material = yuan(_("Material of the rework"))
    cost_machines = yuan(_("Machine hours of the rework"))
    cost_overhead = yuan(_("Overhead of the rework"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            choices = stated_choices(self.record)  # type: ignore[arg-type]
            self.fields["stated"].choices = choices  # type: ignore[attr-defined]
            if not choices:
                del self.fields["stated"]

    def clean(self) -> dict[str, Any]:
        """Put the costs together, as the operation takes them."""
        data = super().clean() or {}
        data["costs"] = {name: data.pop(name, None) or Decimal(0) for name in COSTS}
        data.setdefault("stated", [])
        return data


class ContainForm(RecordForm):
    """What is stopped and held back."""

    containment = words(_("Stopped and contained"), rows=4)
    lots = forms.ModelMultipleChoiceField(
        label=_("Lots held back"), queryset=Lot.objects.none(), required=False,
        widget=forms.SelectMultiple(attrs=PICK),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = Lot.objects.select_related("supplier").order_by("-pk").values("pk")[:200]
        self.fields["lots"].queryset = Lot.objects.filter(pk__in=newest)  # type: ignore[attr-defined]

    def clean_lots(self) -> list[Lot]:
        return list(self.cleaned_data["lots"])


class InvestigateForm(RecordForm):
    """What was found, and what it may lead to."""

    investigation = words(_("Investigation"), rows=6)
    consequences = words(_("Possible consequences"), required=False)


class CauseForm(RecordForm):
    """The cause, its category, who answers for it."""

    category = forms.ChoiceField(label=_("Category of the cause"))
    cause = words(_("Root cause"), rows=6)
    department = forms.ModelChoiceField(
        label=_("Responsible department"), queryset=Department.objects.none(), required=False, empty_label="—",
        help_text=_("Empty: the department that the clause names for the category."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in categories():
            groups.setdefault(one.clause.label, []).append((f"{one.scheme}:{one.code}", one.label))
        self.fields["category"].choices = list(groups.items())  # type: ignore[attr-defined]
        self.fields["department"].queryset = Department.objects.order_by("code")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Put together what the operation takes."""
        data = super().clean() or {}
        scheme, _colon, code = data.pop("category", "").partition(":")
        found = Cause(
            cause=data.pop("cause", ""), cause_scheme=scheme, cause_category=code,
            department=data.pop("department", None),
        )  # fmt: skip
        return {**data, "found": found}


class PlanForm(RecordForm):
    """How it is handled, or why it need not be."""

    plan = words(_("Plan of handling"), rows=5)
    is_no_treatment = forms.BooleanField(label=_("No treatment"), required=False)
    argument = words(_("Why nothing is done"), required=False)
    compensated = forms.CharField(
        label=_("Party not at fault"), max_length=80, required=False,
        help_text=_("Who handles it without being at fault is compensated."),
    )  # fmt: skip
    compensation = yuan(_("Compensation to the party not at fault"))

    def clean(self) -> dict[str, Any]:
        """Put together what the operation takes."""
        data = super().clean() or {}
        names = ("plan", "is_no_treatment", "argument", "compensated")
        values = {name: data.pop(name, "") for name in names}
        decided = Plan(**values, compensation=data.pop("compensation", None) or Decimal(0))
        return {**data, "decided": decided}


class HandleForm(RecordForm):
    """What was done."""

    handling = words(_("Handling done"), rows=6)


class AcceptForm(RecordForm):
    """What was inspected, and the result."""

    acceptance = words(_("Inspection and acceptance"), rows=5)


class ReasonForm(RecordForm):
    """Why."""

    note = words(_("Reason"))


class GateForm(RecordForm):
    """Evidence for one condition."""

    gate = forms.ChoiceField(label=_("Condition"), widget=forms.RadioSelect)
    evidence = words(_("Evidence"), rows=4, hint=_("It holds for the cause and the plan as they stand now."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            rows = self.record.gates.all()  # type: ignore[attr-defined]
            self.fields["gate"].choices = [(row.code, row.label) for row in rows]  # type: ignore[attr-defined]


class PartyForm(RecordForm):
    """A party to the report, and who signs for it."""

    role = forms.CharField(
        label=_("Party"), max_length=40, help_text=_("Owner, designer, supervisor, contractor, supplier, department …")
    )
    staff = PersonField(label=_("Colleague"), required=False)
    name = forms.CharField(
        label=_("Somebody from outside"), max_length=40, required=False,
        help_text=_("Without an account: he is given a link to read and sign."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = colleagues()  # type: ignore[attr-defined]
        self.fields["role"].help_text = usual_parties() or self.fields["role"].help_text


class SignForm(RecordForm):
    """What a colleague says when he signs."""

    opinion = words(_("Opinion"), required=False)
