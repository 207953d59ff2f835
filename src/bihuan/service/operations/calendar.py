"""The technician's calendar: appointments, and jobs put to another time (SVC-08)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events, history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.service.models import Appointment, WorkOrder
from bihuan.service.operations.field import both_locked
from bihuan.service.operations.slots import hold_days, refuse_clash
from bihuan.service.states import OrderMoved
from bihuan.service.states.orders import MOVABLE


@transaction.atomic
def make_appointment(
    technician: Staff, *, appointment_kind: str, subject: str, starts_at: datetime, ends_at: datetime, place: str = "",
    by: Actor,
) -> Appointment:  # fmt: skip
    """Put a training, a meeting, an inspection into a technician's calendar: class D of FULL 4.1.

    Raises:
        OperationError: it ends before it starts, he is no technician, or the time is taken.
    """
    permit(by, "service.manage_calendar", technician)
    if not technician.holds(Post.TECHNICIAN):
        raise OperationError(_("Choose a technician who is on duty."), field="technician")
    minutes = _minutes(starts_at, ends_at)
    refuse_clash(technician, starts_at, minutes, field="starts_at")
    row: Appointment = Appointment.objects.create(
        technician=technician, appointment_kind=appointment_kind, subject=subject.strip(), starts_at=starts_at,
        ends_at=ends_at, place=place.strip(),
    )  # fmt: skip
    history.append(row, "register", by=by, is_first=True)
    return row


@transaction.atomic
def change_appointment(
    appointment: Appointment, *, by: Actor, revision: int | None = None, **values: Any
) -> Appointment:
    """Change an appointment or move it to another time or technician.

    Raises:
        OperationError: it was cancelled, is an installation's, ends before it starts, or the time is taken.
        Stale: somebody else changed it after `revision`.
    """
    row = locked(Appointment, appointment.pk, revision=revision)
    permit(by, "service.manage_calendar", row.technician)
    technician = values.get("technician") or row.technician
    permit(by, "service.manage_calendar", technician)
    if row.is_cancelled:
        raise OperationError(_("This appointment was cancelled."))
    _refuse_installed(row)
    starts_at, ends_at = values.get("starts_at") or row.starts_at, values.get("ends_at") or row.ends_at
    refuse_clash(technician, starts_at, _minutes(starts_at, ends_at), field="starts_at", appointment=row)
    history.change(row, by=by, **values)
    return row


@transaction.atomic
def cancel_appointment(appointment: Appointment, *, note: str = "", by: Actor) -> Appointment:
    """Take an appointment out of the calendar; it stays on record."""
    row = locked(Appointment, appointment.pk)
    permit(by, "service.manage_calendar", row.technician)
    _refuse_installed(row)
    history.change(row, by=by, verb="cancel", note=note.strip(), is_cancelled=True)
    return row


def _refuse_installed(row: Appointment) -> None:
    if row.installation:
        words = _("This is the agreed time of %(number)s; change it there.")
        raise OperationError(words % {"number": row.installation.number})


def _minutes(starts_at: datetime, ends_at: datetime) -> int:
    if ends_at <= starts_at:
        raise OperationError(_("The end lies before the start."), field="ends_at")
    return round((ends_at - starts_at).total_seconds() / 60)


@transaction.atomic
def put_to(
    order: WorkOrder, *, planned_at: datetime, planned_minutes: int, note: str = "", by: Actor,
    revision: int | None = None,
) -> WorkOrder:  # fmt: skip
    """Put a job to another time of its technician's calendar.

    Args:
        planned_minutes: how long it will take.

    Raises:
        OperationError: he has set out already, or the time is taken; the sentence names by what.
        Stale: somebody else changed the order after `revision`.
    """
    order = both_locked(order, revision)
    permit(by, "service.dispatch_request", order)
    if order.state not in MOVABLE:
        raise OperationError(_("Only a job that has not begun can be put to another time."))
    helpers = [member.person for member in order.crew.filter(removed_at=None).select_related("person")]
    hold_days(one.pk for one in (order.technician, *helpers))
    for one in (order.technician, *helpers):
        refuse_clash(one, planned_at, planned_minutes, order=order)
    is_new = history.change(
        order, by=by, verb="plan", note=note.strip(), planned_at=planned_at, planned_minutes=planned_minutes
    )
    if is_new:
        words = _("now at %(at)s") % {"at": timezone.localtime(planned_at).strftime("%m-%d %H:%M")}
        people = (order.technician, *helpers)
        events.publish(OrderMoved(record=order, at=timezone.now(), by=by, people=people, words=words))
    return order
