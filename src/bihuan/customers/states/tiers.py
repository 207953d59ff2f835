"""Where the rating of a customer stands, and what it announces (KEY 2 and 3, CRM 2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class RatingProposed(Event):
    """Last year's figures give a customer another tier or grade."""

    name = "rating.proposed"


class RatingSubmitted(Event):
    """A tier goes to whoever approves it."""

    name = "rating.submitted"


class RatingApproved(Event):
    """The tier or grade holds from now on."""

    name = "rating.approved"


class RatingRefused(Event):
    """It was not approved; the old one stays."""

    name = "rating.refused"


class Rated(models.TextChoices):
    """What is rated."""

    TIER = "tier", _("Tier of key accounts")
    GRADE = "grade", pgettext_lazy("rating", "A to D grade")


class RatingState(models.TextChoices):
    """Where a rating stands."""

    PROPOSED = "proposed", pgettext_lazy("rating", "Proposed")
    SUBMITTED = "submitted", pgettext_lazy("rating", "Being approved")
    APPROVED = "approved", pgettext_lazy("rating", "In effect")
    KEPT = "kept", pgettext_lazy("rating", "Unchanged")
    REFUSED = "refused", pgettext_lazy("rating", "Not approved")
    DROPPED = "dropped", pgettext_lazy("rating", "Dropped")


class CareUnit(models.TextChoices):
    """Which level of the company cares for a customer."""

    PROVINCE = "province", _("Head office (province)")
    CITY = "city", _("Service outlet (city)")
    COUNTY = "county", _("District (county)")


R = RatingState
OPEN_RATINGS = (R.PROPOSED, R.SUBMITTED)
HOLDING = (R.APPROVED, R.KEPT)
SUBMIT, DECIDE, CONFIRM = "customers.submit_rating", "customers.decide_rating", "customers.confirm_grade"
_COUNTED = Evidence("steps", _("the calculation"), lambda row: bool(row.steps))

RATING_MOVES = MoveTable(
    RatingState,
    (
        Move("submit", _("Send for approval"), (R.PROPOSED,), R.SUBMITTED, SUBMIT, RatingSubmitted,
             evidence=(_COUNTED,), is_primary=True),
        Move("confirm", pgettext_lazy("rating", "Confirm"), (R.PROPOSED,), R.APPROVED, CONFIRM, RatingApproved,
             evidence=(_COUNTED,), is_primary=True),
        Move("recalculate", _("Calculate again"), (R.PROPOSED,), "", "customers.recalculate_rating"),
        Move("drop", pgettext_lazy("rating", "Drop"), (R.PROPOSED,), R.DROPPED, "customers.recalculate_rating"),
        Move("approve", _("Approve"), (R.SUBMITTED,), R.APPROVED, DECIDE, RatingApproved, is_internal=True),
        Move("refuse", _("Refuse"), (R.SUBMITTED,), R.REFUSED, DECIDE, RatingRefused, is_internal=True),
    ),
    path=(R.PROPOSED, R.SUBMITTED, R.APPROVED),
)  # fmt: skip
