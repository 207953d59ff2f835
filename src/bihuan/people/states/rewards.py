"""Where a notice of reward or penalty and a month's summary stand, and what they announce (QMGT 5 and 6, RWD-01)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class RewardProposed(Event):
    """Somebody's deed was laid before quality, with what the clauses have for it."""

    name = "reward.proposed"


class RewardIssued(Event):
    """Quality has issued the 「质量奖罚通知单」 under its seal."""

    name = "reward.issued"


class RewardDisputed(Event):
    """The colleague concerned disputes it."""

    name = "reward.disputed"


class RewardDecided(Event):
    """Administration has decided the dispute."""

    name = "reward.decided"


class RewardsHandedOver(Event):
    """A month's summary has gone to finance."""

    name = "rewards.handed_over"


class Consequence(models.TextChoices):
    """What follows, the lightest first."""

    REWARD = "reward", pgettext_lazy("consequence", "Reward")
    WARNING = "warning", pgettext_lazy("consequence", "Warning")
    FINE = "fine", pgettext_lazy("consequence", "Fine")
    MAKE_GOOD = "make_good", pgettext_lazy("consequence", "Make good the loss")
    TRANSFER = "transfer", pgettext_lazy("consequence", "Transfer to another post")
    DISMISSAL = "dismissal", pgettext_lazy("consequence", "Dismissal")


class RewardState(models.TextChoices):
    """Where a notice stands."""

    PROPOSED = "proposed", pgettext_lazy("reward", "Proposed")
    ISSUED = "issued", pgettext_lazy("reward", "Issued")
    DISPUTED = "disputed", pgettext_lazy("reward", "Disputed")
    SETTLED = "settled", pgettext_lazy("reward", "In effect")
    CANCELLED = "cancelled", pgettext_lazy("reward", "Cancelled")
    DROPPED = "dropped", pgettext_lazy("reward", "Not issued")


class SummaryState(models.TextChoices):
    """Where a month's summary stands."""

    DRAWN_UP = "drawn_up", pgettext_lazy("summary", "Drawn up")
    HANDED_OVER = "handed_over", pgettext_lazy("summary", "With finance")


R, S = RewardState, SummaryState
HIDDEN = (R.PROPOSED, R.DROPPED)  # not yet, or never, told to the colleague
STANDING = (R.ISSUED, R.DISPUTED, R.SETTLED)  # what counts as an earlier case
RUN, DISPUTE, DECIDE, SUM_UP = (
    "people.issue_reward", "people.dispute_reward", "people.decide_reward", "people.sum_rewards",
)  # fmt: skip

WHY = Evidence("reason", _("what happened"), lambda row: bool(row.reason.strip()))
SAID = Evidence("dispute", _("why it is disputed"), lambda row: bool(row.dispute.strip()))
RULED = Evidence("ruling", _("the decision's reason"), lambda row: bool(row.ruling.strip()))
FILLED = Evidence("rewards", _("at least one notice"), lambda row: row.rewards.exists())

REWARD_MOVES = MoveTable(
    RewardState,
    (
        Move("issue", _("Issue under seal"), (R.PROPOSED,), R.ISSUED, RUN, RewardIssued, evidence=(WHY,),
             is_primary=True),
        Move("drop", _("Don't issue"), (R.PROPOSED,), R.DROPPED, RUN),
        Move("acknowledge", _("I accept it"), (R.ISSUED,), R.SETTLED, DISPUTE, is_primary=True),
        Move("dispute", _("Dispute it"), (R.ISSUED,), R.DISPUTED, DISPUTE, RewardDisputed, evidence=(SAID,)),
        Move("lapse", _("Not disputed in time"), (R.ISSUED,), R.SETTLED, SUM_UP, is_internal=True),
        Move("uphold", pgettext_lazy("reward", "Uphold"), (R.DISPUTED,), R.SETTLED, DECIDE, RewardDecided,
             evidence=(RULED,), is_primary=True),
        Move("reduce", _("Make it lighter"), (R.DISPUTED,), R.SETTLED, DECIDE, RewardDecided, evidence=(RULED,)),
        Move("revoke", _("Cancel it"), (R.DISPUTED,), R.CANCELLED, DECIDE, RewardDecided, evidence=(RULED,)),
    ),
    path=(R.PROPOSED, R.ISSUED, R.SETTLED),
)  # fmt: skip

SUMMARY_MOVES = MoveTable(
    SummaryState,
    (
        Move("hand_over", _("Hand over to finance"), (S.DRAWN_UP,), S.HANDED_OVER, SUM_UP, RewardsHandedOver,
             evidence=(FILLED,), is_primary=True),
        Move("redraw", _("Take in what is new"), (S.DRAWN_UP,), "", SUM_UP),
    ),
    path=(S.DRAWN_UP, S.HANDED_OVER),
)  # fmt: skip
