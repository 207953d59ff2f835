"""Certificates of staff: what somebody is allowed to work on, and until when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked, VisibleQuerySet
from bihuan.organization.models import Staff


class CertificateQuerySet(VisibleQuerySet):
    """One's own; all of them for those who administer or dispatch."""

    def valid(self, on: date) -> Self:
        """Return those in force on a day; without an expiry a certificate is good for ever."""
        return self.filter(Q(issued_on=None) | Q(issued_on__lte=on), Q(expires_on=None) | Q(expires_on__gte=on))

    def visible_to(self, user: Actor) -> Self:
        if user.actor_kind == "system" or user.has_perm("people.view_certificates"):
            return self
        return self.filter(staff=user.pk) if user.actor_kind == "staff" else self.none()


class Certificate(Tracked):
    """A certificate somebody holds (PPL-02); `skill` is what dispatch matches on."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="certificates", verbose_name=_("Colleague"))
    name = models.CharField(_("Certificate"), max_length=80)
    code = models.CharField(_("Code"), max_length=40, blank=True)
    number = models.CharField(_("Certificate number"), max_length=60, blank=True)
    issued_on = models.DateField(_("Issued on"), null=True, blank=True)
    expires_on = models.DateField(_("Valid until"), null=True, blank=True, db_index=True)
    skill = models.CharField(_("Skill"), max_length=60, blank=True, help_text=_("What it allows, e.g. a product line."))

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("Certificate")
        ordering = ["staff", "expires_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on=None) | Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
                name="certificate_expires_after_issue",
                violation_error_message=_("It expires before it was issued."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.staff}"

    def get_absolute_url(self) -> str:
        return self.staff.get_absolute_url()
