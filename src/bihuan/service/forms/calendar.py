"""Moving a job, making an appointment, setting a crew."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import RecordForm
from bihuan.organization.models import Staff
from bihuan.service.forms.base import TimeField
from bihuan.service.models import Appointment, CrewMember, WorkOrder
from bihuan.service.states import AppointmentKind

# An installation's time is kept by the installation.
OWN_KINDS = [choice for choice in AppointmentKind.choices if choice[0] != AppointmentKind.INSTALLATION]


class PutToForm(RecordForm):
    """Another time for a job, or another technician."""

    technician = forms.TypedChoiceField(label=_("Technician"), coerce=int)
    planned_at = TimeField(label=_("Planned for"))
    planned_minutes = forms.IntegerField(label=_("Planned minutes"), min_value=10, max_value=1440)
    note = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Needed for another technician."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["technician"].choices = choices  # type: ignore[attr-defined]


class AppointmentForm(RecordForm):
    """A training, a meeting, an inspection in somebody's calendar."""

    technician = forms.TypedChoiceField(label=_("Technician"), coerce=int)
    appointment_kind = forms.ChoiceField(label=_("Kind"), choices=OWN_KINDS)
    subject = forms.CharField(label=_("Subject"), max_length=80)
    starts_at = TimeField(label=_("From"))
    ends_at = TimeField(label=_("Until"))
    place = forms.CharField(label=_("Place"), max_length=80, required=False)

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["technician"].choices = choices  # type: ignore[attr-defined]

    def values(self, technicians: dict[int, Staff]) -> dict[str, Any]:
        """Return what the operation takes."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return {**data, "technician": technicians[data["technician"]]}


def appointment_initial(appointment: Appointment, starts_at: datetime | None = None) -> dict[str, Any]:
    """Return an appointment's values for its form; dragged to another time it keeps its length."""
    begins = starts_at or appointment.starts_at
    length: timedelta = appointment.ends_at - appointment.starts_at
    names = ("appointment_kind", "subject", "place")
    known = {name: getattr(appointment, name) for name in names}
    return {**known, "technician": appointment.technician_id, "starts_at": begins, "ends_at": begins + length}


class CrewForm(RecordForm):
    """Somebody who comes along."""

    person = forms.TypedChoiceField(label=_("Helper"), coerce=int)

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = choices  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    """How long each helper worked."""

    def __init__(self, *args: Any, order: WorkOrder, crew: list[CrewMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for member in crew:
            initial = member.minutes if member.minutes is not None else order.minutes_spent
            self.fields[f"minutes_{member.person_id}"] = forms.IntegerField(
                label=member.person.name, required=False, min_value=0, max_value=6000, initial=initial
            )

    def minutes(self) -> dict[int, int | None]:
        """Return helper → minutes."""
        return {int(name.removeprefix("minutes_")): value for name, value in self.cleaned_data.items()}
