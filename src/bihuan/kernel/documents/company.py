"""Who prints: the company's names, hotline and logo on every form."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.records import Tracked

SINGLETON = 1


class CompanyProfile(Tracked):
    """The one row with the company as it appears on paper; administration edits it."""

    name = models.CharField(_("Full name"), max_length=80)
    short_name = models.CharField(_("Short name"), max_length=20, blank=True)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    hotline = models.CharField(_("Service hotline"), max_length=40, blank=True)
    logo = models.BinaryField(_("Logo"), blank=True, default=b"")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=SINGLETON), name="company_is_one_row")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = SINGLETON
        super().save(*args, **kwargs)

    def head(self) -> dict[str, str]:
        """Return the company's part of a form's head."""
        return {
            "company": self.name,
            "short": self.short_name or self.name,
            "name_en": self.name_en,
            "hotline": self.hotline,
        }


def company() -> CompanyProfile:
    """Return the company's profile; an empty, unsaved one before administration has filled it in."""
    return CompanyProfile.objects.filter(pk=SINGLETON).first() or CompanyProfile(pk=SINGLETON)
