"""Inputs and short forms that every app uses: the browser's own calendar, a reason, the revision that was seen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.records import Tracked


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DateTimeInput(forms.DateTimeInput):
    """The browser's own calendar with a time."""

    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class RecordForm(forms.Form):
    """A form about one record; it carries the revision the person saw (`web.revision_seen`)."""

    def __init__(self, *args: Any, record: Tracked | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        if record is not None:
            self.fields["revision"] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=record.revision
            )


def note_field(label: Any, *, required: bool = True, longest: int = 2000) -> forms.CharField:
    """Return a field for some sentences.

    Args:
        longest: characters at most.
    """
    return forms.CharField(label=label, required=required, max_length=longest, widget=forms.Textarea({"rows": 3}))


class NoteForm(RecordForm):
    """A reason, nothing else; `label` asks for something else than a reason."""

    note = note_field(_("Reason"))

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["note"].label = label


class ShortNoteForm(NoteForm):
    """A reason of a line or two, for what keeps it in a column of its own."""

    note = note_field(_("Reason"), longest=200)


class OptionalNoteForm(NoteForm):
    """A remark that may stay empty."""

    note = note_field(_("Remark"), required=False)
