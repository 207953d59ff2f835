"""Nobody is in two places at once: what a technician's calendar refuses (SVC-08)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.records import OperationError
from bihuan.organization.models import Leave, Staff
from bihuan.service.models import Appointment, CrewMember, Installation, WorkOrder
from bihuan.service.queries.crew import appointment_taken, day_span, job_taken, working_calendar
from bihuan.service.rules import Taken, clash, free_slot
from bihuan.service.states import UNSIGNED

LONGEST = timedelta(days=1)  # no job is planned for longer


def hold_days(technicians: Iterable[int]) -> None:
    """Let nobody else write into these technicians' calendars until the transaction ends.

    Whoever needs several takes them at once, in the order of their keys: else two would block each other.
    """
    rows = Staff.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=set(technicians))
    list(rows.order_by("pk").values_list("pk"))


def refuse_clash(
    technician: Staff,
    starts_at: datetime,
    minutes: int,
    *,
    field: str = "planned_at",
    order: WorkOrder | None = None,
    appointment: Appointment | None = None,
    installation: Installation | None = None,
) -> None:
    """Refuse a stretch of a technician's time that is taken.

    Args:
        minutes: length of the stretch.
        field: where in the form the refusal stands.
        order, appointment, installation: what is being moved, and so isn't in its own way.

    Raises:
        OperationError: he is on leave or has something else then; the sentence names it.
    """
    hold_days([technician.pk])
    ends_at = starts_at + timedelta(minutes=minutes)
    hit = clash(starts_at, ends_at, _taken(technician, starts_at, ends_at, order, appointment, installation))
    if hit is None:
        return
    facts = {
        "name": technician.name, "what": hit.label, "start": _clock(hit.starts_at, starts_at),
        "end": _clock(hit.ends_at, starts_at),
    }  # fmt: skip
    raise OperationError(_("%(name)s is taken then: %(what)s, %(start)s–%(end)s.") % facts, field=field)


def first_free(technicians: Sequence[Staff], wished: datetime, minutes: int) -> datetime | None:
    """Return the first moment of a day, from the wished one on, at which all these technicians have time.

    Args:
        minutes: how much time they need.
    """
    ends_at = day_span(timezone.localdate(wished))[1]
    taken = [one for who in technicians for one in _taken(who, wished, ends_at)]
    windows = working_calendar(technicians[0].outlet).windows(wished, ends_at)
    return free_slot(windows, taken, timedelta(minutes=minutes), after=wished)


def _clock(at: datetime, about: datetime) -> str:
    local = timezone.localtime(at)
    is_same = local.date() == timezone.localdate(about)
    return local.strftime("%H:%M" if is_same else "%m-%d %H:%M")


def _taken(
    technician: Staff,
    starts_at: datetime,
    ends_at: datetime,
    order: WorkOrder | None = None,
    appointment: Appointment | None = None,
    installation: Installation | None = None,
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
        if installation is None or one.installation_id != installation.pk:
            yield appointment_taken(one)
    for leave in Leave.objects.filter(staff=technician, starts_at__lt=ends_at, ends_at__gt=starts_at):
        yield Taken(leave.starts_at, leave.ends_at, str(leave.get_leave_kind_display()))
