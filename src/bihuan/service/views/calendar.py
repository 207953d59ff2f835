"""Technicians' calendars: for the dispatcher by day and week, for the technician on his phone (SVC-08)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.organization.models import Outlet, Staff
from bihuan.service import operations
from bihuan.service.forms.calendar import AppointmentForm, PutToForm, appointment_initial
from bihuan.service.models import Appointment, WorkOrder
from bihuan.service.queries.board import day_of
from bihuan.service.queries.calendar import calendars, monday_of
from bihuan.service.queries.crew import crew, technicians_seen_by


def asked_day(request: StaffRequest) -> date:
    """Return the day an address asks for, today when it asks for none."""
    try:
        return parse_date(request.GET.get("day", "")) or timezone.localdate()
    except ValueError:
        return timezone.localdate()


def asked_moment(request: StaffRequest, name: str) -> datetime | None:
    """Return the local moment an address asks for, None when it asks for none."""
    try:
        found = parse_datetime(request.GET.get(name, ""))
    except ValueError:
        return None
    return timezone.localtime(found) if found and timezone.is_aware(found) else None


def asked_outlet(request: StaffRequest) -> Outlet | None:
    """Return the outlet an address asks for, None when it asks for none."""
    pk = request.GET.get("outlet", "")
    return Outlet.objects.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 18 else None


@staff_page("service.view_board")
def calendar(request: StaffRequest) -> HttpResponse:
    """Show many technicians' day as lines, or their week as a table; both can be moved by drag or by form."""
    on, outlet = asked_day(request), asked_outlet(request)
    is_week = request.GET.get("view") == "week"
    members = [one for one in technicians_seen_by(request.user) if outlet is None or one.outlet_id == outlet.pk]
    step = timedelta(days=7 if is_week else 1)
    context: dict[str, Any] = {
        "on": on, "outlet": outlet, "outlets": Outlet.objects.filter(is_active=True), "is_week": is_week,
        "before": on - step, "after": on + step, "today": timezone.localdate(),
        "may_plan": request.user.has_perm("service.plan_days"),
    }  # fmt: skip
    if is_week:
        context["lines"] = calendars(members, monday_of(on))
        context["days"] = [monday_of(on) + timedelta(days=number) for number in range(7)]
    else:
        context["day"] = day_of(crew(on, outlet=outlet, only=[one.pk for one in members]), on)
    return page(request, "service/calendar.html", context)


@staff_page("service.view_jobs")
def my_calendar(request: StaffRequest) -> HttpResponse:
    """Show the technician's own day or week on his phone."""
    on, is_week = asked_day(request), request.GET.get("view") != "day"
    first, days = (monday_of(on), 7) if is_week else (on, 1)
    line = calendars([request.user], first, days, phone=True)[0]
    step = timedelta(days=days)
    context = {
        "line": line, "on": on, "is_week": is_week, "before": on - step, "after": on + step,
        "today": timezone.localdate(),
    }  # fmt: skip
    return page(request, "service/phone_calendar.html", context)


def _technicians(request: StaffRequest) -> dict[int, Staff]:
    return {one.pk: one for one in technicians_seen_by(request.user)}


def _choices(technicians: dict[int, Staff]) -> list[tuple[int, str]]:
    return [(pk, f"{one.name} · {one.outlet}" if one.outlet else one.name) for pk, one in technicians.items()]


def _wished(request: StaffRequest, technicians: dict[int, Staff], default: int | None) -> int | None:
    asked = request.GET.get("technician", "")
    return int(asked) if asked.isdecimal() and len(asked) < 18 and int(asked) in technicians else default


