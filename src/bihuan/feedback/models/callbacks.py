"""Call-backs: one for a customer and day, whatever number of places and clauses ask for it (VIS-01)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.complaints.models import Complaint
from bihuan.customers.models import Customer, Lead
from bihuan.feedback.models.callback_plan import CallBackFile
from bihuan.feedback.states.callbacks import CALL_MOVES, OPEN_CALLS, CallBackWay
from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.privacy import EncryptedTextField, mask_address, mask_phone
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Region
from bihuan.organization.states import Post
from bihuan.regulations.models import Clause
from bihuan.service.models import ServiceRequest

READS_CALLS = (
    Post.CALLBACK_CLERK, Post.DISPATCHER, Post.SUPERVISOR, Post.SERVICE_MANAGER, Post.DEPARTMENT_MANAGER, Post.QUALITY,
    Post.SALES, Post.SALES_CLERK, Post.ADMINISTRATION, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip


class CallQuerySet(VisibleQuerySet):
    """Call-backs by viewer."""

    def visible_to(self, user: Actor) -> Self:
        """The desk, sales and managers see all, an outlet's manager his regions', a technician what he is to visit."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*READS_CALLS):  # type: ignore[attr-defined]
            return self
        own = models.Q(assignee=user.pk)
        if user.holds(Post.OUTLET_MANAGER) and user.outlet_id:  # type: ignore[attr-defined]
            own |= models.Q(customer__region__outlet=user.outlet_id)  # type: ignore[attr-defined]
        return self.filter(own)


class CallBack(Record):
    """One call or visit; it settles every due of its customer that was planned for that day."""

    moves = CALL_MOVES
    unmask_permission = "feedback.unmask_call"

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="callbacks", verbose_name=_("Customer")
    )
    way = models.CharField(_("How"), max_length=8, choices=CallBackWay.choices)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region")
    )
    route = models.PositiveIntegerField(default=0, editable=False)  # the region of a visit; 0 by phone
    planned_on = models.DateField(_("Planned on"))
    due_on = models.DateField(_("Call by"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="callbacks",
        verbose_name=_("Caller"),
    )  # fmt: skip
    taken_at = models.DateTimeField(_("Call begun at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("Tries"), default=0)
    contact_name = models.CharField(_("Spoken with"), max_length=80, blank=True)
    phone = EncryptedTextField(_("Phone"), blank=True, mask=mask_phone)
    address = EncryptedTextField(_("Address"), blank=True, mask=mask_address)
    form = models.JSONField(_("What was asked"), default=dict, blank=True)  # the script as it was when it was done
    answers = models.JSONField(_("Answers"), default=dict, blank=True)
    score = models.DecimalField(_("Satisfaction score"), max_digits=4, decimal_places=1, null=True, blank=True)
    is_good = models.BooleanField(_("Satisfied"), null=True)
    words = models.TextField(_("Words of the customer"), blank=True)
    need = models.TextField(_("Need"), blank=True)
    outcome = models.CharField(_("Outcome"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("Called back at"), null=True, blank=True)
    missed_at = models.DateTimeField(_("Missed since"), null=True, blank=True)
    signature = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Signature")
    )
    request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="callbacks",
        verbose_name=_("Request"),
    )  # fmt: skip
    complaint = models.ForeignKey(
        Complaint, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Complaint")
    )
    lead = models.ForeignKey(
        Lead, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Lead")
    )

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("Call-back")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "planned_on", "route"], condition=models.Q(state__in=OPEN_CALLS),
                name="callback_once_a_day",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["-planned_on", "-id"], name="callback_by_day"),
            models.Index(
                fields=["way", "planned_on", "id"], condition=models.Q(state__in=OPEN_CALLS), name="callback_open"
            ),
            models.Index(fields=["due_on"], condition=models.Q(state__in=OPEN_CALLS), name="callback_by_limit"),
            models.Index(fields=["assignee", "planned_on"], name="callback_by_assignee"),
            models.Index(fields=["ended_at"], name="callback_by_end"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("feedback:callback", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.customer.name} · {self.get_way_display()}"

    @property
    def is_late(self) -> bool:
        """Tell whether its limit has gone by and nobody called."""
        return self.state in OPEN_CALLS and self.due_on < timezone.localdate()

    def told(self, name: str, value: Any) -> str:
        """Return answers as the history tells them: grades in their words."""
        if name != "answers":
            return ""
        grades = {int(row["score"]): str(row["label"]) for row in self.form.get("grades", ())}
        words = {"yes": str(_("yes")), "no": str(_("no"))}
        asked = [(row, value.get(row["code"])) for row in self.form.get("questions", ())]
        said = [
            (row["label"], grades.get(answer) if row["answered"] == "graded" else words.get(answer, answer))
            for row, answer in asked if answer not in (None, "")
        ]  # fmt: skip
        return "；".join(f"{label} {answer}" for label, answer in said)

    def facts(self) -> dict[str, Any]:
        """Return the customer's facts; the region is the visit's own where it has one."""
        area = {"area": self.region.area} if self.region else {}
        return {**self.customer.facts(), **area}


class CallBackDue(models.Model):
    """What a clause asks for one place in one period, and the call-back that settles it."""

    file = models.ForeignKey(
        CallBackFile, on_delete=models.PROTECT, related_name="dues", verbose_name=_("Call-back file"), db_index=False
    )
    name = models.CharField(max_length=40)
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="+", verbose_name=_("Clause"))
    due_on = models.DateField(_("Call by"))
    call = models.ForeignKey(CallBack, on_delete=models.PROTECT, related_name="dues", verbose_name=_("Call-back"))

    class Meta:
        verbose_name = _("Call-back due")
        constraints = [models.UniqueConstraint(fields=["file", "name", "due_on"], name="callback_due_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_on}"
