"""The reason asked for around holds and disposal lists."""

from typing import Any

from django import forms


class ReasonForm(forms.Form):
    """One line, asked for in the words of the page."""

    reason = forms.CharField(max_length=200)

    def __init__(self, *args: Any, label: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, hint