@for_record(WorkOrder, "service.dispatch_request")
def put_to(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Put a job to another time, or give it to another technician at that time."""
    technicians = _technicians(request)
    technicians.setdefault(record.technician_id, record.technician)
    initial = {
        "technician": _wished(request, technicians, record.technician_id), "planned_minutes": record.planned_minutes,
        "planned_at": asked_moment(request, "planned_at") or kept_clock(request, record.planned_at),
    }  # fmt: skip
    form = PutToForm(request.POST or None, record=record, choices=_choices(technicians), initial=initial)

    def work() -> Any:
        values = form.cleaned_data
        if values["technician"] == record.technician_id:
            return operations.put_to(
                record, planned_at=values["planned_at"], planned_minutes=values["planned_minutes"],
                note=values["note"], by=request.user, revision=revision_seen(request),
            )  # fmt: skip
        assignment = operations.Assignment(
            technician_id=values["technician"], planned_at=values["planned_at"],
            planned_minutes=values["planned_minutes"], reason=values["note"],
        )  # fmt: skip
        return operations.reassign(record.request, assignment, by=request.user)

    if request.method == "POST" and attempt(form, work):
        day = timezone.localdate(form.cleaned_data["planned_at"])
        return done(request, _day_page(day), _("%(number)s moved.") % {"number": record.number})
    heading = _("Move %(number)s") % {"number": record.number}
    return form_page(request, form, heading=heading, submit=_("Move"), back=record.get_absolute_url())


def kept_clock(request: StaffRequest, at: datetime | None) -> datetime | None:
    """Return a moment at the same time of another day, where the address asks for one."""
    if at is None:
        return None
    local = timezone.localtime(at)
    on = asked_day(request) if request.GET.get("day") else local.date()
    return local.replace(year=on.year, month=on.month, day=on.day)


def _day_page(day: date) -> str:
    return f"{reverse('service:calendar')}?day={day.isoformat()}"


@staff_page("service.plan_days")
def new_appointment(request: StaffRequest) -> HttpResponse:
    """Put an appointment into a technician's calendar."""
    technicians = _technicians(request)
    at = asked_moment(request, "planned_at")
    initial = {
        "technician": _wished(request, technicians, None), "starts_at": at,
        "ends_at": at + timedelta(hours=1) if at else None,
    }  # fmt: skip
    form = AppointmentForm(request.POST or None, choices=_choices(technicians), initial=initial)
    if request.method == "POST" and attempt(
        form, lambda: operations.make_appointment(**form.values(technicians), by=request.user)
    ):
        day = timezone.localdate(form.cleaned_data["starts_at"])
        return done(request, _day_page(day), _("The appointment is in the calendar."))
    back = reverse("service:calendar")
    return form_page(request, form, heading=_("New appointment"), submit=_("Save"), back=back)


@for_record(Appointment, "service.manage_appointment")
def appointment(request: StaffRequest, record: Appointment) -> HttpResponse:
    """Change an appointment, or move it."""
    technicians = _technicians(request)
    initial = appointment_initial(record, asked_moment(request, "planned_at") or kept_clock(request, record.starts_at))
    initial["technician"] = _wished(request, technicians, record.technician_id)
    form = AppointmentForm(request.POST or None, record=record, choices=_choices(technicians), initial=initial)

    def work() -> Any:
        values = form.values(technicians)
        return operations.change_appointment(record, **values, by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, _day_page(timezone.localdate(form.cleaned_data["starts_at"])), _("Saved."))
    return form_page(
        request, form, heading=str(record), submit=_("Save"), back=_day_page(timezone.localdate(record.starts_at)),
        template="service/appointment.html", record=record,
    )  # fmt: skip


@for_record(Appointment, "service.manage_appointment")
def cancel_appointment(request: StaffRequest, record: Appointment) -> HttpResponse:
    """Take an appointment out of the calendar."""
    form = NoteForm(request.POST or None, record=record)
    if request.method == "POST" and attempt(
        form, lambda: operations.cancel_appointment(record, note=form.cleaned_data["note"], by=request.user)
    ):
        return done(request, _day_page(timezone.localdate(record.starts_at)), _("Cancelled."))
    heading = _("Cancel the appointment")
    return form_page(request, form, heading=heading, submit=heading, back=record.get_absolute_url())
