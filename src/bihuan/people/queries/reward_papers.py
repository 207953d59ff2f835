"""The 「质量奖罚通知单」 and the 「质量奖惩月汇总」 as they are printed (RWD-01, RWD-02)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.people.models import Reward, RewardSummary
from bihuan.people.queries.rewards import lines, outcome_words, weighed
from bihuan.people.states.rewards import HIDDEN, RewardState, SummaryState
from bihuan.regulations.queries import paper_meta


def notice(reward: Reward, by: Actor) -> Sheet:
    """Return the notice: who, what for, by which clause, how the amount came, the seal, the dispute's decision."""
    issued, person = reward.issued_at, reward.person
    data = {
        "number": reward.number, "case": reward.subject_number or "—", "date": _day(issued or reward.proposed_at),
        "person": person.name, "staff_number": person.staff_number or "—",
        "department": person.department.name if person.department else "—", "kind": reward.get_consequence_display(),
        "kinds": [
            [pgettext("reward", "Reward"), reward.is_reward], [pgettext("reward", "Penalty"), not reward.is_reward],
        ],
        "happened_on": str(reward.happened_on), "reason": reward.reason, "label": reward.label,
        "rules": [
            {"label": one.label, "clause": one.clause, "outcome": one.outcome, "steps": "；".join(one.steps),
             "counts": one.counts}
            for one in weighed(reward)
        ],
        "decision": _decision(reward), "choice_reason": reward.choice_reason,
        "total": f"{reward.total:,.2f}" if reward.total is not None else "",
        "seal": "" if reward.state in HIDDEN else _day(issued),
        "issued_by": reward.issued_by.name if reward.issued_by else "", "proposed_by": reward.proposed_by.name
        if reward.proposed_by else "", "dispute": reward.dispute, "disputed": _day(reward.disputed_at),
        "ruling": f"{reward.state_label}：{reward.ruling}" if reward.ruling else "",
        "ruled_by": reward.ruled_by.name if reward.ruled_by else "", "ruled": _day(reward.ruled_at),
        "state": reward.state_label, "is_void": reward.state == RewardState.CANCELLED,
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("reward_notice", reward.facts()))


def _decision(reward: Reward) -> str:
    high = reward.amount if reward.amount is not None else reward.high
    low = reward.amount if reward.amount is not None else reward.low
    return outcome_words(reward.consequence, low, high, reward.loss)


def summary_sheet(summary: RewardSummary, by: Actor) -> Sheet:
    """Return the month's summary for finance: one line for each notice, the sums, who handed it over."""
    rows = [
        {
            "number": row.number, "person": row.person.name, "staff_number": row.person.staff_number,
            "department": row.person.department.name if row.person.department else "", "label": row.label,
            "clause": str(row.clause), "kind": row.get_consequence_display(),
            "reward": _amount(row.amount) if row.is_reward else "",
            "fine": "" if row.is_reward else _amount(row.amount), "loss": _amount(row.loss),
        }
        for row in lines(summary, by)
    ]  # fmt: skip
    is_over = summary.state == SummaryState.HANDED_OVER
    data = {
        "number": summary.number, "month": f"{summary.month:%Y-%m}", "people": str(summary.people), "rows": rows,
        "rewarded": f"{summary.rewarded:,.2f}", "fined": f"{summary.fined:,.2f}",
        "made_good": f"{summary.made_good:,.2f}",
        "net": f"{summary.rewarded - summary.fined - summary.made_good:,.2f}",
        "signatures": [
            {"title": _("Drawn up by %(name)s") % {"name": summary.drawn_by.name if summary.drawn_by else ""}},
            {"title": _("Handed over by %(name)s") % {"name": summary.handed_by.name if summary.handed_by else ""},
             **({"date": _day(summary.handed_at)} if is_over else {})},
            {"title": _("Finance has received it")},
        ],
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("reward_summary", {}))


def _amount(value: object) -> str:
    return f"{value:,.2f}" if value else ""


def _day(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d}" if at else ""
