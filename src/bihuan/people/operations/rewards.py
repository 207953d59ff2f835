"""Rewards and penalties: proposed from a case, issued by quality, disputed, decided by administration (RWD-01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, Tracked, locked, required
from bihuan.kernel.wording import yuan
from bihuan.organization.models import Staff
from bihuan.organization.queries import holder
from bihuan.organization.states import Post
from bihuan.people.models import Reward
from bihuan.people.rules.rewards import Case, Figure, figure, most_severe, within
from bihuan.people.states.rewards import STANDING, Consequence, RewardProposed, RewardState
from bihuan.regulations.queries import ParameterView, ruleset

DISPUTE = "reward_dispute"  # the clause's name for how long one may dispute
SERIES = "JC"
Weighed = tuple[ParameterView, Figure]


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What somebody did.

    Attributes:
        reason: what happened, in words.
        happened_on: today when not given.
        quantity: pieces within one shift.
        loss: what was damaged is worth, in CNY.
        is_grave: the regulation's «情节严重».
    """

    reason: str
    happened_on: date | None = None
    quantity: int = 1
    loss: Decimal = Decimal(0)
    is_grave: bool = False


@transaction.atomic
def propose(
    subject: Tracked | None, person: Staff, rules: Sequence[str], deed: Deed, *, by: Actor,
    facts: Mapping[str, Any] | None = None,
) -> Reward:  # fmt: skip
    """Lay what somebody did before quality, with what the clauses have for it; the most severe counts (QMGT 6.1).

    Args:
        subject: the case it follows from; None when it stands alone.
        rules: names of penalty parameters in force that apply.
        facts: what clauses match on; the subject's own when not given.

    Raises:
        OperationError: no rule in force, one that isn't for this colleague, rewards and penalties mixed, oneself,
            nothing written, or the same is proposed for this case already.
    """
    permit(by, "people.propose_reward", subject)
    reason = required(deed.reason, _("Write what happened."), field="reason")
    if person.pk == by.pk:
        raise OperationError(_("Nobody proposes himself."), field="person")
    day = deed.happened_on or timezone.localdate()
    if day > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="happened_on")
    if deed.quantity < 1 or deed.loss < 0:
        raise OperationError(_("At least one piece, and no negative loss."), field="quantity")
    views = _rules(rules, facts if facts is not None else subject.facts() if subject else {}, person)
    weighed = weigh(person, views, deed, day)
    first, counts = weighed[0]
    locked(Staff, person.pk)  # two who propose the same at once queue here
    _refuse_doubles(subject, person, str(first.data["offence"]))
    now = timezone.now()
    row = Reward(
        number=next_number(SERIES, at=now), state=RewardState.PROPOSED, person=person, owner=holder(Post.QUALITY),
        subject_kind=subject.kind() if subject else "", subject_id=subject.pk if subject else None,
        subject_number=str(getattr(subject, "number", "") or "") if subject else "",
        offence=first.data["offence"], label=first.data["label"], clause_id=first.clause_id,
        rules=[_kept(view, found) for view, found in weighed], consequence=counts.consequence,
        quantity=deed.quantity, low=counts.low, high=counts.high, loss=counts.loss,
        amount=None if counts.is_range else counts.low, reason=reason, happened_on=day, is_grave=deed.is_grave,
        proposed_by=by if isinstance(by, Staff) else None, proposed_at=now,
    )  # fmt: skip
    begin(row, by=by, event=RewardProposed, at=now)
    return row


def weigh(person: Staff, views: Sequence[ParameterView], deed: Deed, day: date) -> list[Weighed]:
    """Return what each rule comes to for this colleague, the one that counts first."""
    heavier = ruleset().strongest("heavier_penalty", {})
    percent = Decimal(str(heavier.data["percent"])) if heavier else None
    found = []
    for view in views:
        days = view.data.get("repeat_days") or (heavier.data["days"] if heavier else None)
        is_for_ever = view.data.get("repeat") == "dismissal" and not view.data.get("repeat_days")
        since = None if is_for_ever or not days else day - timedelta(days=int(days))
        earlier = Reward.objects.earlier(person.pk, view.data["offence"], since=since, before=day).count()
        case = Case(quantity=deed.quantity, loss=deed.loss, earlier=earlier, is_grave=deed.is_grave)
        found.append((view, figure(view.data, case, percent)))
    return most_severe(found)


