"""A line that a colleague writes into a record's history."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel.inputs import note_field
from bihuan.kernel.web import attempt, done, form_page


class RemarkForm(forms.Form):
    """One line for the history."""

    text = note_field(gettext_lazy("What you write"))


def add_remark(request: HttpRequest, record: Any, write: Callable[[str], Any]) -> HttpResponse:
    """Write the line and go back to the history; one that can't be taken is shown again with the reason.

    Args:
        write: the app's operation, which takes the text.
    """
    form = RemarkForm(request.POST)
    if attempt(form, lambda: write(form.cleaned_data["text"])):
        return done(request, f"{record.get_absolute_url()}#history")
    return form_page(request, form, heading=_("Write an entry"), back=record.get_absolute_url())
