"""The forms of rectification notices, their answers and inspections (QUA-12)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.kernel.uploads import FilesField
from bihuan.organization.models import Department
from bihuan.quality.models import RectificationNotice
from bihuan.quality.operations.notices import Matter
from bihuan.quality.queries.notices import due_clause, usual_day
from bihuan.quality.states.notices import NoticeKind
from bihuan.regulations.models import Clause
from bihuan.regulations.states import VersionState
from bihuan.service.forms.matters import PersonField, colleagues, words


class ClauseField(forms.CharField):
    """A clause in force as it is cited: «QPROC 2.4»."""

    def clean(self, value: Any) -> Clause | None:
        """Return the clause.

        Raises:
            ValidationError: no regulation in force has it.
        """
        text = super().clean(value)
        if not text:
            return None
        key, _blank, number = text.strip().partition(" ")
        rows = Clause.objects.select_related("version__regulation").filter(
            version__state=VersionState.IN_FORCE, version__regulation__key__iexact=key, number=number.strip()
        )
        found: Clause | None = rows.first() if number.strip() else None
        if found is None:
            raise forms.ValidationError(_("No regulation in force has this clause; cite it like «QPROC 2.4»."))
        return found


class NoticeForm(forms.Form):
    """What was found where, who answers, until when."""

    kind_of = forms.ChoiceField(
        label=pgettext_lazy("notice", "Kind"), choices=NoticeKind.choices, widget=forms.RadioSelect,
        initial=NoticeKind.RECTIFICATION,
    )  # fmt: skip
    project = forms.CharField(label=pgettext_lazy("notice", "Project"), max_length=120, required=False)
    place = forms.CharField(
        label=pgettext_lazy("notice", "Place"), max_length=120, required=False,
        help_text=_("Part of the building, line, equipment or material."),
    )  # fmt: skip
    subject = forms.CharField(label=pgettext_lazy("notice", "Matter"), max_length=120)
    content = words(pgettext_lazy("notice", "What was found"), rows=4)
    violated = forms.CharField(label=_("Standard or drawing violated"), max_length=200, required=False)
    clause = ClauseField(
        label=_("Clause violated"), max_length=40, required=False, help_text=_("Of a regulation of ours: «QPROC 2.4».")
    )
    demand = words(pgettext_lazy("notice", "What is to be done"), required=False)
    opinions = words(
        _("Opinions of the parties"), required=False,
        hint=_("Of a record: supervisor, owner and supplier looked into it together, and what was agreed."),
    )  # fmt: skip
    department = forms.ModelChoiceField(
        label=_("Department that answers"), queryset=Department.objects.none(), required=False, empty_label="—"
    )
    owner = PersonField(
        label=pgettext_lazy("notice", "Answers for it"), required=False, help_text=_("Empty: the department's manager.")
    )
    party = forms.CharField(
        label=_("Outside party that answers"), max_length=80, required=False,
        help_text=_("Instead of a department: contractor or supplier; answers by a link, without an account."),
    )  # fmt: skip
    person = forms.CharField(label=_("Who answers for the outside party"), max_length=40, required=False)
    issuer = forms.CharField(
        label=pgettext_lazy("notice", "Issued from outside by"), max_length=80, required=False,
        help_text=_("Of a supervising engineer's notice: company and name."),
    )  # fmt: skip
    issuer_number = forms.CharField(label=_("Number of the outside notice"), max_length=40, required=False)
    due_on = forms.DateField(label=pgettext_lazy("notice", "To be answered by"), required=False, widget=DateInput())
    photos = FilesField(label=_("Photos"), required=False, at_most=6, pictures_only=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.order_by("code")  # type: ignore[attr-defined]
        self.fields["owner"].queryset = colleagues()  # type: ignore[attr-defined]
        if clause := due_clause({}):
            facts = {"clause": clause.label, "day": usual_day({})}
            self.fields["due_on"].help_text = _("Empty: by %(clause)s, now %(day)s.") % facts

    def matter(self) -> Matter:
        """Return what the operation takes."""
        return Matter(**{name: value for name, value in self.cleaned_data.items() if name != "photos"})


class AnswerForm(RecordForm):
    """Which measures were taken."""

    cause = words(pgettext_lazy("notice", "Cause"), required=False, rows=2)
    measures = words(pgettext_lazy("notice", "Measures taken"), rows=5)
    photos = FilesField(label=_("Photos"), required=False, at_most=6, pictures_only=True)


def said_before(notice: RectificationNotice) -> dict[str, Any]:
    """Return what stands in the form of another answer: what was said last."""
    last = notice.answers.last()
    return {"cause": last.cause, "measures": last.measures} if last else {}


class InspectionForm(RecordForm):
    """What the inspection found."""

    opinion = words(pgettext_lazy("notice", "Opinion of the inspection"))
    photos = FilesField(label=_("Photos"), required=False, at_most=6, pictures_only=True)


class GiveBackForm(InspectionForm):
    """What is missing, until when it is answered again."""

    due_on = forms.DateField(
        label=pgettext_lazy("notice", "To be answered by"), required=False, widget=DateInput(),
        help_text=_("Empty: by the clause."),
    )  # fmt: skip


class PostponeForm(RecordForm):
    """Another day."""

    due_on = forms.DateField(label=pgettext_lazy("notice", "To be answered by"), widget=DateInput())
    note = words(_("Reason"))
