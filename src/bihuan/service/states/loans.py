"""What is announced when a clause wants a loaner offered (FULL 3.4)."""

from django.db import models
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event


class LoanerDue(Event):
    """The repair takes longer than its clause allows: the customer is to have a loaner."""

    name = "loaner.due"


class OfferOutcome(models.TextChoices):
    """What became of the offer."""

    LENT = "lent", pgettext_lazy("loaner offer", "Lent")
    DECLINED = "declined", pgettext_lazy("loaner offer", "Customer wants none")
    SOLVED = "solved", pgettext_lazy("loaner offer", "Repaired before")
