"""What a colleague adds to a record: a line in its history, a file."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel import attachments
from bihuan.kernel.inputs import note_field
from bihuan.kernel.uploads import checked
from bihuan.kernel.web import StaffRequest, attempt, done, form_page


class RemarkForm(forms.Form):
    """One line for the history."""

    text = note_field(gettext_lazy("What you write"))


class AttachForm(forms.Form):
    """One more file on a record."""

    file = forms.FileField(label=gettext_lazy("File"))
    caption = forms.CharField(label=gettext_lazy("Caption"), max_length=160, required=False)

    def clean_file(self) -> Any:
        """Return the file's checked content."""
        return checked(self.cleaned_data["file"])


def add_remark(request: HttpRequest, record: Any, write: Callable[[str], Any]) -> HttpResponse:
    """Write the line and go back to the history; one that can't be taken is shown again with the reason.

    Args:
        write: the app's operation, which takes the text.
    """
    form = RemarkForm(request.POST)
    if attempt(form, lambda: write(form.cleaned_data["text"])):
        return done(request, f"{record.get_absolute_url()}#history")
    return form_page(request, form, heading=_("Write an entry"), back=record.get_absolute_url())


def add_file(request: StaffRequest, record: Any) -> HttpResponse:
    """Show the form for one more file, or put the file on the record and go back to it."""
    form, back = AttachForm(request.POST or None, request.FILES or None), record.get_absolute_url()

    def work() -> Any:
        values = form.cleaned_data
        return attachments.attach(record, values["file"], by=request.user, caption=values["caption"])

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("File added."))
    return form_page(request, form, heading=_("Add a file"), submit=_("Add"), back=back)