def _rules(names: Sequence[str], facts: Mapping[str, Any], person: Staff) -> list[ParameterView]:
    views = [ruleset().one("penalty", name, facts) for name in dict.fromkeys(filter(None, names))]
    found = [view for view in views if view is not None]
    if not found:
        raise OperationError(_("No clause in force has a reward or penalty for this."), field="rule")
    if len({view.data["consequence"] == Consequence.REWARD for view in found}) > 1:
        raise OperationError(_("A reward and a penalty are two notices."), field="also")
    for view in found:
        posts = [row["post"] for row in view.data.get("for_posts") or ()]
        if posts and not person.holds(*posts):
            whom = view.data.get("whom") or "、".join(str(Post(post).label) for post in posts)
            raise OperationError(
                _("«%(rule)s» is for: %(whom)s. %(name)s holds no such post.")
                % {"rule": view.data["label"], "whom": whom, "name": person.name},
                field="person",
            )
    return found


def _refuse_doubles(subject: Tracked | None, person: Staff, offence: str) -> None:
    if subject is None:
        return
    rows = Reward.objects.filter(subject_kind=subject.kind(), subject_id=subject.pk, person=person, offence=offence)
    there = rows.filter(state__in=(RewardState.PROPOSED, *STANDING)).first()
    if there:
        raise OperationError(
            _("%(number)s already says so of %(name)s.") % {"number": there.number, "name": person.name}, field="person"
        )


def _kept(view: ParameterView, found: Figure) -> dict[str, Any]:
    """Return what the notice keeps of a rule, as it was when it was weighed."""
    return {
        "name": view.name, "label": view.data["label"], "clause": view.label, "clause_id": view.clause_id,
        "consequence": found.consequence, "low": f"{found.low:.2f}", "high": f"{found.high:.2f}",
        "loss": f"{found.loss:.2f}", "steps": list(found.steps),
    }  # fmt: skip


@transaction.atomic
def issue(
    reward: Reward, *, by: Actor, amount: Decimal | None = None, note: str = "", revision: int | None = None
) -> Reward:
    """Issue a notice under quality's seal; the colleague and his manager are told (QMGT 6.2).

    Where no clause gives time to dispute it, it takes effect at once.

    Args:
        amount: in CNY, where the clause has a range.
        note: why this amount; needed with a range.

    Raises:
        OperationError: an amount outside the clause's range, or without its reason.
    """
    row = locked(Reward, reward.pk, revision=revision)
    chosen = within(row.figure, row.amount if amount is None else amount)
    if chosen is None:
        bounds = {"low": yuan(row.low), "high": yuan(row.high)}
        raise OperationError(_("The clause has %(low)s to %(high)s.") % bounds, field="amount")
    is_range = row.figure.is_range
    reason = required(note, _("Write why this amount."), field="note") if is_range else ""
    perform(row, "issue", by=by, note="" if is_range else note.strip(), changes={
        "amount": chosen, "choice_reason": reason[:300], "owner": row.person, "issued_at": timezone.now(),
        "issued_by": by if isinstance(by, Staff) else None,
    })  # fmt: skip
    if not _running(row):
        _lapse(row, timezone.now(), note=_("No clause gives time to dispute it"))
    return row


@transaction.atomic
def drop(reward: Reward, *, note: str, by: Actor, revision: int | None = None) -> Reward:
    """Don't issue what was proposed."""
    row = locked(Reward, reward.pk, revision=revision)
    perform(row, "drop", by=by, note=required(note, _("Write why not.")), changes={"owner": None})
    return row


@transaction.atomic
def acknowledge(reward: Reward, *, by: Actor, revision: int | None = None) -> Reward:
    """Accept a notice; it takes effect at once."""
    row, now = locked(Reward, reward.pk, revision=revision), timezone.now()
    perform(row, "acknowledge", by=by, changes={"settled_at": now, "owner": None}, at=now)
    deadlines.meet(_running(row), by=by, at=now)
    return row


