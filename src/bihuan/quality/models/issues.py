"""A quality issue from its report to its closing, the cases it counts and the conditions for closing (QUA-01…05)."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Department
from bihuan.products.models import Lot, ProductModel
from bihuan.quality.models.cases import QUALITY_READERS, ReportedCase
from bihuan.quality.rules.gates import digest
from bihuan.quality.states.issues import ISSUE_MOVES, OPEN_ISSUES

STAFF = settings.AUTH_USER_MODEL
SERIOUS = "serious"  # the code that every scheme gives its severest class: 重大


def _person(label: Any, **options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(STAFF, on_delete=models.PROTECT, related_name="+", verbose_name=label, **options)


def _yuan(label: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(label, max_digits=14, decimal_places=2, default=Decimal(0))


class QualityIssueQuerySet(VisibleQuerySet):
    """Issues by viewer: those who read the cases, and who is in charge of one."""

    def visible_to(self, user: Actor) -> Self:
        """Return all issues to those who work on quality, others their own."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*QUALITY_READERS):  # type: ignore[attr-defined]
            return self
        return self.filter(models.Q(owner=user.pk) | models.Q(reported_by=user.pk))

    def open(self) -> Self:
        """Return the issues that are not closed."""
        return self.filter(state__in=OPEN_ISSUES)


