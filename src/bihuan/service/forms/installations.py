"""What is filled in from the sales contract to the signed acceptance (SVC-18)."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.customers.models import Site
from bihuan.kernel.attachments import Content
from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.kernel.signing import SignedForm
from bihuan.kernel.uploads import FilesField
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.products.forms import CustomerField
from bihuan.products.models import Unit
from bihuan.service.forms.base import TimeField
from bihuan.service.forms.bench import PICK, TechnicianField, point_field
from bihuan.service.forms.matters import words
from bihuan.service.models import AcceptanceDefect, Installation
from bihuan.service.models.installations import PLANNED_MINUTES
from bihuan.service.operations.installations import Order, Training
from bihuan.service.operations.voucher import drawn

NEW = "new"
OTHERS = _("By name: fitters of the building, the carrier.")
# Once the customer is known, his sites are offered; without JavaScript the form comes back with them.
PLACE = ".field:has([name=site])"
SITES_OF = {"hx-trigger": "change", "hx-target": PLACE, "hx-select": PLACE, "hx-swap": "outerHTML"}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DateInput(), initial=timezone.localdate)


def _length(**options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=_("Planned minutes"), min_value=10, max_value=1440, **options)


def _soon() -> datetime:
    day = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time(9)))


class CompanionsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Technicians who go along with the lead."""

    def __init__(self) -> None:
        rows = Staff.objects.active().filter(post_holdings__post=Post.TECHNICIAN).distinct().order_by("username")
        super().__init__(queryset=rows, label=_("Companions"), required=False, widget=forms.SelectMultiple(attrs=PICK))


