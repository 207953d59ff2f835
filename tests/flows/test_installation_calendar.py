"""An installation takes time in its technicians' calendars: refused where taken, moved, cancelled (SVC-08)."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from bihuan.kernel.records import OperationError
from bihuan.products.models import Unit
from bihuan.service import operations as service
from bihuan.service.models import Appointment, Installation
from bihuan.service.operations import installations as work
from bihuan.service.queries.calendar import calendars
from bihuan.service.queries.reports import daily
from tests.cast import TEMPLATE, at
from tests.flows.clock import Clock
from tests.together import SEVERAL, together

pytestmark = [pytest.mark.django_db, pytest.mark.req("SVC-08", "SVC-18")]
SERIALS = ("35B3-2611-000101", "35B3-2611-000102", "35B3-2611-000103", "35B3-2611-000104")
TEN, TWO = at("2026-11-19 10:00"), at("2026-11-19 14:00")


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, "2026-11-19 08:00")


def stocked(cast):
    for serial in SERIALS:
        Unit.objects.create(serial=serial, model=cast.unit.model, produced_on=date(2026, 10, 20))
    return cast


def planned(cast, number=0, **values):
    known = {
        "sales_contract": f"XS-{number}", "customer": cast.customer, "serials": [SERIALS[number]],
        "sold_on": date(2026, 11, 12), "planned_at": TEN, "planned_minutes": 120, "technician": cast.chenlijun,
    }  # fmt: skip
    return work.plan(work.Order(**{**known, **values}), by=cast.zhoumin)


def meeting(cast, who, starts_at):
    return service.make_appointment(
        who, appointment_kind="meeting", subject="例会", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1),
        by=cast.zhoumin,
    )  # fmt: skip


def times(job):
    rows = Appointment.objects.standing().filter(installation=job).order_by("starts_at", "technician__name")
    return [(row.technician.name, timezone.localtime(row.starts_at).strftime("%d %H:%M"), row.minutes) for row in rows]


def test_it_stands_in_the_calendars_of_lead_and_companions_and_says_what_it_is(cast, clock, desk):
    job = planned(stocked(cast), companions=[cast.liguodong])
    assert times(job) == [("李国栋", "19 10:00", 120), ("陈立军", "19 10:00", 120)]
    (entry,) = calendars([cast.chenlijun], date(2026, 11, 19), 1)[0].days[0].entries
    assert (entry.kind, job.number in entry.label, entry.url) == ("fit", True, job.get_absolute_url())
    assert job.number in desk("chenlijun").open("/service/calendar/mine/?day=2026-11-19")
    assert job.number in desk("zhoumin").open("/service/calendar/?day=2026-11-19")


def test_whoever_is_taken_is_refused_by_name_both_ways(cast, clock):
    job = planned(stocked(cast), companions=[cast.liguodong])
    for who in (cast.chenlijun, cast.liguodong):
        with pytest.raises(OperationError, match=job.number):
            meeting(cast, who, at("2026-11-19 11:30"))
    meeting(cast, cast.liguodong, TWO)
    with pytest.raises(OperationError, match="例会") as refusal:
        planned(cast, 1, planned_at=TWO, companions=[cast.liguodong])
    assert refusal.value.field == "companions"
    with pytest.raises(OperationError, match=job.number) as refusal:
        planned(cast, 1)
    assert refusal.value.field == "planned_at"
    assert Installation.objects.count() == 1


def test_moved_it_moves_given_to_others_it_leaves_cancelled_it_is_gone(cast, clock):
    job = planned(stocked(cast), companions=[cast.liguodong])
    work.entrust(job, technician=cast.chenlijun, companions=[], planned_at=TWO, planned_minutes=60, by=cast.zhoumin)
    assert times(job) == [("陈立军", "19 14:00", 60)]
    meeting(cast, cast.liguodong, TWO)
    with pytest.raises(OperationError, match="例会"):
        work.entrust(job, technician=cast.liguodong, planned_at=TWO, by=cast.zhoumin)
    assert times(job) == [("陈立军", "19 14:00", 60)]
    (row,) = Appointment.objects.standing().filter(installation=job)
    for refused in (service.cancel_appointment, service.change_appointment):
        with pytest.raises(OperationError, match=job.number):
            refused(row, by=cast.zhoumin)
    work.cancel(Installation.objects.get(pk=job.pk), note="客户改期", by=cast.zhoumin)
    assert times(job) == []
    meeting(cast, cast.chenlijun, TWO)


def test_time_that_was_spent_stays_when_another_day_is_agreed_and_counts_in_the_daily_report(cast, clock):
    job = planned(stocked(cast))
    clock.pass_on(hours=6)
    work.entrust(job, technician=cast.chenlijun, planned_at=at("2026-11-20 09:00"), by=cast.zhoumin)
    assert times(job) == [("陈立军", "19 10:00", 120), ("陈立军", "20 09:00", 120)]
    sheet = daily(cast.chenlijun, date(2026, 11, 19))
    assert [(line.code, line.minutes) for line in sheet.classes if line.jobs] == [("C", 120)]


def test_a_line_with_the_day_alone_takes_the_first_free_hour(cast, clock):
    meeting(stocked(cast), cast.chenlijun, at("2026-11-20 09:00"))
    row = work.DeliveryRow(
        sales_contract="XS-9", model=cast.unit.model.code, serial=SERIALS[0], customer=cast.customer.name,
        planned_at=at("2026-11-20 09:00"), technician=cast.chenlijun.name, is_day_only=True,
    )  # fmt: skip
    job = work.bring_in(row, by=cast.zhoumin)
    assert timezone.localtime(job.planned_at).strftime("%d %H:%M") == "20 13:00"


@pytest.mark.django_db(transaction=True)
def test_several_who_plan_at_once_take_a_technician_once():
    cast = stocked(TEMPLATE.fresh())

    def plan(number):
        pair = [cast.chenlijun, cast.liguodong][:: 1 if number % 2 else -1]
        return planned(cast, number, planned_at=timezone.now() + timedelta(days=30), technician=pair[0],
                       companions=pair[1:])  # fmt: skip

    answers = together(plan)
    assert sum(isinstance(one, OperationError) for one in answers) == SEVERAL - 1
    assert Appointment.objects.standing().count() == 2
