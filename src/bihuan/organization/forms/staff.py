"""Forms of staff, posts, leave and one's own profile."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import DateInput, DateTimeInput
from bihuan.kernel.privacy import normalize_phone
from bihuan.organization.forms.base import RevisedForm
from bihuan.organization.models import Department, Leave, Outlet, PostHolding, Staff
from bihuan.organization.states import LeaveKind, Post

username_rule = RegexValidator(r"^[\w.@+-]+$", _("Letters, digits and . @ + - _ only."))
ON_FILE = ["name", "staff_number", "email", "department", "outlet", "language"]


def own_names() -> list[tuple[str, str]]:
    """Return the languages, each by its own name."""
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


class AccountForm(RevisedForm, forms.Form):
    """The language, and a phone number that is never shown in clear: an empty field leaves it as it is."""

    new_phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    language = forms.ChoiceField(label=_("Language"), choices=own_names)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = getattr(self, "instance", None) or self.initial.get("staff")
        self.carry_revision(staff)
        if staff is not None and staff.phone:
            self.fields["new_phone"].help_text = _("Now %(phone)s. Leave empty to keep it.") % {"phone": staff.phone}

    def clean_new_phone(self) -> str:
        text: str = self.cleaned_data["new_phone"]
        return normalize_phone(text) if text else ""

    def values(self) -> dict[str, Any]:
        """Return the fields for the operation; the phone only when one was typed."""
        values = super().values()
        phone = values.pop("new_phone", "")
        return values | {"phone": phone} if phone else values


class StaffForm(AccountForm, forms.ModelForm):  # type: ignore[type-arg]
    """What is on file about a colleague."""

    field_order = ["username", "password", "name", "staff_number", "new_phone", *ON_FILE[2:]]

    class Meta:
        model = Staff
        fields = [*ON_FILE, "is_active"]


class NewStaffForm(StaffForm):
    """A new colleague with his first password."""

    username = forms.CharField(label=_("User name"), max_length=40, validators=[username_rule])
    password = forms.CharField(
        label=_("First password"),
        required=False,
        help_text=_("Without a password the colleague can't sign in yet."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )

    class Meta(StaffForm.Meta):
        fields = ["username", *ON_FILE]

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"].strip().lower()
        if Staff.objects.filter(username=username).exists():
            raise forms.ValidationError(_("This user name is taken."))
        return username

    def values(self) -> dict[str, Any]:
        values = super().values()
        return values | {"password": values["password"] or None}


class PasswordForm(forms.Form):
    """A new password for somebody who forgot his."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters, not only digits."),
    )


class PostForm(forms.ModelForm):  # type: ignore[type-arg]
    """A post for a colleague; without department and outlet it is for the whole company."""

    post = forms.ChoiceField(label=_("Post"), choices=Post.choices)
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("For department"), required=False, empty_label=_("Whole company")
    )
    outlet = forms.ModelChoiceField(
        Outlet.objects.all(), label=_("For outlet"), required=False, empty_label=_("All outlets")
    )

    class Meta:
        model = PostHolding
        fields = ["post", "department", "outlet", "since_on", "until_on"]
        widgets = {"since_on": DateInput(), "until_on": DateInput()}


class LeaveForm(forms.ModelForm):  # type: ignore[type-arg]
    """A leave and who acts meanwhile."""

    leave_kind = forms.ChoiceField(label=_("Kind"), choices=LeaveKind.choices)

    class Meta:
        model = Leave
        fields = ["leave_kind", "starts_at", "ends_at", "deputy"]
        widgets = {"starts_at": DateTimeInput(), "ends_at": DateTimeInput()}

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.staff = staff
        deputy = self.fields["deputy"]
        assert isinstance(deputy, forms.ModelChoiceField)
        deputy.queryset = Staff.objects.active().exclude(pk=staff.pk)
        deputy.empty_label = _("Nobody; the superior acts")


class ProfileForm(AccountForm):
    """One's own language, phone and e-mail."""

    email = forms.EmailField(label=_("E-mail"), required=False)
