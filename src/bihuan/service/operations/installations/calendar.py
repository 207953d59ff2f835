"""The agreed time of an installation stands in the calendars of its lead and companions (SVC-08, SVC-18)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from bihuan.kernel import history
from bihuan.kernel.actors import Actor
from bihuan.service.models import Appointment, Installation
from bihuan.service.operations.slots import hold_days, refuse_clash
from bihuan.service.states import AppointmentKind


def keep_time(job: Installation, *, by: Actor) -> None:
    """Let the agreed time stand in the calendars of those who install it, and in nobody else's.

    What is over stays: it is the time it took.

    Raises:
        OperationError: one of them is on leave or has something else then; the sentence names it.
    """
    people = {one.pk: one for one in (job.technician, *job.companions) if one is not None}
    hold_days(people)
    standing = {row.technician_id: row for row in _ahead(job)}
    _cancel((row for key, row in standing.items() if key not in people), by=by)
    values: dict[str, Any] = {
        "subject": f"{job.number} {job.customer.name}"[:80], "starts_at": job.planned_at, "ends_at": job.ends_at,
        "place": job.site.name[:80] if job.site else "",
    }  # fmt: skip
    for key, person in people.items():
        known, field = standing.get(key), "planned_at" if key == job.technician_id else "companions"
        if known and (known.starts_at, known.ends_at) == (job.planned_at, job.ends_at):
            continue
        refuse_clash(person, job.planned_at, job.planned_minutes, field=field, installation=job)
        if known:
            history.change(known, by=by, verb="plan", **values)
            continue
        row = Appointment(technician=person, appointment_kind=AppointmentKind.INSTALLATION, installation=job, **values)
        row.save()
        history.append(row, "register", by=by, is_first=True)


def free_time(job: Installation, *, by: Actor) -> None:
    """Give back the time an installation no longer needs: it is over, or will not be; what ran until now is kept."""
    now = timezone.now()
    rows = Appointment.objects.standing().filter(installation=job, ends_at__gt=now)
    _cancel(rows.filter(starts_at__gte=now), by=by)
    for row in rows.filter(starts_at__lt=now):
        history.change(row, by=by, ends_at=now)


def _ahead(job: Installation) -> QuerySet[Appointment]:
    rows: QuerySet[Appointment] = Appointment.objects.standing().filter(installation=job)
    return rows.filter(Q(ends_at__gt=timezone.now()) | Q(starts_at=job.planned_at)).order_by("ends_at", "pk")


def _cancel(rows: Iterable[Appointment], *, by: Actor) -> None:
    for row in rows:
        history.change(row, by=by, verb="cancel", is_cancelled=True)