class QualityIssue(Record):
    """One quality issue, in the order of its report.

    Attributes:
        scheme: whose thresholds class it, e.g. `qmgt`.
        proposal: every criterion with what it counted, as `queries.classing` wrote it.
        class_code: as a person confirmed it; `confirmed_for` is what was proposed then.
        stated: names of the criteria that a person says hold.
        cost_*: what the rework itself cost; counted into the loss (QPROC).
    """

    moves = ISSUE_MOVES

    subject = models.CharField(_("Quality issue"), max_length=120)
    background = models.TextField(_("Background"))
    model = models.ForeignKey(
        ProductModel, null=True, blank=True, on_delete=models.PROTECT, related_name="quality_issues",
        verbose_name=_("Model"),
    )  # fmt: skip
    batch = models.CharField(_("Batch"), max_length=40, blank=True)
    found_at = models.DateTimeField(_("Found at"))
    reported_at = models.DateTimeField(_("Reported at"))
    reported_by = _person(_("Reported by"))
    owner = _person(_("In charge"))
    scheme = models.CharField(_("Scheme"), max_length=40)
    proposal = models.JSONField(default=list, editable=False)
    class_proposed = models.CharField(_("Class proposed"), max_length=40, blank=True)
    class_code = models.CharField(_("Class"), max_length=40, blank=True)
    confirmed_for = models.CharField(max_length=40, blank=True, editable=False)
    confirmed_by = _person(_("Class confirmed by"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("Class confirmed at"), null=True, blank=True)
    stated = models.JSONField(_("Stated"), default=list, blank=True)
    cost_labour = _yuan(_("Labour of the rework"))
    cost_material = _yuan(_("Material of the rework"))
    cost_machines = _yuan(_("Machine hours of the rework"))
    cost_overhead = _yuan(_("Overhead of the rework"))
    containment = models.TextField(_("Stopped and contained"), blank=True)
    lots = models.ManyToManyField(Lot, blank=True, related_name="quality_issues", verbose_name=_("Lots held back"))
    investigation = models.TextField(_("Investigation"), blank=True)
    consequences = models.TextField(_("Possible consequences"), blank=True)
    cause_scheme = models.CharField(_("Cause scheme"), max_length=40, blank=True)
    cause_category = models.CharField(_("Category of the cause"), max_length=40, blank=True)
    cause = models.TextField(_("Root cause"), blank=True)
    department = models.ForeignKey(
        Department, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Responsible department"),
    )  # fmt: skip
    plan = models.TextField(_("Plan of handling"), blank=True)
    is_no_treatment = models.BooleanField(_("No treatment"), default=False)
    argument = models.TextField(_("Why nothing is done"), blank=True)
    compensated = models.CharField(_("Party not at fault"), max_length=80, blank=True)
    compensation = _yuan(_("Compensation to the party not at fault"))
    handling = models.TextField(_("Handling done"), blank=True)
    acceptance = models.TextField(_("Inspection and acceptance"), blank=True)
    accepted_by = _person(_("Accepted by"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Closed at"), null=True, blank=True)
    cases = models.ManyToManyField(ReportedCase, through="IssueCase", related_name="issues")

    objects = QualityIssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("Quality issue")
        indexes = [
            models.Index(fields=["-reported_at", "-id"], name="issue_by_time"),
            models.Index(fields=["state", "-reported_at", "-id"], name="issue_by_state"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("quality:issue", args=[self.pk])

    @property
    def title(self) -> str:
        return self.subject

    @property
    def own_loss(self) -> Decimal:
        """Return what the rework itself cost, in yuan."""
        costs = (self.cost_labour, self.cost_material, self.cost_machines, self.cost_overhead)
        return sum(costs, Decimal(0))

    @property
    def is_class_settled(self) -> bool:
        """Tell whether the class was confirmed for what is proposed now."""
        return bool(self.class_code) and self.confirmed_for == self.class_proposed

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_ISSUES

    @property
    def closes_on_interim(self) -> bool:
        """Tell whether its class closes on an interim measure alone (PRODQ)."""
        return any(line["class"] == self.class_code and line.get("is_light") for line in self.proposal)

    @property
    def is_serious(self) -> bool:
        """Tell whether it is of the severest class, as confirmed or, until then, as proposed."""
        return (self.class_code or self.class_proposed) == SERIOUS

    @property
    def running_emergency(self) -> Any:
        """Return the emergency procedure that has not ended; None where there is none."""
        return next((one for one in self.emergencies.all() if one.is_running), None)

    @property
    def standing_emergency(self) -> Any:
        """Return the emergency procedure that runs or has come to its end, not one that was stopped; None without."""
        return next((one for one in self.emergencies.all() if not one.is_stopped), None)

    def texts(self) -> dict[str, str]:
        """Return the texts on which the conditions for closing rest."""
        return {
            "cause_category": self.cause_category, "cause": self.cause, "plan": self.plan,
            "department": str(self.department_id or ""),
        }  # fmt: skip

    def open_gates(self) -> list["IssueGate"]:
        """Return the conditions whose evidence is missing, or was given for another text."""
        texts = self.texts()
        return [gate for gate in self.gates.all() if not gate.holds(texts)]

    def awaited_parties(self) -> list[Any]:
        """Return the parties whose signature the report still lacks."""
        return [party for party in self.parties.select_related("issue") if party.is_awaited]

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        known = {"model": self.model.code, "product_line": self.model.line.code} if self.model else {}
        department = {"department": self.department.code} if self.department else {}
        return {**known, **department, "severity": self.class_code or self.class_proposed, "amount": self.own_loss}


class IssueCase(models.Model):
    """A case that an issue counts; a case counts in one issue at a time."""

    issue = models.ForeignKey(QualityIssue, on_delete=models.CASCADE, related_name="links")
    case = models.ForeignKey(ReportedCase, on_delete=models.PROTECT, related_name="links")
    added_at = models.DateTimeField(_("Added at"))
    added_by = _person(_("Added by"), null=True)

    class Meta:
        verbose_name = _("Counted case")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case"], name="case_counted_once")]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.case_id}"


class IssueGate(models.Model):
    """A condition for closing, with the evidence and the text it was given for.

    Attributes:
        digest: of the texts when the evidence was entered; another one opens the condition again.
    """

    issue = models.ForeignKey(QualityIssue, on_delete=models.CASCADE, related_name="gates")
    code = models.CharField(_("Condition"), max_length=40)
    label = models.CharField(_("Condition"), max_length=120)
    clause = models.ForeignKey(
        "regulations.Clause", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Clause")
    )
    evidence = models.TextField(_("Evidence"), blank=True)
    digest = models.CharField(max_length=64, blank=True)
    passed_by = _person(_("Entered by"), null=True)
    passed_at = models.DateTimeField(_("Entered at"), null=True)

    class Meta:
        verbose_name = _("Condition for closing")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "code"], name="gate_once")]

    def __str__(self) -> str:
        return self.label

    def holds(self, texts: dict[str, str]) -> bool:
        """Tell whether there is evidence for the texts as they stand."""
        return bool(self.evidence) and self.digest == digest(self.code, texts)
