"""Nobody is in two places at once: what a technician's calendar refuses (SVC-08)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.records import OperationError
from bihuan.organization.models import Leave, Staff
from bihuan.service.models import Appointment, CrewMember, WorkOrder
from bihuan.service.queries.crew import appointment_taken, job_taken
from bihuan.service.rules import Taken, clash
from bihuan.service.states import UNSIGNED

LONGEST = timedelta(days=1)  # no job is planned for longer


def hold_day(technician: Staff) -> None:
    """Let nobody else write into a technician's calendar until the transaction ends."""
    list(Staff.objects.select_for_update(no_key=True, of=("self",)).filter(pk=technician.pk).values_list("pk"))


def refuse_clash(
    technician: Staff,
    starts_at: datetime,
    minutes: int,
    *,
    field: str = "planned_at",
    order: WorkOrder | None = None,
    appointment: Appointment | None = None,
) -> None:
    """Refuse a stretch of a technician's time that is taken.

    Args:
        minutes: length of the stretch.
        field: where in the form the refusal stands.
        order, appointment: what is being moved, and so isn't in its own way.

    Raises:
        OperationError: he is on leave or has something else then; the sentence names it.
    """
    hold_day(technician)
    ends_at = starts_at + timedelta(minutes=minutes)
    hit = clash(starts_at, ends_at, _taken(technician, starts_at, ends_at, order, appointment))
    if hit is None:
        return
    facts = {
        "name": technician.name, "what": hit.label, "start": _clock(hit.starts_at, starts_at),
        "end": _clock(hit.ends_at, starts_at),
    }  # fmt: skip
    raise OperationError(_("%(name)s is taken then: %(what)s, %(start)s–%(end)s.") % facts, field=field)


def _clock(at: datetime, about: datetime) -> str:
    local = timezone.localtime(at)
    is_same = local.date() == timezone.localdate(about)
    return local.strftime("%H:%M" if is_same else "%m-%d %H:%M")


def _taken(
    technician: Staff, starts_at: datetime, ends_at: datetime, order: WorkOrder | None, appointment: Appointment | None
) -> Iterator[Taken]:
    now = timezone.now()
    near = Q(planned_at__gt=starts_at - LONGEST, planned_at__lt=ends_at, state__in=UNSIGNED, completed_at=None)
    helped = CrewMember.objects.filter(person=technician, removed_at=None).values("order")
    jobs = WorkOrder.objects.filter(near, Q(technician=technician) | Q(pk__in=helped)).select_related("request__region")
    for job in jobs.exclude(pk=order.pk if order else None):
        yield job_taken(job, now)
    standing = Appointment.objects.standing().filter(technician=technician)
    standing = standing.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)
    for one in standing.exclude(pk=appointment.pk if appointment else None):
        yield appointment_taken(one)
    for leave in Leave.objects.filter(staff=technician, starts_at__lt=ends_at, ends_at__gt=starts_at):
        yield Taken(leave.starts_at, leave.ends_at, str(leave.get_leave_kind_display()))
