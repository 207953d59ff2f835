"""「质量奖惩月汇总」: drawn up by administration, handed to finance once, locked (QMGT 6.3, RWD-02)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Staff
from bihuan.people.models import Reward, RewardSummary
from bihuan.people.operations.rewards import lapse_due
from bihuan.people.states.rewards import Consequence, RewardState, SummaryState

SERIES = "JH"


@transaction.atomic
def draw_up(month: date, *, by: Actor) -> RewardSummary:
    """Draw up a month's summary of the notices in effect that no earlier one has.

    Args:
        month: any day of it.

    Raises:
        OperationError: the month is still to come, or has its summary already.
    """
    permit(by, "people.sum_rewards")
    first = month.replace(day=1)
    if first > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="month")
    there = RewardSummary.objects.filter(month=first).first()
    if there:
        raise OperationError(_("%(number)s is that month's summary.") % {"number": there.number}, field="month")
    now = timezone.now()
    lapse_due(now)
    row = RewardSummary(
        number=next_number(SERIES, at=now), state=SummaryState.DRAWN_UP, month=first,
        drawn_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    begin(row, by=by, at=now)
    _take_in(row)
    row.refresh_from_db()
    return row


@transaction.atomic
def redraw(summary: RewardSummary, *, by: Actor, revision: int | None = None) -> RewardSummary:
    """Take in what has come into effect since; nothing once it is with finance."""
    row = locked(RewardSummary, summary.pk, revision=revision)
    lapse_due(timezone.now())
    perform(row, "redraw", by=by, note=str(_take_in(row)))
    return row


@transaction.atomic
def hand_over(summary: RewardSummary, *, by: Actor, revision: int | None = None) -> RewardSummary:
    """Give a summary to finance; from then on it is locked, and what comes later goes into the next one."""
    row = locked(RewardSummary, summary.pk, revision=revision)
    changes: dict[str, Any] = {**totals(row), "handed_at": timezone.now()}
    perform(row, "hand_over", by=by, changes={**changes, "handed_by": by if isinstance(by, Staff) else None})
    return row


def totals(summary: RewardSummary) -> dict[str, Any]:
    """Return how many people a summary concerns, and what is paid out, deducted and made good, in CNY."""
    is_reward = Q(consequence=Consequence.REWARD)
    found = summary.rewards.aggregate(
        people=Count("person", distinct=True), rewarded=Sum("amount", filter=is_reward),
        fined=Sum("amount", filter=~is_reward), made_good=Sum("loss"),
    )  # fmt: skip
    return {name: value or (0 if name == "people" else Decimal(0)) for name, value in found.items()}


def _take_in(summary: RewardSummary) -> int:
    last = (summary.month + timedelta(days=31)).replace(day=1)
    end = timezone.make_aware(datetime.combine(last, datetime.min.time()))
    rows = Reward.objects.filter(state=RewardState.SETTLED, summary=None, settled_at__lt=end)
    count: int = rows.update(summary=summary)
    RewardSummary.objects.filter(pk=summary.pk).update(**totals(summary))
    return count
