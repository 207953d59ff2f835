"""The emergency procedure of a serious quality issue, its meeting, and who reads what comes of it (EMER, QUA-10)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Customer
from bihuan.kernel.actors import Actor
from bihuan.kernel.fields import file_field, person_field
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Department
from bihuan.quality.models.cases import QUALITY_READERS
from bihuan.quality.models.issues import QualityIssue
from bihuan.quality.states.emergencies import (
    EMERGENCY_MOVES,
    RUNNING_EMERGENCIES,
    Answer,
    AnswerWay,
    IssueEmergencyState,
    ReadingOf,
)
from bihuan.regulations.models import RegulationVersion

STAFF = settings.AUTH_USER_MODEL


class IssueEmergencyQuerySet(VisibleQuerySet):
    """Emergency procedures are seen with their issue, and by who is in charge of them."""

    def visible_to(self, user: Actor) -> Self:
        """Return all to those who work on quality, others their own."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*QUALITY_READERS):  # type: ignore[attr-defined]
            return self
        return self.filter(Q(owner=user.pk) | Q(issue__in=QualityIssue.objects.visible_to(user)))

    def running(self) -> Self:
        """Return those that have not ended."""
        return self.filter(state__in=RUNNING_EMERGENCIES)


class IssueEmergency(Record):
    """One emergency procedure, in the order of its steps.

    Attributes:
        told: names of those who were told at once, as the clause wanted.
        disposition: what is to become of the goods that the customer has; a new one wants a new answer.
        answered_by: who answered for the customer.
        owner: who answers for it in the responsible department; leads the procedure.
    """

    moves = EMERGENCY_MOVES

    issue = models.ForeignKey(QualityIssue, on_delete=models.PROTECT, related_name="emergencies")
    situation = models.TextField(_("Situation"))
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Customer")
    )
    customer_name = models.CharField(_("Customer"), max_length=80)
    contact = models.CharField(pgettext_lazy("emergency", "Contact at the customer"), max_length=40, blank=True)
    owner = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("In charge"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("Responsible department")
    )
    opened_by = person_field(pgettext_lazy("emergency", "Reported by"))
    opened_at = models.DateTimeField(pgettext_lazy("emergency", "Reported at"))
    told = models.JSONField(pgettext_lazy("emergency", "Told at once"), default=list, blank=True)
    disposition = models.TextField(_("Disposition of the goods"), blank=True)
    disposed_by = person_field(pgettext_lazy("emergency", "Disposition proposed by"))
    disposed_at = models.DateTimeField(pgettext_lazy("emergency", "Disposition proposed at"), null=True, blank=True)
    answer = models.CharField(_("Customer's answer"), max_length=8, choices=Answer.choices, blank=True)
    answer_way = models.CharField(
        pgettext_lazy("emergency", "How it came"), max_length=8, choices=AnswerWay.choices, blank=True
    )
    answered_by = models.CharField(pgettext_lazy("emergency", "Answered by"), max_length=40, blank=True)
    answer_words = models.CharField(_("Customer's words"), max_length=400, blank=True)
    answered_at = models.DateTimeField(_("Answered at"), null=True, blank=True)
    signature = file_field(_("Signature"))
    order_text = models.TextField(_("To be put right"), blank=True)
    order_due_on = models.DateField(pgettext_lazy("emergency", "Put right by"), null=True, blank=True)
    ordered_by = person_field(_("Ordered by"))
    ordered_at = models.DateTimeField(_("Ordered at"), null=True, blank=True)
    measures = models.TextField(pgettext_lazy("emergency", "Measures"), blank=True)
    measured_by = person_field(_("Measures proposed by"))
    measured_at = models.DateTimeField(_("Measures proposed at"), null=True, blank=True)
    approved_by = person_field(_("Measures approved by"))
    approved_at = models.DateTimeField(_("Measures approved at"), null=True, blank=True)
    verification = models.TextField(_("Verified: containment and measures"), blank=True)
    verified_by = person_field(pgettext_lazy("emergency", "Verified by"))
    verified_at = models.DateTimeField(pgettext_lazy("emergency", "Verified at"), null=True, blank=True)
    circular_title = models.CharField(_("Title of the circular"), max_length=120, blank=True)
    circular = models.TextField(_("Circular"), blank=True)
    departments = models.ManyToManyField(Department, blank=True, related_name="+", verbose_name=_("Goes to"))
    drafted_by = person_field(pgettext_lazy("emergency", "Circular drafted by"))
    published_at = models.DateTimeField(_("Circular published at"), null=True, blank=True)
    standard = models.ForeignKey(
        RegulationVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Fixed in"),
    )  # fmt: skip
    standard_change = models.CharField(_("What changes"), max_length=200, blank=True)
    fixed_at = models.DateTimeField(_("Fixed at"), null=True, blank=True)

    objects = IssueEmergencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Emergency procedure of an issue")
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="issue_emergency_by_time"),
            models.Index(fields=["state", "-opened_at"], name="issue_emergency_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["issue"], condition=Q(state__in=RUNNING_EMERGENCIES), name="one_emergency_of_an_issue"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("quality:emergency", args=[self.pk])

    @property
    def title(self) -> str:
        return self.issue.subject

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_EMERGENCIES

    @property
    def is_stopped(self) -> bool:
        return self.state == IssueEmergencyState.STOPPED

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the customer has agreed to the disposition as it stands."""
        return bool(self.disposition) and self.answer == Answer.AGREED

    @property
    def awaits_answer(self) -> bool:
        """Tell whether a disposition lies with the customer."""
        return bool(self.disposition) and not self.answer

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on: the issue's, with the department that answers for it."""
        return {**self.issue.facts(), "department": self.department.code}


class EmergencyMeeting(models.Model):
    """The emergency meeting: who was there, what was decided."""

    emergency = models.OneToOneField(IssueEmergency, on_delete=models.CASCADE, related_name="meeting")
    held_at = models.DateTimeField(pgettext_lazy("emergency", "Held at"))
    chair = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("Chair"))
    attended: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        STAFF, related_name="+", verbose_name=_("Who was there")
    )
    guests = models.CharField(_("From outside"), max_length=200, blank=True)
    resolutions = models.TextField(_("Resolutions"))
    recorded_by = person_field(_("Recorded by"))
    recorded_at = models.DateTimeField(_("Recorded at"))

    class Meta:
        verbose_name = _("Emergency meeting")

    def __str__(self) -> str:
        return f"{self.emergency_id} {self.held_at:%Y-%m-%d %H:%M}"

    @property
    def lines(self) -> list[str]:
        """Return the resolutions one by one."""
        return [line.strip() for line in self.resolutions.splitlines() if line.strip()]


class EmergencyReadingQuerySet(VisibleQuerySet):
    """Who is to read sees his own line; those who see the procedure see all of them."""

    def visible_to(self, user: Actor) -> Self:
        """Return one's own lines and those of visible procedures."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self.filter(Q(reader=user.pk) | Q(emergency__in=IssueEmergency.objects.visible_to(user)))


class EmergencyReading(models.Model):
    """One colleague who is to read the circular or the changed standard, and when he has."""

    emergency = models.ForeignKey(IssueEmergency, on_delete=models.CASCADE, related_name="readings")
    what = models.CharField(_("To read"), max_length=10, choices=ReadingOf.choices)
    reader = models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=_("Reader"))
    read_at = models.DateTimeField(_("Read at"), null=True, blank=True)

    objects = EmergencyReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("Reading of a circular")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["emergency", "what", "reader"], name="emergency_reading_once")]

    def __str__(self) -> str:
        return f"{self.emergency_id} {self.what} {self.reader_id}"

    def get_absolute_url(self) -> str:
        return reverse("quality:read_circular", args=[self.pk])
