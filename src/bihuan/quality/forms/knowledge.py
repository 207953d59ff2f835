"""Forms of the knowledge base."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.inputs import RecordForm
from bihuan.quality.queries.knowledge import fault_classes, lines
from bihuan.service.forms.matters import words

FILE_LIMIT = 500_000  # characters of a file of defects


class EntryForm(RecordForm):
    """An entry in the order of its page."""

    name = forms.CharField(label=_("Defect"), max_length=120)
    field = forms.CharField(label=_("Trade"), max_length=40, required=False)
    line_code = forms.ChoiceField(label=_("Product line"), required=False)
    model_code = forms.CharField(label=_("Model"), max_length=60, required=False)
    fault_class_code = forms.ChoiceField(label=_("Fault class"), required=False)
    symptom = words(pgettext_lazy("knowledge", "Symptom"), rows=3)
    causes = words(pgettext_lazy("knowledge", "Causes"), rows=4)
    prevention = words(_("Prevention"), required=False, rows=4)
    treatment = words(_("Treatment"), required=False, rows=4)
    source = forms.CharField(label=_("Source"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, load in (("line_code", lines), ("fault_class_code", fault_classes)):
            choices, kept = load(), str(self.initial.get(name) or "")
            if kept and kept not in dict(choices):
                choices = [(kept, kept), *choices]
            self.fields[name].choices = [("", "—"), *choices]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return the entry's fields."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class FileForm(forms.Form):
    """A file of defects as text."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Markdown: a heading for the trade, one for each defect, and a line for each part."),
    )

    def clean_file(self) -> str:
        """Return the file's text."""
        raw = self.cleaned_data["file"].read(FILE_LIMIT * 4)
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return str(raw.decode(encoding))[:FILE_LIMIT]
            except UnicodeDecodeError:
                continue
        raise forms.ValidationError(_("This is no text file."))
