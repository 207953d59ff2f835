"""Where an investigation stands, its moves, and the choices on its findings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class InvestigationBegun(Event):
    """Somebody looks into a complaint."""

    name = "investigation.begun"


class InvestigationConcluded(Event):
    """Primary and secondary cause are chosen."""

    name = "investigation.concluded"


class InvestigationState(models.TextChoices):
    """Where an investigation stands."""

    OPEN = "open", pgettext_lazy("investigation", "Under way")
    CONCLUDED = "concluded", pgettext_lazy("investigation", "Concluded")


class Aspect(models.TextChoices):
    """What was looked at (PQC 3.2, 3.3)."""

    SITE = "site", _("Inspection on site")
    PRODUCTION = "production", _("Production records")
    INSPECTION = "inspection", _("Inspection records")
    RETAINED = "retained", _("Retained sample")
    SAMPLE = "sample", _("Sample analysis")
    HAZARD = "hazard", _("Hazard analysis")
    OTHER = "other", pgettext_lazy("finding", "Other")


class Outcome(models.TextChoices):
    """What it says about the fault complained of."""

    SHOWN = "shown", _("Fault confirmed")
    CLEAR = "clear", _("Nothing wrong")
    UNCLEAR = "unclear", _("Not clear")


class Hazard(models.TextChoices):
    """How dangerous the fault is."""

    NONE = "none", _("No danger")
    SLIGHT = "slight", _("Slight: spoils use")
    SERIOUS = "serious", _("Serious: may hurt people or property")


class InfluenceState(models.TextChoices):
    """Whether an influence has been checked."""

    OPEN = "open", _("To be checked")
    EXCLUDED = "excluded", _("Excluded")
    CONFIRMED = "confirmed", pgettext_lazy("influence", "Confirmed")


class Rank(models.TextChoices):
    """What a confirmed influence is in the end (ENGS)."""

    PRIMARY = "primary", _("Primary cause")
    SECONDARY = "secondary", _("Secondary cause")


S = InvestigationState
INVESTIGATE = "complaints.investigate"
HAS_CAUSE = Evidence("cause", _("the cause"), lambda record: bool(record.cause.strip() and record.cause_category))

INVESTIGATION_MOVES = MoveTable(
    InvestigationState,
    (
        Move("record", _("Record a finding"), (S.OPEN,), "", INVESTIGATE),
        Move("ask_why", _("Ask why"), (S.OPEN,), "", INVESTIGATE, is_hidden=True),
        Move("weigh", _("Add an influence"), (S.OPEN,), "", INVESTIGATE, is_hidden=True),
        Move("amend", _("Amend"), (S.OPEN,), "", INVESTIGATE, is_internal=True),
        Move("conclude", _("Choose the cause"), (S.OPEN,), S.CONCLUDED, INVESTIGATE, InvestigationConcluded,
             evidence=(HAS_CAUSE,), is_primary=True),
        Move("resume", _("Investigate further"), (S.CONCLUDED,), S.OPEN, INVESTIGATE),
    ),
    path=(S.OPEN, S.CONCLUDED),
)  # fmt: skip
