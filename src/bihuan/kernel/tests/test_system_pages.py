"""The pages of notices, preferences, robots, tokens and background work."""

import pytest
from django.utils import timezone

from bihuan.kernel import history
from bihuan.kernel.api import ApiToken
from bihuan.kernel.outbox import Channel, Notice, NoticePreference, QuietHours, notify
from bihuan.kernel.tasks import TaskRow, TaskState

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client):
    """Sign a colleague in and return the browser."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def test_one_sees_only_ones_own_notices_and_older_ones_on_the_next_page(cast, as_, django_assert_max_num_queries):
    for n in range(60):
        notify([cast.chenlijun], topic="order.assigned", title=f"工单 {n}", url="/me/")
    notify([cast.hanli], topic="order.assigned", title="别人的事")
    browser = as_(cast.chenlijun)
    browser.get("/notices/")
    with django_assert_max_num_queries(12):
        text = browser.get("/notices/").content.decode()
    assert "工单 59" in text
    assert "工单 9<" not in text
    assert "别人的事" not in text
    oldest = Notice.objects.filter(recipient=cast.chenlijun).order_by("pk")[10]
    assert "工单 9<" in browser.get(f"/notices/?before={oldest.pk}").content.decode()


def test_opening_a_notice_leads_to_its_record_and_takes_it_off_the_bell(cast, as_):
    notify([cast.chenlijun], topic="order.assigned", title="工单", url="/me/")
    row = Notice.objects.get()
    assert as_(cast.hanli).get(f"/notices/{row.pk}/").status_code == 404
    browser = as_(cast.chenlijun)
    assert "<b>1</b>" in browser.get("/notices/bell/").content.decode()
    answer = browser.get(f"/notices/{row.pk}/")
    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert "<b>" not in browser.get("/notices/bell/").content.decode()


def test_all_notices_are_marked_as_read_at_once(cast, as_):
    notify([cast.chenlijun, cast.hanli], topic="order.assigned", title="工单")
    assert as_(cast.chenlijun).get("/notices/read/").status_code == 405
    as_(cast.chenlijun).post("/notices/read/")
    assert list(Notice.objects.filter(read_at=None).values_list("recipient__username", flat=True)) == ["hanli"]


def test_a_person_chooses_what_comes_by_mail_or_robot_and_his_quiet_hours(cast, as_, settings):
    settings.BIHUAN_MAIL = "mailto://127.0.0.1"
    robot = Channel.objects.create(name="售后群", address="json://127.0.0.1/x")
    browser = as_(cast.chenlijun)
    assert "售后群" in browser.get("/me/notices/").content.decode()
    chosen = {"all": [], "order.assigned": ["mail", str(robot.pk)], "from_time": "22:00", "until_time": "07:00"}
    assert browser.post("/me/notices/", chosen).status_code == 303
    assert set(NoticePreference.objects.values_list("staff__username", "topic", "channel")) == {
        ("chenlijun", "order.assigned", None),
        ("chenlijun", "order.assigned", robot.pk),
    }
    assert str(QuietHours.objects.get()) == "22:00 – 07:00"
    assert browser.post("/me/notices/", {"order.assigned": ["mail"], "from_time": "22:00"}).status_code == 422
    browser.post("/me/notices/", {"order.assigned": ["mail"]})
    assert NoticePreference.objects.get().channel is None
    assert not QuietHours.objects.exists()


def test_robots_are_kept_by_the_system_administrator_and_show_their_address_to_nobody(cast, as_):
    assert as_(cast.zhoumin).get("/system/robots/").status_code == 403
    browser = as_(cast.luoning)
    assert browser.post("/system/robots/new/", {"name": "售后群", "address": "no address"}).status_code == 422
    assert browser.post("/system/robots/new/", {"name": "售后群", "is_active": "on"}).status_code == 422
    added = {"name": "售后群", "address": "wecombot://secret-key", "is_active": "on"}
    assert browser.post("/system/robots/new/", added).status_code == 303
    assert browser.post("/system/robots/new/", added).status_code == 422
    robot = Channel.objects.get()
    assert "secret-key" not in browser.get("/system/robots/").content.decode()
    assert "secret-key" not in browser.get(f"/system/robots/{robot.pk}/").content.decode()
    browser.post(f"/system/robots/{robot.pk}/", {"name": "服务群", "address": "", "is_active": "on"})
    robot.refresh_from_db()
    assert (robot.name, robot.address.reveal()) == ("服务群", "wecombot://secret-key")
    assert [entry.verb for entry in history.of("kernel.channel", robot.pk)] == ["add", "change"]
    browser.post(f"/system/robots/{robot.pk}/test/")
    assert TaskRow.objects.filter(name__endswith="greet_robot").count() == 1


def test_a_token_is_shown_once_and_can_be_revoked(cast, as_):
    browser = as_(cast.zhoumin)
    made = browser.post("/me/tokens/", {"name": "ERP", "scopes": ["requests:read"], "days": "90"})
    row = ApiToken.objects.get()
    assert f'value="{row.prefix}' in made.content.decode()
    assert f'value="{row.prefix}' not in browser.get("/me/tokens/").content.decode()
    assert made["Cache-Control"] == "no-store"
    assert browser.post("/me/tokens/", {"name": "", "days": "90"}).status_code == 422
    as_(cast.hanli).post(f"/me/tokens/{row.pk}/revoke/")
    row.refresh_from_db()
    assert row.revoked_at is None
    as_(cast.zhoumin).post(f"/me/tokens/{row.pk}/revoke/")
    row.refresh_from_db()
    assert row.revoked_at


def test_a_dead_task_is_listed_with_its_error_and_tried_again(cast, as_):
    dead = TaskRow.objects.create(
        name="mail", state=TaskState.DEAD, error="no route to host", attempts=12, finished_at=timezone.now()
    )
    assert as_(cast.zhoumin).get("/system/tasks/").status_code == 403
    browser = as_(cast.luoning)
    assert "no route to host" in browser.get("/system/tasks/").content.decode()
    browser.post("/system/tasks/retry/", {"pick": [str(dead.pk), "x"]})
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == (TaskState.READY, 0)
    assert "no route to host" not in browser.get("/system/tasks/").content.decode()
