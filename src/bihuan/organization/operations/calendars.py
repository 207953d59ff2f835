"""Working calendars: a draft is edited day by day, publishing puts it in force for good."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events, history
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.calendar import Pattern
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import CalendarVersion, WorkingCalendar
from bihuan.organization.queries import holidays_of
from bihuan.organization.rules import Windows
from bihuan.organization.states import CalendarPublished

PERM = "organization.manage_calendar"


@transaction.atomic
def add_calendar(
    *,
    code: str,
    name: str,
    weekly: Sequence[Windows],
    valid_from: date,
    by: Actor,
    exceptions: Mapping[str, Windows] | None = None,
) -> CalendarVersion:
    """Return the draft of a new calendar's first version.

    Args:
        code: what clauses call it.
        weekly: the windows of the seven weekdays, Monday first.
        exceptions: ISO date → its windows; `[]` is a holiday, windows on a Saturday are 调休.
    """
    permit(by, PERM)
    if WorkingCalendar.objects.filter(code=code).exists():
        raise OperationError(_("There is a calendar with this code already."), field="code")
    calendar = WorkingCalendar.objects.create(code=code, name=name)
    history.append(calendar, "create", by=by, is_first=True)
    return _new_version(calendar, list(weekly), dict(exceptions or {}), valid_from, by)


OFFICE = "office"
OFFICE_WEEK: tuple[Windows, ...] = (*([["08:00", "12:00"], ["13:30", "17:30"]] for _day in range(5)), [], [])


@transaction.atomic
def found_office_calendar() -> None:
    """Give a new installation the calendar that the shipped regulations count by; does nothing where there is one.

    The public holidays of last year and this one are in it, to be checked by a person.
    """
    if WorkingCalendar.objects.filter(code=OFFICE).exists():
        return
    year = timezone.localdate().year
    week = list(OFFICE_WEEK)
    holidays = {day: windows for one in (year - 1, year) for day, windows in holidays_of(one, week).items()}
    name, first = str(_("Office hours")), date(year - 1, 1, 1)
    draft = add_calendar(code=OFFICE, name=name, weekly=week, valid_from=first, exceptions=holidays, by=SYSTEM)
    publish_version(draft, by=SYSTEM)


@transaction.atomic
def start_draft(calendar: WorkingCalendar, *, valid_from: date, by: Actor) -> CalendarVersion:
    """Return the calendar's draft; a new one begins as a copy of the latest version."""
    permit(by, PERM)
    row = locked(WorkingCalendar, calendar.pk)
    latest: CalendarVersion | None = row.versions.order_by("-version").first()
    if latest is None:
        raise OperationError(_("The calendar has no version to begin with."))
    if latest.is_draft:
        return latest
    return _new_version(row, latest.weekly, latest.exceptions, valid_from, by)


def _new_version(
    calendar: WorkingCalendar, weekly: list[Windows], exceptions: dict[str, Windows], valid_from: date, by: Actor
) -> CalendarVersion:
    number = calendar.versions.count() + 1
    version = CalendarVersion.objects.create(
        calendar=calendar, version=number, weekly=weekly, exceptions=exceptions, valid_from=valid_from
    )
    _readable(version)
    history.append(version, "start_draft", by=by, is_first=True)
    return version


@transaction.atomic
def set_week(
    version: CalendarVersion,
    *,
    weekly: Sequence[Windows],
    by: Actor,
    valid_from: date | None = None,
    revision: int | None = None,
) -> bool:
    """Set the draft's windows of each weekday, Monday first, and the day it begins."""
    row = _draft(version, by, revision)
    changed = history.change(row, by=by, verb="set_week", weekly=list(weekly), valid_from=valid_from or row.valid_from)
    _readable(row)
    return changed


@transaction.atomic
def set_day(
    version: CalendarVersion, *, days: Mapping[date, Windows | None], by: Actor, revision: int | None = None
) -> bool:
    """Set single days of the draft: `[]` closes a day, windows open it, None follows the week again."""
    row = _draft(version, by, revision)
    if row.calendar.stamp and min(days) < row.valid_from:
        raise OperationError(_("That day lies before this version begins."))
    exceptions = dict(row.exceptions)
    for day, windows in days.items():
        if windows is None or windows == row.weekly[day.weekday()]:
            exceptions.pop(day.isoformat(), None)
        else:
            exceptions[day.isoformat()] = windows
    changed = history.change(row, by=by, verb="set_day", exceptions=dict(sorted(exceptions.items())))
    _readable(row)
    return changed


@transaction.atomic
def publish_version(version: CalendarVersion, *, by: Actor, revision: int | None = None) -> None:
    """Put the draft in force; open deadlines hear it and are computed anew.

    Raises:
        OperationError: it is published already, or nobody would ever work.
    """
    row = _draft(version, by, revision)
    if not any(row.weekly):
        raise OperationError(_("At least one weekday must have working time."), field="weekly")
    calendar = locked(WorkingCalendar, row.calendar_id)
    now = timezone.now()
    history.change(row, by=by, verb="publish", published_at=now)
    history.change(calendar, by=by, verb="publish", stamp=calendar.stamp + 1)
    events.publish(CalendarPublished(record=row, at=now, by=by))


@transaction.atomic
def discard_draft(version: CalendarVersion, *, by: Actor) -> None:
    """Throw the draft away; the calendar's history says so."""
    row = _draft(version, by, None)
    history.append(row.calendar, "discard_draft", by=by, note=str(row))
    row.delete()


def _draft(version: CalendarVersion, by: Actor, revision: int | None) -> CalendarVersion:
    permit(by, PERM)
    row = locked(CalendarVersion, version.pk, revision=revision)
    if not row.is_draft:
        raise OperationError(_("This version is published and stays as it is. Begin a new draft."))
    return row


def _readable(version: CalendarVersion) -> None:
    try:
        Pattern.read(version.weekly, version.exceptions, version.valid_from)
    except (ValueError, TypeError) as error:
        raise OperationError(
            _("These working hours can't be read: %(what)s") % {"what": error}, field="weekly"
        ) from error
