"""Lists of failure reports, contact sheets, reports of shirking and emergencies."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.deadlines.queries import nearest
from bihuan.kernel.lists import Choice, Column, ListPage, Period, Related, RowsOf, View
from bihuan.organization.models import Department
from bihuan.service.models import ContactSheet, Emergency, FailureReport, ShirkingReport
from bihuan.service.states.contact_sheets import SheetState
from bihuan.service.states.emergencies import EmergencyLevel, EmergencyState
from bihuan.service.states.failures import FailureState
from bihuan.service.states.shirking import ShirkingState


class Matters(ListPage):
    """What the lists here share: an address, and each row's nearest time limit."""

    model: Any = None
    view = ""
    needs = ("pk",)
    template = "service/matters.html"

    def rows(self, user: Any) -> Any:
        """Return the rows this colleague may see."""
        return self.model.objects.visible_to(user)

    def url(self, row: dict[str, Any]) -> str:
        """Return the record's page."""
        return reverse(self.view, args=[row["pk"]])

    def complete(self, rows: Any, user: Any) -> None:
        """Add each row's nearest time limit; one query for the page."""
        limits = nearest(self.model.kind(), [row["pk"] for row in rows])
        for row in rows:
            row["due"] = limits.get(row["pk"])


class Failures(Matters):
    """Major failures and how far their handling is."""

    name, title, order = "service.failures", _("Failure reports"), "-reported_at"
    model, view = FailureReport, "service:failure"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("symptom", _("Symptom"), kind="title"),
        Column("place", _("Place of the failure")),
        Column("salesman__name", _("Signed the contract"), width="w-m"),
        Column("owner__name", _("Manager in charge"), width="w-s"),
        Column(
            "state", _("State"), kind="state", choices=FailureState.choices, now=(FailureState.REPORTED,), width="w-xl"
        ),
        Column("reported_at", _("Reported at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )
    filters = (Choice("state", _("State"), choices=FailureState.choices), Period("reported_at", _("Reported")))
    views = (View("open", _("Being handled"), "state=reported&state=filed&state=tracked", opens=True),)
    search_fields = ("number__iexact", "symptom__icontains", "place__icontains")


class Sheets(Matters):
    """Contact sheets between departments."""

    name, title, order = "service.sheets", _("Work contact sheets"), "-asked_at"
    model, view = ContactSheet, "service:sheet"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("subject", _("Subject"), kind="title"),
        Column("from_department__name", _("Asking department")),
        Column("to_department__name", _("Department asked")),
        Column("owner__name", _("Whose turn"), width="w-s"),
        Column(
            "state",
            _("State"),
            kind="state",
            choices=SheetState.choices,
            now=(SheetState.ASKED, SheetState.DISPUTED),
            width="w-l",
        ),
        Column("asked_at", _("Asked at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )
    filters = (
        Choice("state", _("State"), choices=SheetState.choices),
        Related("from_department", _("Asking department"), load=RowsOf(Department)),
        Related("to_department", _("Department asked"), load=RowsOf(Department)),
        Period("asked_at", _("Asked")),
    )
    views = (
        View(
            "open", _("Not finished"), "state=asked&state=accepted&state=declined&state=disputed&state=done", opens=True
        ),
        View("disputed", _("With the office"), "state=disputed"),
    )
    search_fields = ("number__iexact", "subject__icontains")


class Shirkings(Matters):
    """Reports of shirking, for those in charge."""

    name, title, order = "service.shirkings", _("Reports of shirking"), "-reported_at"
    model, view = ShirkingReport, "service:shirking"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("account", _("What happened"), kind="title"),
        Column("who__name", _("Colleague")),
        Column("request__number", _("Request"), kind="no"),
        Column("state", _("State"), kind="state", choices=ShirkingState.choices, now=(ShirkingState.REPORTED,)),
        Column("reported_at", _("Reported at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )
    filters = (Choice("state", _("State"), choices=ShirkingState.choices), Period("reported_at", _("Reported")))
    views = (View("open", _("Not decided"), "state=reported&state=heard&state=proposed", opens=True),)
    search_fields = ("number__iexact", "who__name__icontains")


class Emergencies(Matters):
    """Emergencies, the last first."""

    name, title, order = "service.emergencies", _("Emergencies"), "-declared_at"
    model, view = Emergency, "service:emergency"
    columns = (
        Column("number", _("Number"), kind="no"),
        Column("situation", _("Situation"), kind="title"),
        Column("place", _("Place of the emergency")),
        Column("plan__name", _("Plan")),
        Column("level", _("Level"), kind="choice", choices=EmergencyLevel.choices, width="w-l"),
        Column("owner__name", _("In command"), width="w-s"),
        Column("state", _("State"), kind="state", choices=EmergencyState.choices, now=(EmergencyState.CALLING,)),
        Column("declared_at", _("Declared at"), kind="time", sort=True),
        Column("due", _("Time left"), kind="due", is_computed=True),
    )
    filters = (
        Choice("state", _("State"), choices=EmergencyState.choices),
        Choice("level", _("Level"), choices=EmergencyLevel.choices), Period("declared_at", _("Declared")),
    )  # fmt: skip
    views = (View("running", _("Running"), "state=calling&state=mobilised"),)
    search_fields = ("number__iexact", "place__icontains", "situation__icontains")
