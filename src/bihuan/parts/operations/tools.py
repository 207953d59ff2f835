"""Tools: entered, checked before use, taken, out of use until fixed and released by somebody else (PRT-04)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history, search
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.parts.models import Tool, ToolCare
from bihuan.parts.queries.tools import care_clause, due_days, points_of
from bihuan.parts.states.tools import CareKind, ToolState
from bihuan.signoff import operations as signoff

FORM = "tool_write_off"


@transaction.atomic
def add_tool(*, name: str, tool_kind: str, by: Actor, number: str = "", source: str = "web", **fields: Any) -> Tool:
    """Enter a tool (PRT-04).

    Args:
        number: what stands on it; the next of our own where nothing does.
        fields: `model_text`, `serial`, `place`, `months`, `calibration_months`, `bought_on`, `maintained_on`,
            `calibrated_on`, `value` in CNY, `remarks`.

    Raises:
        OperationError: the number is on the list already.
    """
    permit(by, "parts.keep_tools")
    now = timezone.now()
    code = number.strip().upper() or next_number("TL", at=now)
    if Tool.objects.filter(number=code).exists():
        raise OperationError(_("There is a tool with this number already."), field="number")
    tool = Tool(number=code, state=ToolState.READY, name=name.strip(), tool_kind=tool_kind, **fields)
    tool.created_at = now
    for field, day in due_days(tool).items():
        setattr(tool, field, day)
    begin(tool, by=by, at=now, source=source)
    search.index(Tool.kind(), tool.pk, searchable(tool))
    return tool


@transaction.atomic
def change_tool(tool: Tool, *, by: Actor, revision: int | None = None, source: str = "web", **fields: Any) -> Tool:
    """Correct what is on file; the days it is due follow.

    Raises:
        Stale: somebody else changed it after `revision`.
    """
    permit(by, "parts.keep_tools", tool)
    row = locked(Tool, tool.pk, revision=revision)
    draft = Tool.objects.get(pk=row.pk)
    for name, value in fields.items():
        setattr(draft, name, value)
    history.change(row, by=by, source=source, **(fields | due_days(draft)))
    search.index(Tool.kind(), row.pk, searchable(row))
    return row


@transaction.atomic
def take_tool(
    tool: Tool, results: Sequence[bool], *, by: Actor, note: str = "", holder: Staff | None = None,
    revision: int | None = None,
) -> Tool:  # fmt: skip
    """Check a tool and take it; one that doesn't pass goes out of use instead (SAFE, PRT-04).

    Args:
        results: passed or not, for each of `points_of(tool)`.
        holder: for whom; the one who acts when None.

    Raises:
        OperationError: nobody takes it, a point was left out, or it failed without a word about it.
        MoveForbidden: it is taken, out of use or written off.
    """
    row = locked(Tool, tool.pk, revision=revision)
    check(row, "take_tool", by=by)
    who = holder or (by if isinstance(by, Staff) else None)
    if who is None:
        raise OperationError(_("Say who takes it."), field="holder")
    _check_due(row)
    if _looked_at(row, results, note, by):
        perform(row, "take_tool", by=by, note=who.name, changes={"holder": who, "taken_at": timezone.now()})
    return row


@transaction.atomic
def check_tool(tool: Tool, results: Sequence[bool], *, by: Actor, note: str = "", revision: int | None = None) -> Tool:
    """Check a tool one has before using it again; one that doesn't pass goes out of use.

    Raises:
        OperationError: a point was left out, or it failed without a word about it.
        MoveForbidden: nobody has it.
    """
    row = locked(Tool, tool.pk, revision=revision)
    check(row, "check_tool", by=by)
    if _looked_at(row, results, note, by):
        perform(row, "check_tool", by=by, note=note.strip())
    return row


@transaction.atomic
def fail_tool(tool: Tool, *, note: str, by: Actor, revision: int | None = None) -> Tool:
    """Put a tool out of use, whatever the reason.

    Raises:
        OperationError: no reason.
    """
    row = locked(Tool, tool.pk, revision=revision)
    _out(row, required(note, _("Write what is wrong with it.")), by)
    return row


@transaction.atomic
def return_tool(tool: Tool, *, by: Actor, revision: int | None = None) -> Tool:
    """Bring a tool back to its place.

    Raises:
        MoveForbidden: nobody has it.
    """
    row = locked(Tool, tool.pk, revision=revision)
    perform(row, "return_tool", by=by, note=str(row.place or ""), changes={"holder": None, "taken_at": None})
    return row


@transaction.atomic
def fix_tool(tool: Tool, *, note: str, by: Actor, revision: int | None = None) -> Tool:
    """Write down that a tool was fixed; somebody else releases it.

    Raises:
        OperationError: no word about what was done.
    """
    row = locked(Tool, tool.pk, revision=revision)
    words = required(note, _("Write what was done."))
    perform(row, "fix_tool", by=by, note=words, changes={"fixed_by": _person(by)})
    _write(row, CareKind.REPAIR, by, note=words)
    return row


@transaction.atomic
def release_tool(tool: Tool, *, by: Actor, note: str = "", revision: int | None = None) -> Tool:
    """Release a fixed tool for use, by somebody else than who fixed it.

    Raises:
        OperationError: one releases one's own work.
    """
    row = locked(Tool, tool.pk, revision=revision)
    check(row, "release_tool", by=by)
    if row.fixed_by_id is not None and row.fixed_by_id == by.pk:
        raise OperationError(_("Somebody else than who fixed it releases it."))
    perform(row, "release_tool", by=by, note=note.strip(), changes={"unusable_because": "", "fixed_by": None})
    _write(row, CareKind.RELEASE, by, note=note.strip())
    return row


@transaction.atomic
def reject_tool(tool: Tool, *, note: str, by: Actor, revision: int | None = None) -> Tool:
    """Send a tool back: it is not in order yet.

    Raises:
        OperationError: no word about what is wrong.
    """
    row = locked(Tool, tool.pk, revision=revision)
    words = required(note, _("Write what is wrong with it."))
    perform(row, "reject_tool", by=by, note=words, changes={"unusable_because": words, "fixed_by": None})
    _write(row, CareKind.RELEASE, by, note=words, has_passed=False)
    return row


@transaction.atomic
def maintain_tool(tool: Tool, *, done_on: date, note: str, by: Actor, revision: int | None = None) -> Tool:
    """Enter a maintenance; the next one is due by the tool's own plan or the clause's.

    Raises:
        OperationError: the day is still to come, or no word about what was done.
    """
    return _cared(tool, "maintain_tool", CareKind.MAINTENANCE, "maintained_on", done_on, note, by, revision)


@transaction.atomic
def calibrate_tool(tool: Tool, *, done_on: date, note: str, by: Actor, revision: int | None = None) -> Tool:
    """Enter a calibration with the number of its certificate.

    Raises:
        OperationError: the day is still to come, or no certificate.
    """
    return _cared(tool, "calibrate_tool", CareKind.CALIBRATION, "calibrated_on", done_on, note, by, revision)


@transaction.atomic
def ask_tool_write_off(tool: Tool, *, note: str, by: Actor, revision: int | None = None) -> Tool:
    """Ask to write a tool off; where a clause names who approves, the form circulates.

    Raises:
        OperationError: no reason.
    """
    row = locked(Tool, tool.pk, revision=revision)
    words = required(note, _("Write why it is written off."))
    changes = {"write_off_asked_by": _person(by), "unusable_because": words}
    perform(row, "ask_tool_write_off", by=by, note=words, changes=changes)
    signoff.start(row, FORM, by=by, facts={"amount": str(row.value)})
    return row


@transaction.atomic
def write_off_tool(tool: Tool, *, by: Actor, note: str = "", revision: int | None = None) -> Tool:
    """Approve a write-off where no clause sends the form round.

    Raises:
        OperationError: the form is still on its way, or one would approve one's own.
    """
    return _decided(tool, "write_off_tool", by, note, revision)


@transaction.atomic
def keep_tool(tool: Tool, *, note: str, by: Actor, revision: int | None = None) -> Tool:
    """Refuse a write-off; the tool stays out of use until it is fixed.

    Raises:
        OperationError: the form is still on its way, or no reason.
    """
    return _decided(tool, "keep_tool", by, required(note, _("Write why not.")), revision)


def on_agreed(tool: Tool, event: Any) -> None:
    """Write off what the last station of the circulated form agreed to."""
    perform(locked(Tool, tool.pk), "write_off_tool", by=SYSTEM, note=str(event.circulation))


def on_refused(tool: Tool, event: Any) -> None:
    """Keep what a station of the circulated form refused to write off."""
    perform(locked(Tool, tool.pk), "keep_tool", by=SYSTEM, note=str(event.circulation))


def on_in_force(event: Any) -> None:
    """Work the due days out anew when another version of a regulation comes into force."""
    for tool in Tool.objects.in_stock().select_related("place__outlet__department"):
        days = due_days(tool)
        if any(getattr(tool, name) != day for name, day in days.items()):
            history.change(locked(Tool, tool.pk), by=SYSTEM, note=str(event.record), **days)


def searchable(tool: Tool) -> str:
    """Return the words a tool is found by."""
    return " ".join(filter(None, [tool.number, tool.name, tool.model_text, tool.serial, tool.remarks]))


def _person(by: Actor) -> Staff | None:
    return by if isinstance(by, Staff) else None


def _check_due(tool: Tool) -> None:
    clause = care_clause(tool.facts())
    if clause and clause.data.get("blocks_taking") and tool.is_overdue:
        words = {"tool": tool.title, "clause": clause.label}
        raise OperationError(_("%(tool)s is overdue for maintenance or calibration (%(clause)s).") % words)


def _looked_at(tool: Tool, results: Sequence[bool], note: str, by: Actor) -> bool:
    """Write the check down; put the tool out of use when a point failed. Tell whether all passed."""
    names = points_of(tool)
    if len(results) != len(names):
        raise OperationError(_("Answer every point."))
    points = [{"name": name, "ok": bool(ok)} for name, ok in zip(names, results, strict=True)]
    has_passed = all(results)
    words = note.strip() if has_passed else required(note, _("Write what is wrong with it."))
    care = _write(tool, CareKind.CHECK, by, note=words, has_passed=has_passed, points=points)
    if not has_passed:
        _out(tool, f"{care.failed_points}：{words}", by)
    return has_passed


def _out(tool: Tool, words: str, by: Actor) -> None:
    changes = {"holder": None, "taken_at": None, "unusable_because": words[:300]}
    perform(tool, "fail_tool", by=by, note=words, changes=changes)


def _cared(
    tool: Tool, move: str, kind: str, field: str, done_on: date, note: str, by: Actor, revision: int | None
) -> Tool:
    row = locked(Tool, tool.pk, revision=revision)
    words = required(note, _("Write what was done."))
    if done_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="done_on")
    draft = Tool.objects.get(pk=row.pk)
    setattr(draft, field, done_on)
    days = due_days(draft)
    perform(row, move, by=by, note=words, changes={field: done_on, **days})
    due = days["maintenance_due_on" if kind == CareKind.MAINTENANCE else "calibration_due_on"]
    _write(row, kind, by, note=words, next_due_on=due)
    return row


def _write(tool: Tool, kind: str, by: Actor, **values: Any) -> ToolCare:
    care: ToolCare = ToolCare.objects.create(tool=tool, care_kind=kind, at=timezone.now(), by=_person(by), **values)
    return care


def _decided(tool: Tool, move: str, by: Actor, note: str, revision: int | None) -> Tool:
    row = locked(Tool, tool.pk, revision=revision)
    check(row, move, by=by)
    signoff.may_decide_directly(row, asked_by=row.write_off_asked_by_id, by=by)
    perform(row, move, by=by, note=note.strip())
    return row
