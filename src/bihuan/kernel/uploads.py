"""A form field for several photos or files at once, each checked by its content before it counts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.attachments import Content, UploadRejected, inspect


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; the cleaned value is a list of checked `Content`.

    Args:
        at_most: how many files are taken.
        pictures_only: refuse anything that is no picture.
    """

    widget = FilesInput

    def __init__(self, *, at_most: int = 6, pictures_only: bool = False, **kwargs: Any) -> None:
        self.at_most, self.pictures_only = at_most, pictures_only  # before: the widget asks for them
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let the phone offer its camera."""
        attrs: dict[str, Any] = super().widget_attrs(widget)
        accept = "image/*" if self.pictures_only else "image/*,application/pdf,audio/*,video/*"
        return {**attrs, "accept": accept, "data-shrink": "", **({"multiple": True} if self.at_most > 1 else {})}

    def clean(self, data: Any, initial: Any = None) -> list[Content]:
        """Return the checked files.

        Raises:
            ValidationError: too many, or one that can't be taken; the message says which and why.
        """
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.at_most:
            raise ValidationError(_("At most %(count)s files at once.") % {"count": self.at_most})
        return [self._checked(file) for file in files]

    def _checked(self, file: Any) -> Content:
        content = checked(file)
        if self.pictures_only and not content.content_type.startswith("image/"):
            raise ValidationError(_("«%(name)s» is no picture.") % {"name": file.name})
        return content


def checked(upload: Any) -> Content:
    """Return an upload's content when it is whole and what it says.

    Raises:
        ValidationError: it can't be taken; the message says why.
    """
    try:
        return inspect(upload.name or "file", upload.read())
    except UploadRejected as refusal:
        raise ValidationError(str(refusal.message)) from refusal
