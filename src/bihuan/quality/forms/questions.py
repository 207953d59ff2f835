"""The forms of a question of production (QUA-13)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import NoteForm, RecordForm
from bihuan.kernel.uploads import FilesField
from bihuan.products.models import ProductModel
from bihuan.quality.operations.questions import Asked
from bihuan.quality.queries.questions import engineers
from bihuan.service.forms.matters import PICK, PersonField
from bihuan.service.forms.matters import words as sentences


class AskForm(forms.Form):
    """What production asks, of whom."""

    subject = forms.CharField(label=pgettext_lazy("question", "Question"), max_length=120)
    words = sentences(_("What is unclear"), rows=5)
    model = forms.ModelChoiceField(
        label=_("Model"),
        queryset=ProductModel.objects.none(),
        required=False,
        empty_label="—",
        widget=forms.Select(attrs=PICK),
    )
    batch = forms.CharField(label=_("Batch"), max_length=40, required=False)
    place = forms.CharField(label=pgettext_lazy("question", "Line or station"), max_length=60, required=False)
    owner = PersonField(label=_("Engineer in charge"))
    photos = FilesField(label=_("Photos"), required=False, at_most=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["model"].queryset = ProductModel.objects.order_by("code")  # type: ignore[attr-defined]
        self.fields["owner"].queryset = engineers()  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """Return what the operation takes."""
        return Asked(**{name: value for name, value in self.cleaned_data.items() if name != "photos"})


class AnswerForm(RecordForm):
    """The engineer's answer."""

    answer = sentences(
        pgettext_lazy("question", "Answer"), rows=6, hint=_("Definite: what to do, from which piece on.")
    )
    papers = FilesField(label=_("Drawing, instruction"), required=False, at_most=4)


class HandOnForm(NoteForm):
    """Another engineer, and why."""

    owner = PersonField(label=_("Engineer in charge"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = engineers()  # type: ignore[attr-defined]
        self.order_fields(["owner", "note"])
