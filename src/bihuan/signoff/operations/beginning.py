"""Set a form going by the route that a clause gives, or take it back."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from bihuan.kernel import events, history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.events import Event
from bihuan.kernel.records import Tracked
from bihuan.organization.queries import head_of
from bihuan.organization.states import Post
from bihuan.regulations.queries import RuleSet, ruleset
from bihuan.signoff.models import Circulation, Station
from bihuan.signoff.operations import passage
from bihuan.signoff.rules import Limit, approver, planned
from bihuan.signoff.states import CirculationAgreed, CirculationStarted, CirculationState, CirculationWithdrawn


@transaction.atomic
def start(
    record: Any, form: str, *, by: Actor, facts: Mapping[str, Any] | None = None, at: datetime | None = None
) -> Circulation | None:
    """Let a form circulate about a record (SVC-07, REG-01).

    The stations that apply to the facts are copied; what a clause says later changes nothing for this
    form. With an amount among the facts the approval limits choose the last station.

    Args:
        form: the form's code in the clauses.
        facts: what conditions and approval limits look at; the record's own when None.

    Returns:
        the form on its way (the running one, when this form circulates already), or None when no clause
        wants one: then nobody need approve.
    """
    known = {**record.facts(), **(facts or {})}
    route = ruleset().route(form, known)
    if route is None or not route.data["stations"]:
        return None
    running: Circulation | None = Circulation.objects.of(record).running().filter(form=form).first()
    if running:
        return running
    now = at or timezone.now()
    circulation = Circulation.objects.create(
        subject_kind=record.kind(), subject_id=record.pk, subject_number=getattr(record, "number", "") or "",
        subject_title=str(getattr(record, "title", ""))[:200], form=form,
        label=route.data.get("label") or form, parameter_id=route.id, clause_id=route.clause_id, facts=_plain(known),
        begun_by_id=by.pk if by.actor_kind == "staff" else None, begun_at=now,
    )  # fmt: skip
    history.append(circulation, "begin", by=by, at=now, is_first=True)
    passage.note(circulation, "started", by=by, at=now, words=f"{circulation.label}（{route.label}）")
    steps = planned(route.data["stations"], approver(known.get("amount"), _limits(ruleset(), form, known)))
    Station.objects.bulk_create(_station(circulation, record, step) for step in steps)
    events.publish(CirculationStarted(record=record, at=now, by=by, circulation=circulation))
    passage.move_on(circulation, by=by, at=now)
    return circulation


def _limits(rules: RuleSet, form: str, facts: Mapping[str, Any]) -> list[Limit]:
    found = rules.matching("approval_limit", facts, form=form)
    return [Limit(view.data["post"], Decimal(str(view.data["up_to"])), view.clause_id) for view in found]


def _station(circulation: Circulation, record: Any, step: Mapping[str, Any]) -> Station:
    department = getattr(record, "department", None)
    return Station(
        circulation=circulation, order=step["order"], name=step["name"], post=step["post"],
        staff=head_of(department) if step["post"] == Post.DEPARTMENT_MANAGER else None,
        clause_id=step.get("clause_id"), opinion_required=step.get("opinion_required", False),
        limit_minutes=_minutes(step.get("limit_minutes")), fills=step.get("fills") or "",
        outlet_id=getattr(record, "outlet_id", None), department=department,
    )  # fmt: skip


def _minutes(value: Any) -> int | None:
    return int(value) if value else None


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts ready for JSON."""
    return {name: str(value) if isinstance(value, Decimal | date) else value for name, value in facts.items()}


@transaction.atomic
def withdraw(circulation: Circulation, *, by: Actor, reason: str = "", revision: int | None = None) -> None:
    """Take a form back: nobody need sign it any more.

    Raises:
        PermissionDenied: neither begun by this person, nor does he keep the routes.
        NotOpen: it has ended already.
    """
    permit(by, "signoff.withdraw", circulation)
    row, now = passage.running(circulation, revision=revision), timezone.now()
    _withdraw(row, by, now, reason)


def _withdraw(row: Circulation, by: Actor, now: datetime, reason: str) -> None:
    passage.end(row, CirculationState.WITHDRAWN, by=by, at=now)
    passage.note(row, "withdrawn", by=by, at=now, words="：".join(filter(None, [row.label, reason])))
    events.publish(CirculationWithdrawn(record=passage.subject_of(row), at=now, by=by, circulation=row))


def observe(event: Event) -> None:
    """Take back the forms about a record that is cancelled."""
    if event.name.endswith(".cancelled") and isinstance(event.record, Tracked) and not event.is_new:
        for circulation in Circulation.objects.of(event.record).running().select_for_update(of=("self",)):
            _withdraw(circulation, SYSTEM, event.at, "")


def finish(circulation: Circulation, *, by: Actor, at: datetime) -> None:
    """End a form that every station has agreed to."""
    passage.end(circulation, CirculationState.AGREED, by=by, at=at)
    passage.note(circulation, "agreed", by=by, at=at, words=circulation.label)
    events.publish(CirculationAgreed(record=passage.subject_of(circulation), at=at, by=by, circulation=circulation))
