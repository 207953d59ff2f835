"""Reports that somebody shirked his duty of first contact: heard, judged, decided (CSYS, SVC-03)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, VisibleQuerySet
from bihuan.organization.states import Post
from bihuan.service.models.requests import ServiceRequest
from bihuan.service.states.choices import Gravity
from bihuan.service.states.shirking import SHIRKING_MOVES

HEARING = "shirking_hearing"  # the clause's name for how long the colleague has to give his account
JUDGES = (Post.ADMINISTRATION, Post.GM_OFFICE, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)


class ShirkingReportQuerySet(VisibleQuerySet):
    """Reports by viewer: those concerned and those in charge, nobody else."""

    def visible_to(self, user: Actor) -> Self:
        """The one it is said of, who said it, whose it is to judge, his superiors."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        if user.holds(*JUDGES):  # type: ignore[attr-defined]
            return self
        leads = Q(who__department__manager=user.pk) | Q(who__outlet__manager=user.pk)
        return self.filter(Q(who=user.pk) | Q(reported_by=user.pk) | Q(owner=user.pk) | leads)


class ShirkingReport(Record):
    """What is said of a colleague, what he says himself, what was found and decided."""

    moves = SHIRKING_MOVES

    request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="shirking_reports", verbose_name=_("Request")
    )
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Colleague")
    )
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Reported by")
    )
    reported_at = models.DateTimeField(_("Reported at"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Whose turn")
    )
    account = models.TextField(_("What happened"))
    answer = models.TextField(_("The colleague's account"), blank=True)
    answered_at = models.DateTimeField(_("Answered at"), null=True, blank=True)
    severity = models.CharField(_("Severity"), max_length=8, choices=Gravity.choices, blank=True)
    finding = models.TextField(_("What was found"), blank=True)
    penalty = models.JSONField(_("Penalty"), default=dict, blank=True)
    decided_at = models.DateTimeField(_("Decided at"), null=True, blank=True)

    objects = ShirkingReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Report of shirking")
        indexes = [models.Index(fields=["-reported_at", "-id"], name="shirking_by_time")]

    def get_absolute_url(self) -> str:
        return reverse("service:shirking", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.who.name} · {self.request.number}"

    @property
    def is_heard(self) -> bool:
        """Tell whether he has given his account, or the clause's time for it is over; without a clause none is kept."""
        if self.answered_at:
            return True
        rows = Deadline.objects.of(self.kind(), self.pk).filter(name=HEARING)
        return not rows.filter(due_at__gte=timezone.now()).exists()

    def facts(self) -> dict[str, Any]:
        """Return the request's facts with the severity that was found."""
        return {**self.request.facts(), "severity": self.severity}
