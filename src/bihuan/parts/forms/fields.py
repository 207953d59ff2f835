"""Fields of several forms: a part by number, scan or name; the consent to open a reserve."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.parts.models import Part
from bihuan.parts.queries import part_named, parts_matching


class PartField(forms.CharField):
    """A part by its number however it is written, or by words of its name that mean one alone."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Part"))
        kwargs.setdefault("help_text", _("Number or name."))
        super().__init__(max_length=80, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a part by its number."""
        return value.code if isinstance(value, Part) else value

    def clean(self, value: Any) -> Any:
        """Return the part that was meant, None for an empty field."""
        text: str = super().clean(value)
        if not text:
            return None
        part = part_named(text)
        if part:
            return part
        found = parts_matching(text, limit=6)
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("There is no such part."))
        raise forms.ValidationError(_("Which one? %(names)s") % {"names": "、".join(str(one) for one in found)})


def consent_field() -> forms.CharField:
    """Return the field for the reason to open an emergency reserve; shown to whom the clause names alone."""
    return forms.CharField(
        label=_("Manager's consent to open the reserve"), max_length=200, required=False,
        help_text=_("Only when the place holds no more than its emergency reserve."),
    )  # fmt: skip
