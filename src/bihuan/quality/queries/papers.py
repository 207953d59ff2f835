"""What the printed forms of quality show. Paper forms are Chinese, whoever prints them."""

from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.queries.actions import effect
from bihuan.quality.queries.spreading import changes_of, similar_of
from bihuan.regulations.queries import paper_meta
from bihuan.service.queries.papers import moment


def corrective_action(action: CorrectiveAction, by: Actor) -> Sheet:
    """Return the 「纠正预防措施报告单」 (QUA-07)."""
    shown = effect(action)
    data = {
        "number": action.number, "date": _day(action.required_at), "from": action.subject_number,
        "subject": action.subject, "ground": action.ground, "department": action.department.name,
        "owner": action.owner.name, "model": str(action.model or ""), "fault": str(action.fault_class or ""),
        "required_by": _name(action.required_by), "required": moment(action.required_at), "round": str(action.round),
        "cause": action.cause, "action": action.action, "due": str(action.due_on or ""), "result": action.result,
        "done": moment(action.done_at), "verification": action.verification, "verified": moment(action.verified_at),
        "verified_by": _name(action.verified_by), "measure": shown.label, "unit": shown.unit,
        "limit": _held(action), "before": _text(action.baseline), "after": _text(action.value),
        "window": f"{action.window_from} ~ {action.window_until}" if action.window_from else "",
        "days": str(action.window_days or ""), "confirmed_by": _name(action.confirmed_by),
        "confirmed": moment(action.confirmed_at), "is_manual": shown.is_manual,
        "is_effective": action.state == "effective", "is_again": action.round > 1,
        "similar": [_similar(one) for one in similar_of(action)],
        "rules": [_changed(one) for one in changes_of(action, by)],
        "rounds": [
            {"number": str(one.number), "cause": one.cause, "action": one.action, "reason": one.reason}
            for one in action.rounds.all()
        ],
    }  # fmt: skip
    return Sheet(data=data, meta=paper_meta("corrective_action", action.facts()))


def _name(person: Any) -> str:
    return person.name if person else ""


def _day(at: Any) -> str:
    return moment(at)[:10]


def _text(value: Any) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _held(action: CorrectiveAction) -> str:
    return "" if action.limit is None else f"{action.get_better_display()} {_text(action.limit)}"


def _similar(one: Any) -> dict[str, str]:
    words = {None: "", True: _("applies"), False: _("does not apply")}
    return {
        "place": one.place, "decision": words[one.applies], "words": one.action or one.reason,
        "by": f"{_name(one.decided_by)} {_day(one.decided_at)}".strip(),
    }  # fmt: skip


def _changed(one: Any) -> dict[str, str]:
    readers = _("read by %(read)s, not yet by %(unread)s") % {"read": len(one.read), "unread": len(one.unread)}
    return {"title": one.row.version.title, "change": one.row.change, "readers": readers}
