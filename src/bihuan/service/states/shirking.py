"""Where a report of shirking stands, its moves and what it announces (CSYS, SVC-03)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class ShirkingReported(Event):
    """Somebody is said to have shirked his duty of first contact (首问负责制)."""

    name = "shirking.reported"


class ShirkingAnswered(Event):
    """The one it is said of has given his account."""

    name = "shirking.answered"


class ShirkingDecided(Event):
    """It was decided, one way or the other."""

    name = "shirking.decided"


class ShirkingState(models.TextChoices):
    """Where a report of shirking stands."""

    REPORTED = "reported", _("To be heard")
    HEARD = "heard", _("Heard, to be judged")
    PROPOSED = "proposed", _("Decision proposed")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", pgettext_lazy("shirking", "Dismissed")


K = ShirkingState
OPEN_SHIRKING = (K.REPORTED, K.HEARD, K.PROPOSED)
HAS_FINDING = Evidence("finding", _("what was found"), lambda report: bool(report.finding.strip()))
HAD_HIS_SAY = Evidence(
    "heard", _("the colleague's account, or the end of his time to give it"), lambda report: report.is_heard
)
SHIRKING_MOVES = MoveTable(
    ShirkingState,
    (
        Move("answer", _("Give my account"), (K.REPORTED,), K.HEARD, "service.answer_shirking", ShirkingAnswered,
             is_primary=True),
        Move("propose", _("Propose a decision"), (K.REPORTED, K.HEARD), K.PROPOSED, "service.judge_shirking",
             evidence=(HAD_HIS_SAY, HAS_FINDING), is_primary=True),
        Move("dismiss", _("Not founded"), (K.REPORTED, K.HEARD), K.DISMISSED, "service.judge_shirking",
             ShirkingDecided, evidence=(HAS_FINDING,)),
        Move("uphold", _("Uphold"), (K.PROPOSED,), K.UPHELD, "service.run_request", ShirkingDecided, is_internal=True),
        Move("turn_down", _("Turn the proposal down"), (K.PROPOSED,), K.HEARD, "service.run_request",
             is_internal=True),
    ),
    path=(K.REPORTED, K.HEARD, K.PROPOSED, K.UPHELD),
)  # fmt: skip
