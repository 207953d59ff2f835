"""«Working calendar»: a year on one page, edited day by day in a draft, previewed, published."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.kernel.web import StaffRequest, attempt, done, form_page, page, revision_seen, staff_page
from bihuan.organization import operations, queries
from bihuan.organization.forms import DayForm, HolidayForm, NewCalendarForm, WeekForm
from bihuan.organization.forms.calendars import STANDARD_DAY, WEEKDAY_LETTERS, WEEKDAYS
from bihuan.organization.models import CalendarVersion, WorkingCalendar
from bihuan.organization.queries import year as year_queries
from bihuan.organization.rules import Windows, write_windows

MANAGE = "organization.manage_calendar"


@staff_page("organization.view")
def calendars(request: StaffRequest) -> HttpResponse:
    """Show the company's calendars, or the only one there is."""
    rows = list(WorkingCalendar.objects.visible_to(request.user)[:100])
    return page(
        request, "organization/calendars.html", {"calendars": rows, "may_manage": request.user.has_perm(MANAGE)}
    )


@staff_page(MANAGE)
def add(request: StaffRequest) -> HttpResponse:
    """Begin a calendar with its week."""
    initial = {"valid_from": timezone.localdate()} | {f"day_{number}": STANDARD_DAY for number in range(5)}
    form = NewCalendarForm(request.POST or None, initial=initial)

    def work() -> CalendarVersion:
        data = form.cleaned_data
        return operations.add_calendar(
            code=data["code"], name=data["name"], weekly=form.weekly, valid_from=data["valid_from"], by=request.user
        )

    if request.method == "POST" and (version := attempt(form, work)):
        return done(request, version, _("Begun. Check the year, then publish it."))
    back = reverse("organization:calendars")
    return form_page(request, form, heading=_("New calendar"), back=back, crumbs=[(back, _("Working calendars"))])


@staff_page("organization.view")
def calendar(request: StaffRequest, code: str) -> HttpResponse:
    """Show a year: the draft if there is one and the viewer may edit it, else what is in force."""
    row = _calendar(request, code)
    may_manage = request.user.has_perm(MANAGE)
    draft = queries.draft(row) if may_manage else None
    version = draft or queries.published(row)
    year = _year(request)
    context: dict[str, Any] = {
        "calendar": row,
        "version": version,
        "draft": draft,
        "may_manage": may_manage,
        "year": year,
    }
    if version is not None:
        week = zip(WEEKDAYS, map(write_windows, version.weekly), strict=True)
        context |= {
            "months": year_queries.months(version, year),
            "week": list(week),
            "weekdays": WEEKDAY_LETTERS,
            "years": year_queries.years(row, timezone.localdate()),
            "today": timezone.localdate(),
            "changes": year_queries.changes(draft) if draft else [],
            "versions": row.versions.exclude(published_at=None).order_by("-version")[:20],
            "holiday_form": HolidayForm(initial={"year": year}),
        }
    return page(request, "organization/calendar.html", context)


@require_POST
@staff_page(MANAGE)
def start(request: StaffRequest, code: str) -> HttpResponse:
    """Begin a draft, from today on, as a copy of what is in force."""
    row = _calendar(request, code)
    draft = operations.start_draft(row, valid_from=timezone.localdate(), by=request.user)
    return done(request, draft)


@staff_page(MANAGE)
def week(request: StaffRequest, code: str) -> HttpResponse:
    """Edit the draft's week and the day it begins."""
    row = _calendar(request, code)
    draft = _draft(row)
    initial = {"valid_from": draft.valid_from} | {f"day_{number}": day for number, day in enumerate(draft.weekly)}
    form = WeekForm(request.POST or None, initial=initial, version=draft)

    def work() -> bool:
        data = form.cleaned_data
        return operations.set_week(
            draft, weekly=form.weekly, valid_from=data["valid_from"], by=request.user, revision=revision_seen(request)
        )

    if request.method == "POST" and attempt(form, work) is not None:
        return done(request, row, _("Saved in the draft."))
    return form_page(
        request,
        form,
        heading=_("Working hours of the week"),
        intro=_("Several windows a day: 08:00-12:00 13:30-17:30. A night shift: 22:00-06:00. Empty: closed."),
        back=row.get_absolute_url(),
        crumbs=[(row.get_absolute_url(), row.name)],
    )


