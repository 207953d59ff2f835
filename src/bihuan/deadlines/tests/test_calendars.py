"""A new calendar moves what runs, and leaves what is closed."""

from bihuan.deadlines import operations
from bihuan.deadlines.models import Deadline
from bihuan.deadlines.tests.stage import Dispatched, at, moments
from bihuan.kernel import history
from bihuan.kernel.tasks import TaskRow


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
