"""Who signs the report on a quality issue: our own people, and outsiders by their link (ENGR, QUA-09)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import VisibleQuerySet
from bihuan.quality.models.issues import QualityIssue
from bihuan.quality.rules.gates import digest


class IssuePartyQuerySet(VisibleQuerySet):
    """Parties are seen with their issue."""

    def visible_to(self, user: Actor) -> Self:
        """Return the parties of visible issues."""
        return self if user.actor_kind == "system" else self.filter(issue__in=QualityIssue.objects.visible_to(user))


class IssueParty(models.Model):
    """A party to the report: in which role, who signs, and what he has signed.

    Attributes:
        staff: a colleague; None for an outsider, who signs by his link.
        digest: of cause, department and plan as they stood when he signed.
        excused: why the report stands without his signature, entered with his refusal or absence.
    """

    issue = models.ForeignKey(QualityIssue, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(_("Party"), max_length=40)
    name = models.CharField(_("Signs for it"), max_length=40)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Colleague")
    )
    opinion = models.CharField(_("Opinion"), max_length=400, blank=True)
    signature = models.ForeignKey(Attachment, null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(_("Signed at"), null=True)
    excused = models.CharField(_("Does not sign, because"), max_length=200, blank=True)

    objects = IssuePartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("Party to the report")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "role", "name"], name="party_once")]

    def __str__(self) -> str:
        return f"{self.role} {self.name}"

    @property
    def has_signed(self) -> bool:
        """Tell whether he has signed the report as it stands now."""
        return self.signed_at is not None and self.digest == digest("report", self.issue.texts())

    @property
    def is_awaited(self) -> bool:
        """Tell whether the report still lacks his signature."""
        return not self.has_signed and not self.excused