@staff_page(MANAGE)
def day(request: StaffRequest, code: str, on: date) -> HttpResponse:
    """Make a day of the draft a holiday, a make-up working day, or give it hours of its own."""
    row = _calendar(request, code)
    draft = _draft(row)
    form = DayForm(request.POST or None, day=on, weekly=draft.weekly, initial=_day_initial(draft, on))

    def work() -> bool:
        return operations.set_day(draft, days=form.days, by=request.user)

    back = f"{row.get_absolute_url()}?year={on.year}"
    if request.method == "POST" and attempt(form, work) is not None:
        return done(request, back)
    heading = f"{on.isoformat()} {WEEKDAYS[on.weekday()]}"
    return form_page(request, form, heading=heading, back=back, crumbs=[(back, row.name)])


def _day_initial(draft: CalendarVersion, on: date) -> dict[str, Any]:
    windows: Windows = draft.exceptions.get(on.isoformat(), draft.weekly[on.weekday()])
    what = {
        year_queries.ORDINARY: DayForm.LIKE_WEEK,
        year_queries.CLOSED: DayForm.LIKE_WEEK,
        year_queries.HOLIDAY: DayForm.CLOSED,
        year_queries.MAKE_UP: DayForm.WORKED,
        year_queries.OWN: DayForm.OWN,
    }[year_queries.kind_of_day(draft, on)]
    return {"what": what, "windows": windows}


@require_POST
@staff_page(MANAGE)
def holidays(request: StaffRequest, code: str) -> HttpResponse:
    """Put a year's public holidays and make-up days into the draft, to be checked by a person."""
    row = _calendar(request, code)
    draft = _draft(row)
    form = HolidayForm(request.POST)

    def work() -> bool:
        known = queries.holidays_of(form.cleaned_data["year"], draft.weekly)
        days: dict[date, Windows | None] = {date.fromisoformat(on): windows for on, windows in known.items()}
        return operations.set_day(draft, days=days, by=request.user)

    if attempt(form, work) is None:
        return form_page(request, form, heading=_("Public holidays"), back=row.get_absolute_url())
    back = f"{row.get_absolute_url()}?year={form.cleaned_data['year']}"
    return done(request, back, _("Holidays entered as far as they are announced. Please check them."))


@require_POST
@staff_page(MANAGE)
def publish(request: StaffRequest, code: str) -> HttpResponse:
    """Put the draft in force."""
    row = _calendar(request, code)
    operations.publish_version(_draft(row), by=request.user, revision=revision_seen(request))
    return done(request, row, _("Published. Open time limits are computed anew."))


@require_POST
@staff_page(MANAGE)
def discard(request: StaffRequest, code: str) -> HttpResponse:
    """Throw the draft away."""
    row = _calendar(request, code)
    operations.discard_draft(_draft(row), by=request.user)
    return done(request, row, _("The draft is gone."))


def _calendar(request: StaffRequest, code: str) -> WorkingCalendar:
    row: WorkingCalendar | None = WorkingCalendar.objects.visible_to(request.user).filter(code=code).first()
    if row is None:
        raise Http404(_("Not found, or not for you."))
    return row


def _draft(row: WorkingCalendar) -> CalendarVersion:
    draft = queries.draft(row)
    if draft is None:
        raise Http404(_("There is no draft; begin one."))
    return draft


def _year(request: StaffRequest) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else timezone.localdate().year
    return min(max(year, 2000), 2100)
