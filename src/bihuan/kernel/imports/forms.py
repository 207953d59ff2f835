"""Forms of an import: the file, and which of its columns is which."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.imports.models import ImportRun
from bihuan.kernel.imports.reading import SPREADSHEETS, TEXTS
from bihuan.kernel.imports.specs import ImportSpec, kinds

BIGGEST = 60 * 1024 * 1024  # bytes of a ledger
CARRY = "carry_down"


class UploadForm(forms.Form):
    """What is sent, and what it is."""

    kind = forms.ChoiceField(label=gettext_lazy("What is in it"))
    file = forms.FileField(label=gettext_lazy("Excel or CSV file"))
    source = forms.CharField(
        label=gettext_lazy("Where it comes from"), max_length=40, required=False,
        help_text=gettext_lazy("Only when several offices number their ledgers alike: keeps their numbers apart."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [(spec.kind, spec.label) for spec in kinds() if user.has_perm(spec.perm)]
        self.fields["kind"].choices = allowed  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ",".join(sorted(SPREADSHEETS | TEXTS))

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse other types and files that are too big, before they are read."""
        upload = cast("UploadedFile[Any]", self.cleaned_data["file"])
        if (upload.size or 0) > BIGGEST:
            raise forms.ValidationError(
                _("This ledger is larger than %(limit)s MB.") % {"limit": BIGGEST // 1024 // 1024}
            )
        if not (upload.name or "").lower().endswith(tuple(SPREADSHEETS | TEXTS)):
            raise forms.ValidationError(_("Please send the ledger as Excel (.xlsx, .xls) or CSV."))
        return upload


class MappingForm(forms.Form):
    """One choice for each column of the ledger: which column of the file holds it."""

    def __init__(self, *args: Any, run: ImportRun, spec: ImportSpec, **kwargs: Any) -> None:
        initial = {name: str(at) for name, at in run.mapping.items()} | {CARRY: bool(run.carry)}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.spec = spec
        choices = [("", _("– not in the file –"))]
        choices += [
            (str(at), heading or _("(column %(number)s)") % {"number": at + 1})
            for at, heading in enumerate(run.headings)
        ]
        for column in spec.columns:
            self.fields[column.name] = forms.ChoiceField(label=column.label, choices=choices, required=column.required)
        if carried := "、".join(str(column.label) for column in spec.columns if column.is_carried):
            label = _("An empty cell repeats the one above: %(columns)s") % {"columns": carried}
            self.fields[CARRY] = forms.BooleanField(label=label, required=False)

    def mapping(self) -> dict[str, int]:
        """Return column name -> column of the file."""
        names = [column.name for column in self.spec.columns]
        return {name: int(at) for name in names if (at := self.cleaned_data.get(name, ""))}

    def carry(self) -> list[str]:
        """Return the columns whose empty cells repeat the one above."""
        if not self.cleaned_data.get(CARRY):
            return []
        return [column.name for column in self.spec.columns if column.is_carried]
