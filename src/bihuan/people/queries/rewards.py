"""Rewards and penalties as their pages, the desk and the pages of cases show them (RWD-01 to 03)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel.panels import Panel
from bihuan.kernel.records import Tracked, is_visible, resolve
from bihuan.kernel.wording import yuan
from bihuan.organization.models import Staff
from bihuan.people.models import Reward, RewardSummary
from bihuan.people.states.rewards import Consequence, RewardState
from bihuan.regulations.queries import ParameterView, ruleset

AT_MOST = 20
TO_DO = {
    RewardState.PROPOSED: "issue_reward", RewardState.ISSUED: "dispute_reward", RewardState.DISPUTED: "decide_reward",
}  # fmt: skip


@dataclass(frozen=True)
class WeighedRule:
    """A rule that was weighed, as the notice shows it."""

    label: str
    clause: str
    clause_url: str
    outcome: str
    steps: list[str]
    counts: bool


def rules_in_force() -> list[ParameterView]:
    """Return the rules of reward and penalty in force, one for each name, in the order of their clauses."""
    found: dict[str, ParameterView] = {}
    for view in ruleset().all("penalty"):
        found.setdefault(view.name, view)
    return sorted(found.values(), key=lambda view: (view.regulation, _place(view.label)))


def _place(label: str) -> list[int]:
    return [int(part) for part in label.rpartition(" ")[2].split(".") if part.isdigit()]


def rule_words(view: ParameterView) -> str:
    """Return a rule for a choice: what for, who, what follows, the clause."""
    data = view.data
    outcome = outcome_words(str(data["consequence"]), data.get("amount_min"), data.get("amount_max"))
    per = _(" a piece") if data.get("per_piece") else ""
    return " · ".join(filter(None, [str(data["label"]), data.get("whom", ""), outcome + per, view.label]))


def outcome_words(consequence: str, low: Any, high: Any, loss: Any = 0) -> str:
    """Return what follows: «Fine ¥50.00 to ¥200.00, loss ¥300.00 made good»."""
    parts = [str(Consequence(consequence).label)]
    if float(high or low or 0):
        is_range = float(high or 0) > float(low or 0)
        parts.append(_("%(low)s to %(high)s") % {"low": yuan(low), "high": yuan(high)} if is_range else yuan(low))
    words = " ".join(parts)
    return _("%(what)s, loss %(loss)s made good") % {"what": words, "loss": yuan(loss)} if float(loss or 0) else words


def weighed(reward: Reward) -> list[WeighedRule]:
    """Return the rules that were weighed for a notice, the one that counts first."""
    return [
        WeighedRule(
            label=one["label"], clause=one["clause"], clause_url=f"/regulations/clauses/{one['clause_id']}/",
            outcome=outcome_words(one["consequence"], one["low"], one["high"], one["loss"]),
            steps=[step_words(step) for step in one["steps"]], counts=index == 0,
        )
        for index, one in enumerate(reward.rules)
    ]  # fmt: skip


def step_words(step: Mapping[str, str]) -> str:
    """Return one step of an amount's working out."""
    shown = {**step, **{name: yuan(step[name]) for name in ("low", "high", "amount") if name in step}}
    is_one = step.get("low") == step.get("high")
    match step["step"]:
        case "fixed":
            return _("the clause has %(low)s") % shown
        case "range":
            return _("the clause has %(low)s to %(high)s") % shown
        case "pieces":
            return (
                _("× %(pieces)s pieces = %(low)s") if is_one else _("× %(pieces)s pieces = %(low)s to %(high)s")
            ) % shown
        case "shift":
            return _("%(pieces)s pieces in a shift, more than %(most)s: %(amount)s") % shown
        case "repeat":
            return _("repeated: heavier, %(percent)s %%") % shown
        case "grave":
            return _("grave: heavier, %(percent)s %%") % shown
        case "raised":
            return (_("= %(low)s") if is_one else _("= %(low)s to %(high)s")) % shown
        case "dismissal":
            return _("found for the %(times)s. time: dismissal") % shown
    return _("the loss made good: %(amount)s") % shown


def earlier_of(reward: Reward) -> Iterable[Reward]:
    """Return the colleague's other standing notices for the same, the last first."""
    rows = Reward.objects.earlier(reward.person_id, reward.offence, since=None, before=reward.happened_on)
    return list(rows.exclude(pk=reward.pk).order_by("-happened_on", "-pk")[:AT_MOST])


def case_of(reward: Reward, user: Any) -> Tracked | None:
    """Return the case a notice follows from, if this viewer may see it."""
    kind, pk = reward.subject_kind, reward.subject_id
    return resolve(kind, pk) if kind and pk and is_visible(kind, pk, user) else None


def of_subject(record: Any, user: Any) -> dict[str, Any] | None:
    """Return what a case's page shows: its notices as far as this viewer may see them, and whether he may propose."""
    rows = Reward.objects.visible_to(user).filter(subject_kind=record.kind(), subject_id=record.pk)
    found = list(rows.select_related("person", "clause__version__regulation").order_by("pk")[:AT_MOST])
    may_propose = user.has_perm("people.propose_reward", record)
    return {"rewards": found, "may_propose": may_propose, "count": len(found) or None} if found or may_propose else None


def as_panel() -> Panel:
    """Return the panel to register on the pages of a kind of case."""
    return Panel("rewards", lazy("Rewards and penalties"), "people/rewards_panel.html", of_subject, order=80)


def waiting(user: Staff) -> list[Reward]:
    """Return the notices that wait for this colleague: to be issued, answered, decided; one query."""
    turn = Q(owner=user.pk, state__in=TO_DO)
    if user.has_perm("people.issue_reward"):
        turn |= Q(state=RewardState.PROPOSED) & ~Q(person=user.pk)
    if user.has_perm("people.sum_rewards"):
        turn |= Q(state=RewardState.DISPUTED) & ~Q(person=user.pk)
    return list(Reward.objects.filter(turn).select_related("person").order_by("proposed_at")[:AT_MOST])


def lines(summary: RewardSummary, user: Any) -> list[Reward]:
    """Return a summary's notices by department and colleague."""
    rows = Reward.objects.visible_to(user).filter(summary=summary.pk)
    return list(
        rows.select_related("person__department", "clause__version__regulation").order_by("person__username", "pk")
    )
