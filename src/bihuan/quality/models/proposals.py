"""A quality issue proposed because cases that no issue counts have reached a threshold together (QMGT 3, QUA-01)."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.products.models import ProductModel
from bihuan.quality.models.cases import QUALITY_READERS
from bihuan.quality.models.issues import QualityIssue


class Ending(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", pgettext_lazy("proposal", "To be decided")
    TAKEN_UP = "taken_up", _("Became an issue")
    DISMISSED = "dismissed", _("Dismissed")
    WITHDRAWN = "withdrawn", _("No longer reached")


class IssueProposalQuerySet(VisibleQuerySet):
    """Proposals are seen by those who read the cases."""

    def visible_to(self, user: Actor) -> Self:
        """Return all to those who work on quality."""
        if user.actor_kind != "staff":
            return super().visible_to(user)
        return self if user.holds(*QUALITY_READERS) else self.none()  # type: ignore[attr-defined]

    def open(self) -> Self:
        """Return the proposals that wait for somebody."""
        return self.filter(ending=Ending.OPEN)


class IssueProposal(Tracked):
    """One group of cases that reached a threshold together; which they are is asked anew each time.

    Attributes:
        key: names the group: a batch, a production day, the customer's assembly line, one case.
        scheme, class_code, rank: the class that the clause gives; `basis` its words, `value` what was counted.
    """

    key = models.CharField(max_length=120, editable=False)
    model = models.ForeignKey(
        ProductModel, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Model")
    )
    batch = models.CharField(_("Batch"), max_length=40, blank=True)
    produced_on = models.DateField(_("Produced on"), null=True, blank=True)
    scheme = models.CharField(_("Scheme"), max_length=40)
    class_code = models.CharField(_("Class"), max_length=40)
    label = models.CharField(_("Class proposed"), max_length=80)
    rank = models.PositiveSmallIntegerField(_("Severity, 9 the severest"))
    basis = models.CharField(_("Threshold in words"), max_length=200)
    value = models.CharField(pgettext_lazy("proposal", "Counted"), max_length=40)
    clause = models.ForeignKey(
        "regulations.Clause", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Clause")
    )
    proposed_at = models.DateTimeField(_("Proposed at"))
    ended_at = models.DateTimeField(pgettext_lazy("proposal", "Ended at"), null=True, blank=True)
    ending = models.CharField(
        _("What became of it"), max_length=12, choices=Ending.choices, default=Ending.OPEN, editable=False
    )
    reason = models.TextField(_("Reason"), blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Decided by"),
    )  # fmt: skip
    issue = models.ForeignKey(
        QualityIssue, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals",
        verbose_name=_("Quality issue"),
    )  # fmt: skip

    objects = IssueProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("Proposed quality issue")
        indexes = [
            models.Index(fields=["-proposed_at", "-id"], name="proposal_by_time"),
            models.Index(fields=["key", "-id"], name="proposal_by_group"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(ending=Ending.OPEN), name="proposal_open_once")
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("quality:proposal", args=[self.pk])

    @property
    def title(self) -> str:
        """What it is about and which class: «KFR-35GW 2026-09-A: batch accident»."""
        day = self.produced_on.isoformat() if isinstance(self.produced_on, date) else ""
        about = " ".join(filter(None, [self.model.code if self.model else "", self.batch, day]))
        return f"{about}：{self.label}" if about else self.label

    @property
    def is_open(self) -> bool:
        return self.ending == Ending.OPEN

    def facts(self) -> dict[str, Any]:
        """Return what clauses may match on."""
        known = {"model": self.model.code, "product_line": self.model.line.code} if self.model else {}
        return {**known, "severity": self.class_code}
