"""Corrective actions: what hangs on a record, what waits for somebody, what their pages show (QUA-07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines.queries import nearest
from bihuan.kernel import attachments
from bihuan.kernel.panels import Panel
from bihuan.kernel.records import is_visible, resolve
from bihuan.organization.queries import calendar
from bihuan.organization.states import Post
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.queries import figures
from bihuan.quality.queries.spreading import on_page
from bihuan.quality.states.actions import MANUAL, ActionState
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.service.queries.matters import Waiting

DUE_CLAUSE = "corrective_action"
USUAL_WINDOW = 90  # days, where no clause says how long an effect is watched
AT_MOST = 20
S = ActionState


def of(subject: Any) -> list[CorrectiveAction]:
    """Return all actions required from a record, the first one first."""
    rows = CorrectiveAction.objects.about(subject.kind(), subject.pk).select_related("owner", "department")
    return list(rows.order_by("pk"))


def unverified(subject: Any) -> list[CorrectiveAction]:
    """Return the actions of a record that quality has not found done yet; cancelled ones don't count."""
    return [one for one in of(subject) if not one.is_verified and one.state != S.CANCELLED]


def is_verified(subject: Any) -> bool:
    """Tell whether a record has an action, and quality has found every one of them done (COMM 5.5)."""
    actions = [one for one in of(subject) if one.state != S.CANCELLED]
    return bool(actions) and all(one.is_verified for one in actions)


def panel(record: Any, user: Any) -> dict[str, Any] | None:
    """Return a record's actions as far as this person may see them, and whether he may require one."""
    rows = CorrectiveAction.objects.visible_to(user).about(record.kind(), record.pk).select_related("owner")
    found = list(rows.order_by("pk"))
    may = user.has_perm("quality.require_action", record)
    if not found and not may:
        return None
    limits = nearest(CorrectiveAction.kind(), [one.pk for one in found]) if found else {}
    lines = [(one, limits.get(one.pk)) for one in found]
    url = reverse("quality:require_action", args=[record.kind(), record.pk]) if may else ""
    return {"lines": lines, "require_url": url, "count": len(found) or None}


def as_panel() -> Panel:
    """Return the panel to register on the pages of a kind of record."""
    return Panel("actions", lazy("Corrective actions"), "quality/actions/panel.html", panel, order=35)


def due_clause(facts: dict[str, Any]) -> ParameterView | None:
    """Return the clause that says by when an action is done, and who is told on the way (COMM 5.5)."""
    return ruleset().one("promise", DUE_CLAUSE, facts)


def latest_day(facts: dict[str, Any]) -> date | None:
    """Return the last day that the clause allows for an action planned now; None when no clause says one."""
    clause = due_clause(facts)
    if clause is None:
        return None
    limit = clause.data["limit"]
    return timezone.localdate(calendar(limit["calendar"]).add(timezone.now(), timedelta(minutes=limit["minutes"])))


def window_clause(facts: dict[str, Any]) -> ParameterView | None:
    """Return the clause that says how many days at least an effect is watched."""
    return ruleset().strongest("threshold", facts, measure="action_window_days")


def usual_window(facts: dict[str, Any]) -> int:
    """Return how many days an effect is watched at least."""
    clause = window_clause(facts)
    return int(clause.data["value"]) if clause else USUAL_WINDOW


def scope_of(action: CorrectiveAction) -> figures.Scope:
    """Return what an action's figure is computed over."""
    code = action.fault_code.code if action.fault_code_id and action.fault_code else ""
    return figures.Scope(action.model_id, action.fault_class_id, action.outlet_id, code)


@dataclass(frozen=True)
class Effect:
    """An action's measure and value, as its page shows them."""

    label: str
    unit: str
    is_manual: bool
    percent_of_limit: int | None
    days_left: int | None


def effect(action: CorrectiveAction) -> Effect:
    """Return what an action's effect is measured by and how it stands."""
    one = figures.figure(action.figure)
    label = str(one.label) if one else action.measure
    left = (action.window_until - timezone.localdate()).days if action.window_until else None
    part = int(100 * action.value / action.limit) if action.value is not None and action.limit else None
    return Effect(label, str(one.unit) if one else "", action.figure == MANUAL, part, left)


def page(action: CorrectiveAction, user: Any) -> dict[str, Any]:
    """Return what an action's page shows besides its fields."""
    kind, pk = action.subject_kind, action.subject_id
    subject = resolve(kind, pk) if is_visible(kind, pk, user) else None
    facts = action.facts()
    return {
        "about": subject, "effect": effect(action), "rounds": list(action.rounds.all()),
        "attachments": list(attachments.of(action.kind(), action.pk)), "due_clause": due_clause(facts),
        "window_clause": window_clause(facts), **on_page(action, user),
    }  # fmt: skip


def due_to_compute(today: date) -> list[int]:
    """Return the keys of the actions whose window is over and whose figure can be computed."""
    rows = CorrectiveAction.objects.filter(state=S.WATCHED, window_until__lt=today).exclude(figure=MANUAL)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def waiting(user: Any) -> Sequence[Waiting]:
    """Return the actions that wait for a person: his own, or, for quality, those to verify, measure, confirm."""
    mine = Q(owner=user.pk, state__in=(S.REQUIRED, S.PLANNED, S.UNDER_WAY))
    if user.holds(Post.QUALITY):
        over = Q(state=S.WATCHED, figure=MANUAL, window_until__lt=timezone.localdate())
        mine |= (Q(state__in=(S.DONE, S.JUDGED)) | over) & ~Q(owner=user.pk)
    rows = CorrectiveAction.objects.filter(mine).select_related("department").order_by("required_at")
    return [
        Waiting(one, f"{one.department} · {one.subject_number}", _("Open"), one.get_absolute_url())
        for one in rows[:AT_MOST]
    ]
