"""Recomputing every limit from its history gives the same rows."""

import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from bihuan.deadlines import operations
from bihuan.deadlines.models import Deadline, Rung
from bihuan.deadlines.tests.stage import Arrived, Case, Completed, Dispatched, at
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import OperationError
from bihuan.organization.models import CalendarVersion


@pytest.mark.req("REG-02")
@pytest.mark.parametrize("seed", range(6))
def test_a_long_random_life_replayed_gives_the_same_rows(stage, seed, monkeypatch):
    chance, now = random.Random(seed), at("03-02T08:00")
    CalendarVersion.objects.update(published_at=at("01-01T00:00"))
    monkeypatch.setattr(timezone, "now", lambda: now)
    for area, factor in (("city", 1), ("suburb", 3)):
        stage.limit("派工", 120 * factor, when={"area": area})
        stage.limit("修复", 600 * factor, when={"area": area}, met_by="request.completed")
    stage.limit("到场", 480, starts="request.dispatched", met_by="order.arrived")
    stage.limit("回访", 4000, starts="request.completed", limit={"minutes": 4000, "calendar": "always"})
    evidence = Attachment.objects.create(kind="x", subject_id=1, name="a.jpg", content_type="image/jpeg", size=1)
    cases: list[Case] = []
    for step in range(160):
        now += timedelta(minutes=chance.randrange(1, 300))
        case = chance.choice(cases) if cases else None
        match chance.randrange(9):
            case 0:
                cases.append(stage.case(now, chance.choice(["city", "suburb"]), is_new=chance.random() < 0.5))
            case 1 | 2 if case:
                stage.happens(chance.choice([Dispatched, Arrived, Completed]), case, now)
            case 3 | 4 if case:
                reason = chance.choice(["客户不在家", "等配件", "堵车"])
                begun = timedelta(minutes=chance.randrange(200))
                with suppress(OperationError):
                    operations.pause_record(case, reason=reason, by=stage.zhoumin, at=now - begun, evidence=evidence)
            case 5 if case:
                with suppress(OperationError):
                    operations.resume_record(case, by=stage.zhoumin, at=now)
            case 6 if case:
                case.phone = "suburb" if case.phone == "city" else "city"
                case.save()
                operations.rematch(case, by=stage.zhoumin)
            case 7:
                operations.sweep(now)
            case 8 if step % 5 == 0:
                day = (now + timedelta(days=chance.randrange(1, 5))).date()
                stage.publish_calendar(**{day.isoformat(): chance.choice([[], [["08:00", "12:00"]]])})
                operations.recompute_for_calendar.call("office")
    assert Deadline.objects.count() > 10
    assert [one for case in cases for one in operations.differences(case.kind(), case.pk)] == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("due_at", at("11-19T17:00")), ("is_late", True), ("starts_at", at("11-19T14:00")), ("limit_minutes", 600)],
)
def test_a_row_that_was_tampered_with_is_found(stage, column, value, capsys):
    stage.limit("派工", 120)
    case = stage.case()
    stage.happens(Dispatched, case, at("11-19T16:00"))
    Deadline.objects.update(**{column: value})
    assert column in {one.field for one in operations.differences(case.kind(), case.pk)}
    with pytest.raises(SystemExit):
        call_command("replay_deadlines")
    assert column in capsys.readouterr().out


def test_a_step_still_to_come_that_was_tampered_with_is_found(stage):
    stage.limit("派工", 120)
    case = stage.case()
    deadline = Deadline.objects.get()
    Deadline.objects.update(next_rung_at=at("12-24T08:00"))
    assert [one.field for one in operations.differences(case.kind(), case.pk)] == ["next_rung_at"]
    Deadline.objects.update(next_rung_at=deadline.next_rung_at, waiting=deadline.waiting[:2])
    assert [one.field for one in operations.differences(case.kind(), case.pk)] == ["waiting"]


def test_a_rung_that_was_tampered_with_is_found(stage):
    stage.limit("派工", 120)
    case = stage.case()
    operations.sweep(at("11-19T16:40"))
    assert not list(operations.differences(case.kind(), case.pk))
    Rung.objects.filter(percent=50).update(fired_at=at("12-24T08:00"))
    Rung.objects.filter(percent=100).delete()
    found = {one.field for one in operations.differences(case.kind(), case.pk)}
    assert found == {"fired_at (50, 'owner')", "fired_at (100, 'service_manager')"}


def test_the_command_says_when_all_is_well(stage, capsys):
    stage.limit("派工", 120)
    stage.case()
    call_command("replay_deadlines")
    assert capsys.readouterr().out.startswith("1 ")


def test_limits_of_many_imported_records_start_with_one_insert_and_replay(stage, django_assert_max_num_queries):
    stage.limit("派工", 120)
    cases = [Case.objects.create(code=f"IM-{number}", name="导入", phone="city") for number in range(20)]
    for case in cases:
        history.append(case, "register", by=SYSTEM, at=at("11-19T14:30"), is_first=True)
    with django_assert_max_num_queries(8):
        assert (
            operations.start_many([(case, at("11-19T14:30")) for case in cases], event_name="request.registered") == 20
        )
    assert [one for case in cases for one in operations.differences(case.kind(), case.pk)] == []
