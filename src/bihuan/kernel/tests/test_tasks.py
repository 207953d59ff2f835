"""A task is committed with what it belongs to, tried again, given up, and done by one worker at a time."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from bihuan.kernel.tasks import ScheduleRow, TaskRow, TaskState, claims, enqueue_many, schedule
from bihuan.kernel.tests import work_samples
from bihuan.kernel.worker import Worker

LEASE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _no_calls_yet():
    work_samples.calls.clear()


@pytest.mark.django_db
def test_an_enqueued_task_runs_with_its_arguments_and_keeps_its_result():
    result = work_samples.note.enqueue(what={"pk": 7})
    assert Worker().run_until_empty() == 1
    assert work_samples.calls == [{"pk": 7}]
    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL
    assert result.return_value == {"pk": 7}


@pytest.mark.django_db
def test_enqueueing_is_one_query_however_many_tasks(django_assert_num_queries):
    with django_assert_num_queries(1):
        work_samples.note.enqueue(what=1)
    with django_assert_num_queries(1):
        enqueue_many(work_samples.note, [{"what": n} for n in range(30)])
    assert Worker().run_until_empty() == 31


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_rolled_back_transaction_was_never_there():
    def operation() -> None:
        with transaction.atomic():
            work_samples.note.enqueue(what="lost with its cause")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        operation()
    assert not TaskRow.objects.exists()


@pytest.mark.django_db
def test_a_deferred_task_waits_and_the_more_urgent_goes_first():
    later = timezone.now() + timedelta(hours=1)
    work_samples.note.using(run_after=later).enqueue(what="later")
    work_samples.note.enqueue(what="usual")
    work_samples.note.using(priority=10).enqueue(what="urgent")
    assert Worker().run_until_empty() == 2
    assert work_samples.calls == ["urgent", "usual"]
    assert claims.is_due("default", now=later)
    assert claims.claim("w", queue="default", lease=LEASE, now=later)


@pytest.mark.django_db
def test_a_failing_task_is_tried_again_later_and_given_up_after_its_last_attempt():
    work_samples.break_down.enqueue(why="no network")
    for attempt in (1, 2, 3):
        assert Worker().run_until_empty() == 1
        row = TaskRow.objects.get()
        assert row.attempts == attempt
        assert "RuntimeError: no network" in row.error
        if attempt < 3:
            assert row.state == TaskState.READY
            assert row.claimable_at > timezone.now() + timedelta(seconds=2)
            TaskRow.objects.update(claimable_at=timezone.now())
    assert row.state == TaskState.DEAD
    assert Worker().run_until_empty() == 0
    assert claims.retry([row.pk]) == 1
    assert Worker().run_until_empty() == 1


def test_the_pause_doubles_up_to_an_hour_and_is_never_the_same_for_all():
    pauses = {claims.delay(3) for _ in range(20)}
    assert all(timedelta(seconds=15) <= pause <= timedelta(seconds=25) for pause in pauses)
    assert len(pauses) > 1
    assert claims.delay(500) <= timedelta(hours=1.25)


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_cannot_write_the_outcome():
    work_samples.note.enqueue(what=1)
    slow = claims.claim("slow", queue="default", lease=timedelta(seconds=-1))
    quick = claims.claim("quick", queue="default", lease=LEASE)
    assert slow
    assert quick
    assert slow.pk == quick.pk
    assert not claims.finish(slow, "stale")
    assert not claims.fail(slow, "stale")
    assert not claims.renew(slow, lease=LEASE)
    assert not claims.release(slow)
    assert claims.renew(quick, lease=LEASE)
    assert claims.finish(quick, "fresh")
    assert TaskRow.objects.get().result == "fresh"


@pytest.mark.django_db
def test_a_task_that_kills_every_worker_is_given_up():
    work_samples.take_the_worker_down.enqueue()
    for _ in range(2):
        assert claims.claim("dies", queue="default", lease=timedelta(seconds=-1))
    assert Worker().run_until_empty() == 1
    assert TaskRow.objects.get().state == TaskState.DEAD


@pytest.mark.django_db
def test_a_row_that_names_no_task_is_given_up_at_once():
    TaskRow.objects.create(name="bihuan.kernel.tests.work_samples.renamed")
    TaskRow.objects.create(name="bihuan.kernel.tests.work_samples.calls")
    assert Worker().run_until_empty() == 2
    assert set(TaskRow.objects.values_list("state", flat=True)) == {TaskState.DEAD}


@pytest.mark.django_db
def test_what_cannot_be_kept_as_json_is_refused_when_enqueued():
    with pytest.raises(TypeError):
        work_samples.note.enqueue(what=object())
    with pytest.raises(InvalidTaskError):
        work_samples.note.using(run_after=datetime(2026, 11, 20)).enqueue(what=1)  # noqa: DTZ001
    with pytest.raises(TaskResultDoesNotExist):
        work_samples.note.get_result("4711")


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_claim_every_task_exactly_once():
    enqueue_many(work_samples.note, [{"what": n} for n in range(40)])
    claimed: list[int] = []

    def claim_all() -> None:
        try:
            while row := claims.claim("w", queue="default", lease=LEASE):
                claimed.append(row.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=claim_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(TaskRow.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_looking_for_work_is_one_indexed_read(django_assert_num_queries):
    with django_assert_num_queries(1) as seen:
        assert not claims.is_due("default")
    sql = seen.captured_queries[0]["sql"]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        else:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
        assert "task_claimable" in str(cursor.fetchall())


@pytest.mark.django_db
def test_done_tasks_are_pruned_and_dead_ones_stay():
    long_ago = timezone.now() - timedelta(days=3)
    for state in (TaskState.DONE, TaskState.DEAD):
        TaskRow.objects.create(name="x", state=state, finished_at=long_ago)
    TaskRow.objects.create(name="x", state=TaskState.DONE, finished_at=timezone.now())
    assert claims.prune(older_than=timedelta(days=2)) == 1
    assert TaskRow.objects.count() == 2


@pytest.fixture
def only_look_round(monkeypatch):
    """The schedule of one function, every five minutes."""
    name = work_samples.look_round.module_path
    monkeypatch.setattr(schedule, "_schedules", {name: schedule._schedules[name]})
    return name


@pytest.mark.django_db
def test_a_schedule_runs_once_an_interval_and_a_missed_run_once_after_downtime(only_look_round):
    start = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    schedule.prepare(start)
    schedule.prepare(start)
    schedule.run_due(start)
    schedule.run_due(start)
    assert Worker().run_until_empty() == 1
    schedule.run_due(start + timedelta(minutes=4))
    assert Worker().run_until_empty() == 0
    schedule.run_due(start + timedelta(days=3))
    assert Worker().run_until_empty() == 1
    assert work_samples.calls == ["look_round"] * 2


@pytest.mark.django_db
def test_a_run_that_is_still_open_is_not_piled_upon(only_look_round):
    start = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    schedule.prepare(start)
    for minutes in range(0, 60, 5):
        schedule.run_due(start + timedelta(minutes=minutes))
    assert TaskRow.objects.count() == 1


@pytest.mark.django_db
def test_the_second_worker_with_the_same_row_in_hand_enqueues_nothing(only_look_round):
    schedule.prepare()
    row = ScheduleRow.objects.get()
    for _ in range(2):
        schedule._enqueue(row, schedule._schedules[only_look_round], timezone.now())
        TaskRow.objects.update(state=TaskState.DONE)
    assert TaskRow.objects.count() == 1


def test_a_time_of_day_is_meant_in_china():
    daily = schedule.Schedule(work_samples.look_round, None, "00:10", "Look round")
    just_before = datetime(2026, 11, 20, 16, 9, tzinfo=UTC)
    assert daily.next_after(just_before) == datetime(2026, 11, 20, 16, 10, tzinfo=UTC)
    assert daily.next_after(just_before + timedelta(minutes=1)) == datetime(2026, 11, 21, 16, 10, tzinfo=UTC)
    with pytest.raises(ValueError, match="either"):
        schedule.scheduled(label="Look round")
