"""The classification of requests."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.records import Tracked


class FaultClass(Tracked):
    """The preset, editable classification of requests (GEN, SVC-02)."""

    code = models.CharField(_("Code"), max_length=12, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("Group")
    )
    skill = models.CharField(_("Skill needed"), max_length=40, blank=True)
    is_active = models.BooleanField(_("In use"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("Fault class")

    def __str__(self) -> str:
        return f"{self.parent.name} › {self.name}" if self.parent else self.name