@transaction.atomic
def dispute(reward: Reward, *, dispute: str, by: Actor, revision: int | None = None) -> Reward:
    """Dispute a notice about oneself within the clause's time; administration decides (QMGT 6.5).

    Raises:
        OperationError: nothing is written, or the time is over.
    """
    row, now = locked(Reward, reward.pk, revision=revision), timezone.now()
    text = required(dispute, _("Write why you dispute it."), field="dispute")
    late = next((one for one in _running(row) if one.due_at < now), None)
    if late:
        due = timezone.localtime(late.due_at).strftime("%Y-%m-%d %H:%M")
        raise OperationError(_("The time to dispute it was over on %(due)s.") % {"due": due})
    changes = {"dispute": text, "disputed_at": now, "owner": holder(Post.ADMINISTRATION)}
    perform(row, "dispute", by=by, changes=changes, at=now)
    return row


@transaction.atomic
def uphold(reward: Reward, *, ruling: str, by: Actor, revision: int | None = None) -> Reward:
    """Decide that the notice stands."""
    return _rule(reward, "uphold", ruling, by, revision, settled_at=timezone.now())


@transaction.atomic
def reduce(
    reward: Reward, *, ruling: str, amount: Decimal, by: Actor, consequence: str = "", revision: int | None = None
) -> Reward:
    """Decide for something lighter: a smaller amount in CNY, or a milder consequence.

    Raises:
        OperationError: it isn't lighter than what the notice says.
    """
    row = locked(Reward, reward.pk, revision=revision)
    order = Consequence.values
    new = consequence or row.consequence
    is_milder = new != row.consequence and 0 < order.index(new) < order.index(row.consequence)
    is_less = new == row.consequence and 0 <= amount < (row.amount or 0)
    is_more = bool(row.amount) and amount > row.amount  # a milder word doesn't cost more
    if not (is_milder or is_less) or is_more or amount < 0:
        raise OperationError(_("This isn't lighter than what the notice says."), field="amount")
    return _rule(
        reward, "reduce", ruling, by, revision, consequence=new, amount=amount, settled_at=timezone.now()
    )  # fmt: skip


@transaction.atomic
def revoke(reward: Reward, *, ruling: str, by: Actor, revision: int | None = None) -> Reward:
    """Decide that the notice is cancelled; nothing goes to finance."""
    return _rule(reward, "revoke", ruling, by, revision)


def _rule(reward: Reward, move: str, ruling: str, by: Actor, revision: int | None, **changes: Any) -> Reward:
    row = locked(Reward, reward.pk, revision=revision)
    text = required(ruling, _("Write the reason for the decision."), field="ruling")
    ruled = {"ruling": text, "ruled_at": timezone.now(), "ruled_by": by if isinstance(by, Staff) else None}
    perform(row, move, by=by, changes={**ruled, **changes, "owner": None})
    return row


def lapse_due(now: datetime) -> int:
    """Let notices take effect whose time to be disputed is over; return how many (QMGT 6.5)."""
    count = 0
    for pk in Reward.objects.filter(state=RewardState.ISSUED).order_by("pk").values_list("pk", flat=True):
        row = locked(Reward, pk)
        limits = _running(row)
        if row.state == RewardState.ISSUED and all(one.due_at < now for one in limits):
            _lapse(row, now, since=max((one.due_at for one in limits), default=now))
            deadlines.cancel(limits, by=SYSTEM, at=now, note=_("Not disputed in time"))
            count += 1
    return count


def _lapse(row: Reward, now: datetime, *, since: datetime | None = None, note: str = "") -> None:
    perform(row, "lapse", by=SYSTEM, note=note, changes={"settled_at": since or now, "owner": None}, at=now)


def _running(row: Reward) -> list[Deadline]:
    limits = Deadline.objects.of(row.kind(), row.pk).running().filter(name=DISPUTE)
    return list(limits.select_for_update(of=("self",)))