class PlanForm(forms.Form):
    """The sales contract: for whom, which units, when, who goes."""

    sales_contract = forms.CharField(label=_("Sales contract"), max_length=40)
    customer = CustomerField()
    site = forms.ChoiceField(label=_("Site"), required=False)
    new_site = forms.CharField(
        label=_("Name of the new site"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"data-when": "site=new"}),
    )  # fmt: skip
    new_address = forms.CharField(
        label=_("Its address"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"data-when": "site=new", "autocomplete": "off"}),
    )  # fmt: skip
    serials = words(_("Serial numbers of the units"), hint=_("One on each line; what is in stock is sold to him."))
    sold_on = _day(_("Sold on"))
    planned_at = TimeField(label=_("Agreed time"), initial=_soon)
    planned_minutes = _length(initial=PLANNED_MINUTES)
    technician = TechnicianField(label=_("Technician"), required=False)
    companions = CompanionsField()
    helpers = forms.CharField(label=_("Also there"), max_length=120, required=False, help_text=OTHERS)
    remarks = words(_("Remarks"), required=False, rows=2)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].by = by  # type: ignore[attr-defined]
        self.fields["customer"].widget.attrs.update(SITES_OF, **{"hx-get": reverse("service:new_installation")})
        self.sites = {str(site.pk): site for site in self._sites()}
        only = [("", _("his only site"))] if len(self.sites) < 2 else [("", _("please choose"))]
        known = [(key, site.name) for key, site in self.sites.items()]
        self.fields["site"].choices = [*only, *known, (NEW, _("a new site"))]  # type: ignore[attr-defined]

    def _sites(self) -> list[Site]:
        said = self.data.get("customer") if self.is_bound else self.initial.get("customer")
        try:
            customer = self.fields["customer"].clean(said or "")
        except forms.ValidationError:
            return []
        return list(customer.sites.filter(is_active=True).order_by("pk"))

    def clean(self) -> dict[str, Any]:
        """Ask for the name of a new site."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("site") == NEW and not values.get("new_site"):
            self.add_error("new_site", _("Name the new site."))
        return values

    def order(self) -> Order:
        """Return what shall be installed, as the operation wants it."""
        values = dict(self.cleaned_data)
        is_new = values["site"] == NEW
        site = {"site": self.sites.get(values["site"]), "new_site": values["new_site"] if is_new else ""}
        return Order(**{**values, **site, "serials": values["serials"].splitlines()})


class EntrustForm(RecordForm):
    """Who installs it and when."""

    technician = TechnicianField(label=_("Technician"), required=False)
    companions = CompanionsField()
    planned_at = TimeField(label=_("Agreed time"))
    planned_minutes = _length()
    helpers = forms.CharField(label=_("Also there"), max_length=120, required=False, help_text=OTHERS)


class DeliveryForm(RecordForm):
    """What came, checked with the customer."""

    delivered_on = _day(_("Delivered on"))
    received_by = forms.CharField(label=_("Goods received by"), max_length=80)
    is_complete = forms.TypedChoiceField(
        label=_("Check of the goods"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("Complete and undamaged")), ("no", _("Missing or damaged"))],
    )  # fmt: skip
    damage = words(_("Missing or damaged"), required=False)
    damage.widget.attrs["data-when"] = "is_complete=no"
    photos = FilesField(label=_("Photos"), required=False, at_most=6, pictures_only=True)


class MadeGoodForm(RecordForm):
    """How what was missing or damaged was made good."""

    made_good = words(_("How it was made good"))


class CommissionForm(RecordForm):
    """What was installed, and every unit's checklist."""

    work_done = words(_("Installation and commissioning"))

    def __init__(self, *args: Any, checks: list[tuple[Unit, list[Any]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = checks
        for unit, points in checks:
            for number, check in enumerate(points):
                field = point_field(check)
                if len(checks) > 1:
                    field.label = f"{unit.serial} · {field.label}"
                self.fields[f"u{unit.pk}_point_{number}"] = field

    def results(self) -> dict[int, list[dict[str, Any]]]:
        """Return what was found at each point of each unit."""
        found: dict[int, list[dict[str, Any]]] = {}
        for unit, points in self.checks:
            said = [self.cleaned_data[f"u{unit.pk}_point_{number}"] for number in range(len(points))]
            found[unit.pk] = [
                {"value": value} if check.is_measured else {"ok": value == "yes"}
                for check, value in zip(points, said, strict=True)
            ]
        return found


class TrainingForm(RecordForm):
    """One session with the customer's operators."""

    held_on = _day(_("Held on"))
    trainees = forms.CharField(label=_("Who was trained"), max_length=200)
    topics = words(_("Topics"), hint=_("Operation, daily care, what to do when it stops"))
    hours = forms.DecimalField(label=_("Hours"), max_digits=5, decimal_places=1)
    works_alone = forms.TypedChoiceField(
        label=_("Operator works alone"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("Yes, and is content")), ("no", _("Not yet, one more session"))],
    )  # fmt: skip

    def training(self) -> Training:
        """Return the session as the operation wants it."""
        return Training(**{name: self.cleaned_data[name] for name in Training.__dataclass_fields__})


class CountersignForm(RecordForm):
    """Our side's signature."""

    our_signer = forms.CharField(label=_("Signed for us by"), max_length=80)
    our_signature = forms.CharField(required=False, widget=forms.HiddenInput)


class AcceptanceSignForm(SignedForm):
    """Both signatures on the glass, one after the other, or the photographed paper."""

    our_signer = forms.CharField(label=_("Signed for us by"), max_length=80, required=False)
    our_signature = forms.CharField(required=False, widget=forms.HiddenInput)
    note = words(_("Customer's remark"), required=False, rows=2)

    def ours(self) -> Content | None:
        """Return our side's signature where it was given here."""
        drawing = self.cleaned_data["our_signature"]
        return drawn(drawing) if drawing else None


class RefusalForm(RecordForm):
    """Why the customer does not accept."""

    defects = words(_("Defects"), rows=4, hint=_("One on each line; each is worked off."))


class MendForm(RecordForm):
    """How one defect was put right."""

    defect = forms.ModelChoiceField(label=_("Defect"), queryset=AcceptanceDefect.objects.none(), empty_label=None)
    remedy = words(_("How it was put right"))

    def __init__(self, *args: Any, record: Installation, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["defect"].queryset = record.defects.filter(mended_at=None)  # type: ignore[attr-defined]
