"""Time limits in the life of real requests: outage, leave, pause with proof, a new calendar, replay (REG-02)."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline, Rung
from bihuan.kernel import history, seals
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError
from bihuan.kernel.tasks import ScheduleRow, schedule
from bihuan.kernel.worker import Worker
from bihuan.organization import operations as organization
from bihuan.organization.models import CalendarVersion
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest
from bihuan.service.states.events import RequestClosed, RequestCompleted
from bihuan.service.states.orders import ORDER_MOVES, RUNNING
from bihuan.service.states.requests import REQUEST_MOVES
from tests.cast import at
from tests.flows.clock import Clock
from tests.flows.life import Life
from tests.flows.test_invented_regulation import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(cast, monkeypatch):
    CalendarVersion.objects.update(published_at=at("2025-01-01 08:00"))
    return Clock(monkeypatch, "2026-11-19 09:00")


def limit(request, name):
    return Deadline.objects.get(kind=request.kind(), subject_id=request.pk, name=name)


def told(request, name, percent):
    return Rung.objects.get(deadline=limit(request, name), percent=percent).told


def start_worker():
    """Do what a worker does at its start: look at the schedule, then work off what is due."""
    schedule.prepare()
    schedule.run_due()
    return Worker().run_until_empty()


@pytest.mark.req("SVC-06", "SVC-14")
def test_a_limit_that_passed_while_everything_was_off_is_escalated_at_the_next_start_once(cast, clock):
    request = cast.request()
    ScheduleRow.objects.all().delete()
    clock.pass_on(hours=3)  # the two hours to dispatch are over, and nobody was there to see it
    assert not Rung.objects.exists()
    start_worker()
    assert told(request, "dispatch", 100) == ["韩立"]
    assert told(request, "dispatch", 150) == ["贺建国"]
    told_once = list(Notice.objects.filter(topic="deadline.over").values_list("recipient__name", "title"))
    assert len(told_once) == len(set(told_once)) == 2
    for _again in range(3):
        clock.pass_on(minutes=1)
        start_worker()
    assert Notice.objects.filter(topic="deadline.over").count() == 2
    entries = history.of(request.kind(), request.pk).filter(verb="deadline.escalated")
    assert entries.count() == Rung.objects.count()


@pytest.mark.req("SVC-03")
def test_rungs_reach_the_deputy_of_who_is_away_and_the_new_owner_after_a_hand_over(cast, clock):
    request = cast.request()
    service.hand_over(request, to=cast.hejing, note="轮休", by=cast.zhoumin)
    until = clock.now + timedelta(days=3)
    for person, deputy in ((cast.hanli, cast.shenjie), (cast.hejing, cast.miaoxin)):
        organization.plan_leave(person, starts_at=clock.now, ends_at=until, deputy=deputy, by=SYSTEM)
    deadlines.sweep(clock.pass_on(days=1))
    assert told(request, "dispatch", 100) == ["沈洁"]
    assert told(request, "repair", 50) == ["苗欣"]


@pytest.mark.req("SVC-06")
def test_the_clock_stands_from_the_page_only_with_the_reason_of_the_clause_and_its_proof(cast, clock, desk):
    request = cast.request()
    cast.order(request)
    technician, due = desk("chenlijun"), limit(request, "arrival").due_at
    path = f"/deadlines/service.servicerequest/{request.pk}/pause/"
    technician.send(path, expect=422, reason="堵车", note="")
    refused = technician.send(path, expect=422, reason="客户不在现场", note="敲门无人")
    assert "敲门无人" in refused.content.decode()
    technician.send(path, reason="客户不在现场", note="敲门无人", evidence=_picture())
    clock.pass_on(hours=2)
    technician.send(f"/deadlines/service.servicerequest/{request.pk}/resume/")
    arrival = limit(request, "arrival")
    assert arrival.due_at - due == timedelta(hours=2)
    pause = arrival.pauses.get()
    assert (pause.reason, pause.evidence.kind, pause.ends_at) == ("客户不在现场", request.kind(), clock.now)
    why = desk("zhoumin").open(f"/deadlines/{arrival.pk}/")
    assert "客户不在现场" in why


def _picture():
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    content = io.BytesIO()
    Image.new("RGB", (320, 240), (90, 90, 90)).save(content, "JPEG")
    return SimpleUploadedFile("door.jpg", content.getvalue(), "image/jpeg")


@pytest.mark.req("SVC-06")
def test_a_reason_that_does_not_stop_the_clock_is_written_down_and_the_cap_ends_a_pause(cast, clock):
    request = cast.request()
    cast.order(request)
    due = limit(request, "repair").due_at
    deadlines.pause_record(request, reason="等待配件", by=cast.zhoumin)
    assert (limit(request, "repair").due_at, limit(request, "repair").state) == (due, "open")
    deadlines.resume_record(request, by=cast.zhoumin)
    proof = Attachment.objects.create(
        kind=request.kind(), subject_id=request.pk, name="a.jpg", content_type="image/jpeg", size=1
    )
    deadlines.pause_record(request, reason="其他特殊情况", note="电梯停运", evidence=proof, by=cast.zhoumin)
    clock.pass_on(days=4)  # the clause allows eight hours
    deadlines.resume_record(request, by=cast.zhoumin)
    assert limit(request, "arrival").due_at == at("2026-11-23 09:00")  # Friday 9:00, and eight hours


@pytest.mark.req("SVC-06", "SEC-02")
def test_a_calendar_published_on_its_page_moves_open_limits_with_a_history_entry_and_leaves_closed_ones(
    cast, clock, desk
):
    clock.set("2026-11-19 15:00")
    done, running = cast.request(), cast.request(description="漏水", serial_text="")
    order = cast.order(done)
    service.accept(order, by=cast.chenlijun)
    service.arrive(order, by=cast.chenlijun)
    closed, due = limit(done, "arrival"), limit(running, "arrival").due_at
    assert timezone.localtime(due).strftime("%m-%d %H:%M") == "11-20 15:00"
    sunli = desk("sunli")
    sunli.send("/organization/calendars/office/draft/")
    sunli.send("/organization/calendars/office/day/2026-11-20/", what="closed", windows="")
    sunli.send("/organization/calendars/office/day/2026-11-21/", what="worked", windows="")
    assert limit(running, "arrival").due_at == due
    sunli.send("/organization/calendars/office/publish/")
    start_worker()
    moved = limit(running, "arrival")
    assert timezone.localtime(moved.due_at).strftime("%m-%d %H:%M") == "11-21 15:00"
    entry = history.of(running.kind(), running.pk).filter(verb="deadline.recounted").first()
    assert entry is not None
    again = limit(done, "arrival")
    assert (again.due_at, again.met_at, again.calendar_version) == (
        closed.due_at,
        closed.met_at,
        closed.calendar_version,
    )


LIFE = 200


@pytest.mark.req("REG-02", "SEC-02")
@pytest.mark.parametrize("seed", [0, 1, 7, 9])
def test_replaying_the_histories_of_a_long_random_life_gives_the_same_rows(cast, clock, seed):
    """Everything the product can do with requests, in any order; refusals included."""
    clock.set("2026-11-02 08:10")
    chance = random.Random(seed)
    life = Life(cast, clock, chance)
    for _step in range(LIFE):
        clock.pass_on(minutes=chance.randrange(1, 240))
        with suppress(OperationError, MoveForbidden, EvidenceMissing, PermissionDenied):
            life.live()
    assert ServiceRequest.objects.count() > 4
    assert Deadline.objects.count() > 20
    kinds = set(Deadline.objects.values_list("kind", "subject_id"))
    assert [one for kind, pk in kinds for one in deadlines.differences(kind, pk)] == []
    assert list(seals.verify()) == []


@pytest.mark.req("SVC-06")
def test_a_reopened_request_has_its_time_limits_again(cast, clock):
    request = cast.signed().request
    ended = Deadline.objects.of(request.kind(), request.pk)
    assert not ended.running().filter(name__in=["dispatch", "arrival", "repair"]).exists()
    clock.pass_on(hours=30)
    service.reopen(request, note="又不制冷", by=cast.hejing)
    again = ended.running().filter(starts_at=clock.now)
    assert sorted(again.values_list("name", flat=True)) == ["arrival", "dispatch", "repair"]
    assert not list(deadlines.differences(request.kind(), request.pk))


@pytest.mark.req("REG-02", "SVC-06")
@pytest.mark.parametrize(("minutes", "is_late"), [(10, False), (40, True)])
def test_who_comes_without_a_call_has_kept_or_missed_the_first_contact_by_coming(cast, clock, minutes, is_late):
    """PROP 1.5 gives a quarter of an hour to answer."""
    estate = Customer.objects.create(
        number="CU-0100", name="龙湖物业", phone="057186610088", business="物业", region=cast.region("滨江区")
    )
    request = cast.request(description="电梯厅空调不制冷", serial_text="", customer=estate)
    order = cast.order(request)
    service.accept(order, by=cast.chenlijun)
    clock.pass_on(minutes=minutes)
    service.arrive(order, by=cast.chenlijun)
    contact = limit(request, "contact")
    assert (contact.met_at, contact.is_late) == (clock.now, is_late)
    assert not list(deadlines.differences(request.kind(), request.pk))


@pytest.mark.req("REG-02")
def test_a_case_that_is_over_waits_for_no_step_before_its_end():
    assert {"request.contacted", "request.dispatched", "request.in_service"} <= REQUEST_MOVES.outrun("completed")
    assert not {"request.urged", "request.closed"} & REQUEST_MOVES.outrun("completed")
    assert not REQUEST_MOVES.outrun("registered")
    visit = {move.event.name for move in ORDER_MOVES.moves if move.event and {*move.sources} & {*RUNNING}}
    assert visit - {"order.withdrawn"} <= {*RequestCompleted.outruns} == {*RequestClosed.outruns}


@pytest.mark.req("RPT-01", "REG-02")
def test_the_finished_record_shows_every_limit_met_or_missed_with_its_clause(cast, clock, desk):
    request = cast.request()
    clock.pass_on(hours=5)
    cast.signed(cast.order(request))
    page = desk("hanli").open(f"/service/requests/{request.pk}/")
    late, kept = limit(request, "dispatch"), limit(request, "repair")
    assert (late.is_late, kept.is_late) == (True, False)
    for words in ("派工", "修复", "FULL 3.4"):
        assert words in page
    assert text_of(desk("hanli").file("/print/service_ledger.pdf?from=2026-11-19&to=2026-11-19"))
