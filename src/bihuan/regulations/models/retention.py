"""Records that may not be destroyed yet, and the lists by which they are once their time is over (REG-07)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Record, Tracked, VisibleQuerySet
from bihuan.regulations.models.documents import Clause
from bihuan.regulations.states import DISPOSAL_MOVES, DisposalOutcome


def _person(label: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class KeptQuerySet(VisibleQuerySet):
    """Holds and disposal lists: those who keep the files see them."""

    def visible_to(self, user: Actor) -> Self:
        """All to whom it concerns, nothing to others."""
        if user.actor_kind == "staff" and user.has_perm("regulations.view_disposal"):
            return self
        return super().visible_to(user)


class LegalHold(Tracked):
    """A record that is kept whatever its clause says: a lawsuit, an inspection by an authority."""

    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_number = models.CharField(_("Number"), max_length=40, blank=True)
    reason = models.CharField(pgettext_lazy("hold", "Why it must be kept"), max_length=200)
    placed_by = _person(pgettext_lazy("hold", "Placed by"))
    placed_at = models.DateTimeField(pgettext_lazy("hold", "Placed at"))
    lifted_by = _person(pgettext_lazy("hold", "Lifted by"))
    lifted_at = models.DateTimeField(pgettext_lazy("hold", "Lifted at"), null=True, blank=True)
    lifted_because = models.CharField(pgettext_lazy("hold", "Why it is lifted"), max_length=200, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("Legal hold")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], name="hold_once", condition=Q(lifted_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_number} {self.reason}"

    def get_absolute_url(self) -> str:
        return reverse("regulations:holds")


class DisposalList(Record):
    """「记录销毁清单」: what is to be destroyed, drawn up, approved by somebody else, executed, kept as the log."""

    moves = DISPOSAL_MOVES

    drawn_up_at = models.DateTimeField(pgettext_lazy("disposal", "Drawn up at"))
    drawn_by = _person(pgettext_lazy("disposal", "Drawn up by"))
    approved_at = models.DateTimeField(pgettext_lazy("disposal", "Approved at"), null=True, blank=True)
    approved_by = _person(pgettext_lazy("disposal", "Approved by"))
    executed_at = models.DateTimeField(pgettext_lazy("disposal", "Destroyed at"), null=True, blank=True)
    executed_by = _person(pgettext_lazy("disposal", "Destroyed by"))
    wish = models.CharField(pgettext_lazy("disposal", "At whose wish"), max_length=120, blank=True)
    reason = models.CharField(pgettext_lazy("disposal", "Why refused"), max_length=200, blank=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("Disposal list")

    def get_absolute_url(self) -> str:
        return reverse("regulations:disposal", args=[self.pk])


class DisposalLine(models.Model):
    """One record on a disposal list, with the clause that lets it go."""

    disposal = models.ForeignKey(DisposalList, on_delete=models.PROTECT, related_name="lines")
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_number = models.CharField(_("Number"), max_length=40)
    clause = models.ForeignKey(
        Clause, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("Clause")
    )  # none where no clause speaks of such files and the person wants them gone
    months = models.PositiveSmallIntegerField(_("Months kept"), null=True)
    ended_on = models.DateField(_("Ended on"))
    kept_until = models.DateField(_("Kept until"), null=True)
    outcome = models.CharField(
        pgettext_lazy("disposal", "Outcome"), max_length=10, choices=DisposalOutcome.choices,
        default=DisposalOutcome.OPEN,
    )  # fmt: skip
    remark = models.CharField(_("Remark"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            # A record stands on one list at a time, and is destroyed once.
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], name="disposal_once", condition=Q(outcome__in=("open", "done"))
            )
        ]

    def __str__(self) -> str:
        return self.subject_number
