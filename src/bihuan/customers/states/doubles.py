"""Two files that may be of one customer, and what becomes of them (CUS-01)."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomersMerged(Event):
    """Two files became one; `record` is the one that stays, `double` the other.

    Whatever pointed at the other has been moved already.
    """

    name: ClassVar[str] = "customer.merged"
    double: int = 0


@dataclass(frozen=True, kw_only=True)
class CustomersParted(Event):
    """A merge was undone; `record` is the file that stood, `double` the one that stands again."""

    name: ClassVar[str] = "customer.parted"
    double: int = 0


class PairState(models.TextChoices):
    """What was decided about a pair."""

    OPEN = "open", pgettext_lazy("pair", "To be looked at")
    DIFFERENT = "different", pgettext_lazy("pair", "Not the same")
    MERGED = "merged", pgettext_lazy("pair", "Merged")


REASONS = {
    "phone": _("same phone"), "name": _("same name"), "person": _("same name"), "similar": _("similar name"),
    "address": _("same address"), "named": _("named by a colleague"),
}  # fmt: skip
