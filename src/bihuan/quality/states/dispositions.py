"""What is done with nonconforming pieces: the six dispositions (QUA-06; SUPQ 7, QMGT 7.2)."""

from django.db import models
from django.utils.translation import pgettext_lazy


class DispositionKind(models.TextChoices):
    """What becomes of nonconforming pieces."""

    REWORK = "rework", pgettext_lazy("disposition", "Rework")
    REPAIR = "repair", pgettext_lazy("disposition", "Repair")
    SCRAP = "scrap", pgettext_lazy("disposition", "Scrap")
    CONCESSION = "concession", pgettext_lazy("disposition", "Concession")
    RETURN = "return", pgettext_lazy("disposition", "Return to the supplier")
    REGRADE = "regrade", pgettext_lazy("disposition", "Regrade")


class DispositionState(models.TextChoices):
    """Where one disposition stands."""

    PROPOSED = "proposed", pgettext_lazy("disposition", "Proposed")
    APPROVED = "approved", pgettext_lazy("disposition", "To be carried out")
    DONE = "done", pgettext_lazy("disposition", "Carried out")


# Labour is spent on these, and somebody else than who did them inspects the pieces again.
WORKED = (DispositionKind.REWORK, DispositionKind.REPAIR)
