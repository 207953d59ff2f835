"""A new calendar moves what runs, and leaves what is closed."""

from datetime import date

import pytest

from bihuan.deadlines import operations
from bihuan.deadlines.models import Deadline
from bihuan.deadlines.queries.explaining import why
from bihuan.deadlines.tests.stage import WEEK, Dispatched, at, moments
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.outbox import Notice
from bihuan.kernel.tasks import TaskRow
from bihuan.organization import operations as org
from bihuan.organization.states import Post


def test_a_holiday_announced_later_moves_running_limits_only(stage):
    stage.limit("修复", 600)
    closed, case = stage.case(), stage.case()
    stage.happens(Dispatched, closed, at("11-20T15:00"))
    stage.publish_calendar(**{"2026-11-20": []})
    assert TaskRow.objects.filter(name__endswith="recompute_for_calendar").exists()
    assert operations.recompute_for_calendar.call("office") == 1
    assert {row.subject_id: row.due_at for row in Deadline.objects.all()} == {
        closed.pk: at("11-20T16:30"),
        case.pk: at("11-23T16:30"),
    }
    entry = history.of(case.kind(), case.pk).last()
    assert (entry.verb, entry.note) == ("deadline.recounted", "修复：11-20 16:30 → 11-23 16:30")


def test_rungs_move_along_and_a_second_run_finds_nothing_to_do(stage):
    stage.limit("修复", 600)
    stage.case()
    stage.publish_calendar(**{"2026-11-20": []})
    assert [operations.recompute_for_calendar.call("office") for _ in range(2)] == [1, 0]
    assert moments(Deadline.objects.get())[50] == at("11-23T10:00")


def test_limits_round_the_clock_do_not_care(stage):
    stage.limit("修复", 600, limit={"minutes": 600, "calendar": "always"})
    stage.case()
    stage.publish_calendar(**{"2026-11-20": []})
    assert operations.recompute_for_calendar.call("office") == 0


@pytest.mark.req("REG-02")
def test_a_calendar_nobody_has_published_lets_the_trouble_in_and_counts_round_the_clock(stage):
    stage.person("wangfang", "王芳", Post.ADMINISTRATION)
    stage.limit("修复", 600, limit={"minutes": 600, "calendar": "night"})
    stage.case(at("11-19T22:00"))
    stage.case(at("11-19T22:00"))
    first, second = Deadline.objects.order_by("pk")
    assert (first.due_at, first.calendar_version) == (at("11-20T08:00"), 0)
    told = Notice.objects.filter(topic="calendar.missing")
    assert sorted(notice.recipient.name for notice in told) == ["王芳", "韩立"], "once, though two cases came in"
    assert "night" in told[0].title
    shown = why(first)
    assert (shown.missing, shown.calendar_name) == ("night", "")
    assert not list(operations.differences(first.kind, first.subject_id))
    draft = org.add_calendar(code="night", name="夜班", weekly=WEEK, valid_from=date(2026, 1, 1), by=SYSTEM)
    stage.case(at("11-19T22:00"))
    assert Deadline.objects.order_by("pk").last().calendar_version == 0, "a draft counts for nothing"
    org.publish_version(draft, by=SYSTEM)
    assert operations.recompute_for_calendar.call("night") == 3
    second.refresh_from_db()
    assert (second.due_at, second.calendar_version) == (at("11-23T10:00"), 1)
    assert (why(second).missing, why(second).calendar_name) == ("", "夜班")
    assert not list(operations.differences(second.kind, second.subject_id))
