"""Forms of the outbox."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.outbox.delivery import usable_robots
from bihuan.kernel.outbox.models import Channel, NoticePreference, QuietHours
from bihuan.kernel.outbox.topics import topics

MAIL = "mail"
ALL = "all"


class WishesForm(forms.Form):
    """For each topic the ways outside the system; and quiet hours."""

    from_time = forms.TimeField(label=_("Quiet from"), required=False, widget=forms.TimeInput({"type": "time"}))
    until_time = forms.TimeField(label=_("until"), required=False, widget=forms.TimeInput({"type": "time"}))

    def __init__(self, *args: Any, person: Any, has_mail: bool, **kwargs: Any) -> None:
        kept: dict[str, list[str]] = {}
        for row in NoticePreference.objects.filter(staff=person.pk):
            kept.setdefault(row.topic or ALL, []).append(str(row.channel_id or MAIL))
        quiet = QuietHours.objects.filter(staff=person.pk).first()
        hours = {"from_time": quiet.from_time, "until_time": quiet.until_time} if quiet else {}
        kwargs["initial"] = {**kept, **hours}
        super().__init__(*args, **kwargs)
        ways = ([(MAIL, _("Mail"))] if has_mail else []) + [(str(row.pk), row.name) for row in usable_robots()]
        self.topic_names = [ALL, *topics()] if ways else []
        for name in self.topic_names:
            label: Any = _("Everything") if name == ALL else topics()[name]
            self.fields[name] = forms.MultipleChoiceField(
                label=label, choices=ways, required=False, widget=forms.CheckboxSelectMultiple
            )
        self.order_fields([*self.topic_names, "from_time", "until_time"])

    def clean(self) -> dict[str, Any]:
        """Quiet hours need both ends."""
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("from_time")) != bool(cleaned.get("until_time")):
            self.add_error("until_time", ValidationError(_("Give both times, or none.")))
        return cleaned

    @property
    def wanted(self) -> dict[str, set[int | None]]:
        """Topic to robots' keys, None for mail."""
        return {
            "" if name == ALL else name: {None if way == MAIL else int(way) for way in self.cleaned_data[name]}
            for name in self.topic_names
        }

    @property
    def quiet(self) -> tuple[time, time] | None:
        """From and until, or None."""
        start, end = self.cleaned_data["from_time"], self.cleaned_data["until_time"]
        return (start, end) if start and end else None


class RobotForm(forms.Form):
    """A robot's name and apprise address; the address is shown to nobody again."""

    name = forms.CharField(label=_("Name"), max_length=80)
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=500,
        help_text=_("wecombot://key, dingtalk://secret@token, feishu://token or json://host/path"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, robot: Channel | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": robot.name, "is_active": robot.is_active} if robot else {}
        super().__init__(*args, **kwargs)
        self.robot = robot

    def clean_name(self) -> str:
        """Names are unique."""
        name = str(self.cleaned_data["name"]).strip()
        if Channel.objects.filter(name=name).exclude(pk=self.robot.pk if self.robot else 0).exists():
            raise ValidationError(_("There is a robot of this name."))
        return name

    def clean_address(self) -> str:
        """A new robot needs an address."""
        address = str(self.cleaned_data["address"]).strip()
        if not address and self.robot is None:
            raise ValidationError(_("Give the robot's address."))
        if address and "://" not in address:
            raise ValidationError(_("An address begins like wecombot://"))
        return address
