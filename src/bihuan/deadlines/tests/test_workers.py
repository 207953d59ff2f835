"""Several workers at once, on a database that has them."""

from collections import Counter

import pytest
from django.db import close_old_connections, transaction
from tests.together import at_once

from bihuan.deadlines import operations
from bihuan.deadlines.models import Deadline, Rung
from bihuan.deadlines.tests.stage import Dispatched, Stage, at
from bihuan.kernel import history, seals
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.outbox import Notice

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
NOW = at("11-20T17:00")


def test_four_workers_fire_each_rung_once(stage: Stage):
    stage.limit("派工", 120)
    for _ in range(120):
        stage.case()
    fired = at_once(*[lambda: operations.sweep(NOW, batch=10)] * 4)
    assert sum(fired) == Rung.objects.count() == Notice.objects.count() == 360
    told = history.HistoryEntry.objects.filter(verb="deadline.escalated")
    assert max(Counter((entry.subject_id, entry.note) for entry in told).values()) == 1
    assert not Deadline.objects.filter(next_rung_at__isnull=False).exists()
    assert not list(seals.verify())


def test_rungs_of_one_record_in_the_hands_of_two_workers_wait_for_nobody(stage: Stage):
    for name in "甲乙丙丁":
        stage.limit(name, 120)
    stage.case()
    at_once(*[lambda: operations.sweep(NOW, batch=3)] * 4)
    operations.sweep(NOW)
    assert Rung.objects.count() == Notice.objects.count() == 12


def test_a_record_somebody_is_working_on_is_left_for_the_next_round(stage: Stage):
    stage.limit("派工", 120)
    busy, idle = stage.case(), stage.case()
    with transaction.atomic():
        history.append(busy, "change", by=SYSTEM)
        assert at_once(lambda: operations.sweep(NOW)) == [3]
    assert {rung.deadline.subject_id for rung in Rung.objects.all()} == {idle.pk}
    assert operations.sweep(NOW) == 3


def test_meeting_limits_while_workers_sweep_never_ends_in_a_deadlock(stage: Stage):
    stage.limit("派工", 120)
    cases = [stage.case() for _ in range(40)]

    def work():
        for case in cases:
            with transaction.atomic():
                history.append(case, "change", by=SYSTEM)
                stage.happens(Dispatched, case, at("11-20T16:00"))

    close_old_connections()
    at_once(work, *[lambda: sum(operations.sweep(NOW, batch=7) for _ in range(5))] * 3)
    assert Deadline.objects.filter(state="met").count() == 40
    fired = Rung.objects.count()
    assert fired == Notice.objects.count()
    assert not Deadline.objects.filter(next_rung_at__isnull=False).exists()
