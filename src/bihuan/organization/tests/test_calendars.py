"""Working calendars: edited in a draft, published for good, heard by those who count by them."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from bihuan.kernel import events
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.calendar import LOCAL, ROUND_THE_CLOCK
from bihuan.kernel.records import OperationError
from bihuan.organization import operations as org
from bihuan.organization.models import CalendarVersion, WorkingCalendar
from bihuan.organization.queries import calendar, calendar_stamp, holidays_of
from bihuan.organization.queries import year as year_queries
from bihuan.organization.states import CalendarPublished
from bihuan.organization.tests.company import DAY, WEEK, Company


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


EIGHT_HOURS = timedelta(hours=8)


def test_the_published_version_counts(office: CalendarVersion) -> None:
    assert calendar("office").between(at("2026-10-01 00:00"), at("2026-10-02 00:00")) == timedelta(0)
    assert calendar("office").between(at("2026-10-10 00:00"), at("2026-10-11 00:00")) == EIGHT_HOURS


def test_what_lies_before_the_first_version_follows_it(office: CalendarVersion) -> None:
    assert calendar("office").between(at("2024-11-20 00:00"), at("2024-11-21 00:00")) == EIGHT_HOURS


def test_round_the_clock_needs_no_row(db: None) -> None:
    assert calendar("always") is ROUND_THE_CLOCK
    assert calendar_stamp("always") == 0


def test_an_unknown_or_unpublished_calendar_says_so(db: None) -> None:
    with pytest.raises(LookupError, match="night"):
        calendar("night")
    org.add_calendar(code="night", name="夜班", weekly=WEEK, valid_from=date(2026, 1, 1), by=SYSTEM)
    with pytest.raises(LookupError, match="night"):
        calendar("night")


def test_a_draft_counts_only_when_published(draft: CalendarVersion) -> None:
    day = timezone.localdate() + timedelta(days=1)
    org.set_day(draft, days={day: []}, by=SYSTEM)
    midnight = datetime(day.year, day.month, day.day, tzinfo=LOCAL)
    before, stamp = calendar("office"), calendar_stamp("office")
    org.publish_version(draft, by=SYSTEM)
    assert calendar("office").between(midnight, midnight + timedelta(days=1)) == timedelta(0)
    assert calendar("office") is not before
    assert calendar_stamp("office") == stamp + 1


def test_what_was_known_at_a_moment_can_be_asked_later(draft: CalendarVersion) -> None:
    moment = timezone.now()
    org.set_week(draft, weekly=[DAY] * 7, by=SYSTEM)
    org.publish_version(draft, by=SYSTEM)
    sunday = next(
        timezone.now() + timedelta(days=n)
        for n in range(7)
        if (timezone.localdate() + timedelta(days=n)).weekday() == 6
    )
    start = sunday.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    assert calendar("office", moment).between(start, start + timedelta(days=1)) == timedelta(0)
    assert calendar("office").between(start, start + timedelta(days=1)) == EIGHT_HOURS


def test_asking_again_costs_one_small_query(office: CalendarVersion, django_assert_num_queries: object) -> None:
    first = calendar("office")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert calendar("office") is first


def test_publishing_is_announced_in_the_same_transaction(
    draft: CalendarVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[CalendarPublished] = []
    monkeypatch.setattr(events, "_handlers", {CalendarPublished: [heard.append]})
    org.publish_version(draft, by=SYSTEM)
    assert [event.record.version for event in heard] == [2]


def test_a_published_version_stays_as_it_is(office: CalendarVersion) -> None:
    with pytest.raises(OperationError):
        org.set_day(office, days={date(2026, 12, 31): []}, by=SYSTEM)


def test_a_draft_is_begun_once_and_copies_what_is_in_force(draft: CalendarVersion) -> None:
    row = WorkingCalendar.objects.get(code="office")
    again = org.start_draft(row, valid_from=date(2027, 1, 1), by=SYSTEM)
    assert again == draft
    assert again.exceptions == {"2026-10-01": [], "2026-10-10": DAY}


def test_a_day_before_the_draft_begins_cannot_be_changed(draft: CalendarVersion) -> None:
    with pytest.raises(OperationError):
        org.set_day(draft, days={draft.valid_from - timedelta(days=1): []}, by=SYSTEM)


def test_a_day_like_every_week_is_no_exception(draft: CalendarVersion) -> None:
    day = draft.valid_from + timedelta(days=30)
    org.set_day(draft, days={day: [["09:00", "11:00"]]}, by=SYSTEM)
    org.set_day(draft, days={day: None}, by=SYSTEM)
    draft.refresh_from_db()
    assert day.isoformat() not in draft.exceptions


def test_a_week_without_working_time_is_not_published(draft: CalendarVersion) -> None:
    org.set_week(draft, weekly=[[]] * 7, by=SYSTEM)
    with pytest.raises(OperationError):
        org.publish_version(draft, by=SYSTEM)


def test_hours_that_cannot_be_read_are_not_stored(draft: CalendarVersion) -> None:
    with pytest.raises(OperationError), transaction.atomic():
        org.set_week(draft, weekly=[[["8 Uhr", "12:00"]]] * 7, by=SYSTEM)
    draft.refresh_from_db()
    assert draft.weekly == WEEK


def test_only_administration_edits_calendars(company: Company, draft: CalendarVersion) -> None:
    with pytest.raises(PermissionDenied):
        org.publish_version(draft, by=company.zhoumin)
    org.publish_version(draft, by=company.sunli)


def test_the_year_of_2026_has_its_make_up_days() -> None:
    days = holidays_of(2026, WEEK)
    assert days["2026-10-01"] == []
    assert days["2026-10-10"] == DAY
    assert days["2026-02-14"] == DAY
    assert "2026-10-03" not in days  # a Saturday is closed anyway


def test_the_page_of_a_year_says_what_each_day_is(draft: CalendarVersion) -> None:
    day = draft.valid_from + timedelta(days=1)
    org.set_day(draft, days={day: [["01:00", "02:00"]]}, by=SYSTEM)
    draft.refresh_from_db()
    days = {
        one.on: one
        for month in year_queries.months(draft, day.year)
        for week in month.weeks
        for one in week
        if one is not None
    }
    assert len(days) in {365, 366}
    assert days[day].hours == "01:00-02:00"
    assert days[day].is_changed
    assert [change.on for change in year_queries.changes(draft)] == [day]


def test_the_october_of_2026_has_its_working_days(office: CalendarVersion) -> None:
    october = year_queries.months(office, 2026)[9]
    marks = {one.on.day: one.what for week in october.weeks for one in week if one}
    assert (marks[1], marks[3], marks[5], marks[10]) == ("holiday", "closed", "ordinary", "make-up")
    assert october.working_days == 22
    assert october.hours == 22 * 8
