"""What several of the organization's forms share."""

from typing import Any

from django import forms

from bihuan.kernel.records import Tracked


class RevisedForm(forms.BaseForm):
    """A form of a record that carries the revision it was drawn from (`web.revision_seen` reads it)."""

    def carry_revision(self, record: Tracked | None) -> None:
        """Add the hidden field; a record that is still to be made has none."""
        if record is not None and record.pk:
            field = forms.IntegerField(required=False, widget=forms.HiddenInput, initial=record.revision)
            self.fields["revision"] = field

    def values(self) -> dict[str, Any]:
        """Return what the operation takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}
