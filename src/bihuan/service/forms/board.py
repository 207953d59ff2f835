"""Choosing a technician."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import RecordForm
from bihuan.service.forms.base import TimeField


class AssignForm(RecordForm):
    """Who goes, when, for how long, and why he (SVC-08)."""

    technician = forms.TypedChoiceField(label=_("Technician"), coerce=int)
    planned_at = TimeField(label=_("Planned for"), required=False)
    planned_minutes = forms.IntegerField(label=_("Planned minutes"), min_value=10, max_value=1440, initial=60)
    reason = forms.CharField(
        label=_("Why this technician"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        choices: list[tuple[int, str]],
        planned_at: datetime | None = None,
        needs_reason: bool = False,
        helpers: Sequence[int] = (),
        companions: Sequence[tuple[int, str]] = (),
        people: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["technician"].choices = choices  # type: ignore[attr-defined]
        self.fields["planned_at"].initial = planned_at
        self.fields["reason"].required = needs_reason
        if people:
            self.fields["helpers"] = forms.TypedMultipleChoiceField(
                label=_("Goes along"), coerce=int, choices=companions, required=False, initial=list(helpers),
                widget=forms.CheckboxSelectMultiple, help_text=people,
            )  # fmt: skip

    def assignment(self) -> dict[str, Any]:
        """Return the values of an `Assignment`."""
        data = self.cleaned_data
        return {
            "technician_id": data["technician"], "planned_at": data["planned_at"],
            "planned_minutes": data["planned_minutes"], "reason": data["reason"],
            "helpers": tuple(pk for pk in data.get("helpers") or () if pk != data["technician"]),
        }  # fmt: skip
