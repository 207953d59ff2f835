"""Nothing that people are to be told is lost, doubled, or sent in the night."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from bihuan.kernel.outbox import (
    Channel,
    Delivery,
    DeliveryState,
    Notice,
    NoticePreference,
    QuietHours,
    delivery,
    mark_all_read,
    mark_read,
    notify,
    unread_count,
)
from bihuan.kernel.outbox.delivery import prune_notices
from bihuan.kernel.tasks import TaskRow
from bihuan.kernel.tests.other_side import MailServer, Robot, running
from bihuan.kernel.worker import Worker

pytestmark = pytest.mark.django_db
TOPIC = "request.assigned"


@pytest.fixture
def robot():
    with running(Robot()) as server:
        yield server


@pytest.fixture
def mail_server(settings):
    with running(MailServer()) as server:
        settings.BIHUAN_MAIL = server.address
        yield server


@pytest.fixture
def staff():
    return get_user_model().objects.create_user("chenlijun", password="a long word 7", email="chen@example.com")


def colleague(name: str) -> Any:
    return get_user_model().objects.create_user(name, password="a long word 7", email=f"{name}@example.com")


def wants(person: Any, channel: Channel | None = None, topic: str = TOPIC) -> None:
    NoticePreference.objects.create(staff=person, topic=topic, channel=channel)


def group(robot: Robot) -> Channel:
    return Channel.objects.create(name="售后群", address=robot.address)


def work(*, later: timedelta = timedelta(0)) -> None:
    """Do what is due, now or after a while."""
    if later:
        TaskRow.objects.filter(state="ready").update(claimable_at=timezone.now())
        Delivery.objects.update(due_at=timezone.now())
    Worker().run_until_empty()


def tell(*people: Any, **options: Any) -> int:
    return notify(people, topic=TOPIC, title="派工 WO-20261120-0001", url="/service/orders/1/", **options)


def test_a_notice_that_stays_inside_is_one_query_for_one_and_for_five_hundred(staff, django_assert_num_queries):
    people = get_user_model().objects.bulk_create(get_user_model()(username=f"u{n}") for n in range(500))
    with django_assert_num_queries(1):
        assert tell(staff) == 1
    with django_assert_num_queries(1):
        assert tell(*people) == 500
    assert Notice.objects.count() == 501
    assert not TaskRow.objects.exists()
    notice = Notice.objects.filter(recipient=staff).get()
    assert notice.title == "派工 WO-20261120-0001"
    assert abs(notice.created_at - timezone.now()) < timedelta(seconds=5)
    assert not notice.is_urgent


def test_a_notice_that_goes_outside_is_two_queries(staff, robot, django_assert_num_queries):
    wants(staff, group(robot))
    with django_assert_num_queries(2):
        tell(staff, record=staff, is_urgent=True)
    assert Notice.objects.get().subject_id == staff.pk


def test_nobody_to_tell_is_no_query_and_doubled_people_are_told_once(staff, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert notify([None], topic=TOPIC, title="x") == 0
    assert tell(staff, None, staff) == 1


def test_a_rolled_back_operation_tells_nobody(staff, robot):
    wants(staff, group(robot))

    def operation() -> None:
        with transaction.atomic():
            tell(staff)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        operation()
    work()
    assert robot.heard == []
    assert not Notice.objects.exists()


def test_a_robot_hears_what_its_people_want_once_for_all_of_them(robot):
    channel, people = group(robot), [colleague("chenlijun"), colleague("liguodong")]
    for person in people:
        wants(person, channel)
    tell(*people)
    notify(people, topic="something.else", title="not wanted there")
    work()
    assert len(robot.heard) == 1
    assert robot.heard[0]["title"] == "派工 WO-20261120-0001"
    assert "/service/orders/1/" in robot.heard[0]["message"]


def test_what_the_other_side_has_taken_is_never_sent_again(staff, robot):
    channel = group(robot)
    wants(staff, channel)
    tell(staff)
    work()
    delivery.deliver_to_robot.call(channel_id=channel.pk)
    delivery.route_notices.call(pks=list(Notice.objects.values_list("pk", flat=True)))
    work()
    assert len(robot.heard) == 1
    assert Delivery.objects.get().state == DeliveryState.SENT


def test_while_the_robot_is_down_nothing_is_lost(staff, robot):
    wants(staff, group(robot))
    robot.is_down = True
    tell(staff)
    work()
    waiting = Delivery.objects.get()
    assert waiting.state == DeliveryState.WAITING
    assert waiting.error
    task = TaskRow.objects.get(state="ready")
    assert task.claimable_at > timezone.now()
    robot.is_down = False
    work(later=timedelta(minutes=1))
    assert len(robot.heard) == 1


def test_a_sender_that_died_leaves_a_claim_that_lapses(staff, robot, monkeypatch):
    channel = group(robot)
    wants(staff, channel)
    tell(staff)
    monkeypatch.setattr(delivery, "send", lambda *message: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        work()
    assert Delivery.objects.get().state == DeliveryState.SENDING
    monkeypatch.undo()
    delivery.deliver_to_robot.call(channel_id=channel.pk)
    assert robot.heard == []
    Delivery.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    delivery.deliver_to_robot.call(channel_id=channel.pk)
    assert len(robot.heard) == 1


def test_several_notices_of_one_person_become_one_mail(staff, mail_server):
    wants(staff, topic="")
    other = colleague("liguodong")
    wants(other)
    for n in range(3):
        notify([staff], topic=f"any.{n}", title=f"第 {n} 条", url=f"/x/{n}/")
    tell(other)
    work()
    assert mail_server.mails == []
    work(later=delivery.GATHER)
    by_recipient = {mail["To"]: mail for mail in mail_server.mails}
    assert len(mail_server.mails) == 2
    digest = str(by_recipient["chen@example.com"])
    assert all(f"/x/{n}/" in by_recipient["chen@example.com"].get_body().get_content() for n in range(3)), digest


def test_an_urgent_mail_goes_at_once(staff, mail_server):
    wants(staff)
    tell(staff, is_urgent=True, body="客户等候中")
    work()
    assert len(mail_server.mails) == 1
    assert mail_server.mails[0]["Subject"] == "派工 WO-20261120-0001"
    assert "客户等候中" in mail_server.mails[0].get_body().get_content()


def test_a_mail_server_that_refuses_gets_the_mail_later(staff, mail_server):
    wants(staff)
    mail_server.is_down = True
    tell(staff, is_urgent=True)
    work()
    assert Delivery.objects.get().state == DeliveryState.WAITING
    mail_server.is_down = False
    work(later=timedelta(minutes=1))
    assert len(mail_server.mails) == 1


def test_without_a_mail_server_mail_is_not_even_queued(staff, settings):
    settings.BIHUAN_MAIL = ""
    wants(staff)
    tell(staff)
    work()
    assert not Delivery.objects.exists()
    assert Notice.objects.get().routed_at


def test_somebody_without_an_address_stops_nothing(mail_server):
    person = get_user_model().objects.create_user("nomail", password="a long word 7")
    wants(person)
    tell(person, is_urgent=True)
    work()
    assert Delivery.objects.get().state == DeliveryState.SENT
    assert mail_server.mails == []


def test_quiet_hours_hold_back_what_is_not_urgent(staff, robot, monkeypatch):
    wants(staff, group(robot))
    QuietHours.objects.create(staff=staff, from_time=time(22, 0), until_time=time(7, 0))
    tell(staff)
    tell(staff, is_urgent=True)
    night = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)  # 23:30 in China
    Notice.objects.update(created_at=night)
    work()
    due = dict(Delivery.objects.values_list("notice__is_urgent", "due_at"))
    assert due == {True: night, False: datetime(2026, 11, 20, 23, 0, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("start", "end", "local", "expected"),
    [
        ((22, 0), (7, 0), (23, 0), (1, 7, 0)),
        ((22, 0), (7, 0), (6, 59), (0, 7, 0)),
        ((22, 0), (7, 0), (7, 0), None),
        ((12, 0), (13, 30), (12, 30), (0, 13, 30)),
        ((12, 0), (13, 30), (14, 0), None),
        ((8, 0), (8, 0), (8, 0), None),
    ],
)
def test_quiet_hours_may_span_midnight(start, end, local, expected):
    hours = QuietHours(from_time=time(*start), until_time=time(*end))
    moment = datetime(2026, 11, 20, *local, tzinfo=delivery.timezone.get_default_timezone())
    if expected is None:
        assert hours.postponed(moment) == moment
    else:
        days, hour, minute = expected
        assert hours.postponed(moment) == moment.replace(hour=hour, minute=minute) + timedelta(days=days)


def test_a_robot_taken_out_of_use_hears_nothing(staff, robot):
    channel = group(robot)
    wants(staff, channel)
    Channel.objects.update(is_active=False)
    tell(staff)
    work()
    assert robot.heard == []


def test_one_reads_only_ones_own_notices(staff):
    other = colleague("liguodong")
    tell(staff, other)
    tell(staff)
    assert unread_count(staff) == 2
    assert mark_read(staff, Notice.objects.values_list("pk", flat=True)[:1]) in {0, 1}
    assert mark_read(staff, Notice.objects.filter(recipient=other).values_list("pk", flat=True)) == 0
    mark_all_read(staff)
    assert unread_count(staff) == 0
    assert unread_count(other) == 1


def test_old_notices_go_and_unread_ones_stay_longer(staff):
    for age, is_read in ((100, True), (100, False), (400, False)):
        tell(staff)
        at = timezone.now() - timedelta(days=age)
        Notice.objects.filter(pk=Notice.objects.latest("pk").pk).update(created_at=at, read_at=at if is_read else None)
    prune_notices.call()
    assert Notice.objects.count() == 1
