"""「工作联络单」: one department asks another for help (CSYS, SVC-21)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.models import Department
from bihuan.organization.states import Post
from bihuan.service.models.requests import ServiceRequest
from bihuan.service.states.contact_sheets import OPEN_SHEETS, SHEET_MOVES

SEES_SHEETS = (
    Post.OFFICE, Post.GM_OFFICE, Post.ADMINISTRATION, Post.SUPERVISOR, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER,
)  # fmt: skip


class ContactSheetQuerySet(VisibleQuerySet):
    """Sheets by viewer: the two departments, the office and the general management."""

    def visible_to(self, user: Actor) -> Self:
        """The office sees all; everybody else what concerns him or his department."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*SEES_SHEETS):  # type: ignore[attr-defined]
            return self
        own = Q(asked_by=user.pk) | Q(owner=user.pk)
        if department := user.department_id:  # type: ignore[attr-defined]
            own |= Q(from_department=department) | Q(to_department=department)
        return self.filter(own)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_SHEETS)


class ContactSheet(Record):
    """A matter between two departments; `owner` is whose turn it is."""

    moves = SHEET_MOVES

    request = models.ForeignKey(
        ServiceRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="contact_sheets",
        verbose_name=_("Request"),
    )  # fmt: skip
    from_department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("Asking department")
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Asked by")
    )
    asked_at = models.DateTimeField(_("Asked at"))
    to_department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("Department asked")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Whose turn")
    )
    subject = models.CharField(_("Subject"), max_length=120)
    content = models.TextField(_("What is asked"))
    is_after_fact = models.BooleanField(_("Solved first, filed afterwards"), default=False)
    wanted_at = models.DateTimeField(_("Wanted by"), null=True, blank=True)
    answer = models.TextField(_("Answer of the department asked"), blank=True)
    answered_at = models.DateTimeField(_("Answered at"), null=True, blank=True)
    dispute = models.TextField(_("Disagreement"), blank=True)
    ruling = models.TextField(_("The office's decision"), blank=True)
    ruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Decided by"),
    )  # fmt: skip
    ruled_at = models.DateTimeField(_("Decided at"), null=True, blank=True)
    result = models.TextField(_("What was done"), blank=True)
    done_at = models.DateTimeField(_("Done at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("Confirmed at"), null=True, blank=True)

    objects = ContactSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("Work contact sheet")
        indexes = [
            models.Index(fields=["-asked_at", "-id"], name="sheet_by_time"),
            models.Index(fields=["owner", "state"], name="sheet_by_owner"),
            models.Index(fields=["to_department", "-asked_at"], name="sheet_by_department"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_department=models.F("to_department")), name="sheet_between_departments"
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("service:sheet", args=[self.pk])

    @property
    def title(self) -> str:
        return self.subject

    def facts(self) -> dict[str, Any]:
        """Return the request's facts, or none of a product; the department is the one asked."""
        own = self.request.facts() if self.request_id and self.request else {}
        return {**own, "department": self.to_department.code}
