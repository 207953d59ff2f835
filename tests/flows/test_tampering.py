"""What somebody with the database's password does to the history of a real case shows (SEC-02)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from bihuan.config import installation
from bihuan.kernel import seals
from bihuan.kernel.seals import HistorySeal
from bihuan.kernel.tasks import ScheduleRow, schedule
from bihuan.kernel.worker import Worker
from bihuan.service.models import ServiceRequest

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-02")]
CHAIN = "kind = 'service.servicerequest' AND subject_id = {pk}"


@pytest.fixture
def case(cast) -> ServiceRequest:
    """A case from the call to the signature, its day sealed."""
    order = cast.signed()
    seals.seal(timezone.localdate())
    return order.request


def sql(statement: str, **values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(**values))


def verified(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Return the exit code of `bihuan verify-history` and what it printed."""
    code = installation.verify_history()
    return code, capsys.readouterr().out


def test_an_untouched_history_is_confirmed(case, capsys):
    code, said = verified(capsys)
    assert code == 0
    assert said.count("\n") == 1


INSERTED = """
    INSERT INTO kernel_historyentry (kind, subject_id, seq, at, actor_kind, actor_name, source, verb, changes, note,
                                     recorded_at, digest)
    SELECT kind, subject_id, seq + 1, at, actor_kind, actor_name, source, 'comment', changes, '客户同意', recorded_at,
           digest
      FROM kernel_historyentry WHERE {chain} ORDER BY seq DESC LIMIT 1
"""
TAMPERINGS: dict[str, tuple[str, ...]] = {
    "a changed word": ("UPDATE kernel_historyentry SET note = '已联系客户' WHERE {chain} AND verb = 'dispatch'",),
    "another time": ("UPDATE kernel_historyentry SET at = recorded_at, verb = 'contact' WHERE {chain} AND seq = 1",),
    "the last entry gone": (
        "DELETE FROM kernel_historyentry WHERE {chain} AND seq ="
        " (SELECT length FROM kernel_historychain WHERE {chain})",
    ),
    "the last entry gone and the head moved back": (
        "DELETE FROM kernel_historyentry WHERE {chain} AND seq ="
        " (SELECT length FROM kernel_historychain WHERE {chain})",
        "UPDATE kernel_historychain SET length = length - 1, digest = (SELECT digest FROM kernel_historyentry"
        " WHERE {chain} ORDER BY seq DESC LIMIT 1) WHERE {chain}",
    ),
    "an entry put in": (INSERTED,),
    "the whole chain gone with its head": (
        "DELETE FROM kernel_historyentry WHERE {chain}",
        "DELETE FROM kernel_historychain WHERE {chain}",
    ),
    "the head gone": ("DELETE FROM kernel_historychain WHERE {chain}",),
    "a changed seal": ("UPDATE kernel_historyseal SET entries = entries + 1",),
    "another seal": ("UPDATE kernel_historyseal SET digest = (SELECT digest FROM kernel_historychain WHERE {chain})",),
}


@pytest.mark.parametrize("statements", TAMPERINGS.values(), ids=list(TAMPERINGS))
def test_every_tampering_is_found_and_named(case, capsys, statements):
    for statement in statements:
        sql(statement, chain=CHAIN.format(pk=case.pk))
    code, said = verified(capsys)
    assert code == 1
    assert f"service.servicerequest {case.pk}" in said or str(timezone.localdate()) in said


def night() -> None:
    """Let it become night: schedules are looked at, what is due is worked off."""
    schedule.run_due()
    Worker().run_until_empty()


def test_the_day_that_is_over_is_sealed_by_itself_every_night(cast, monkeypatch):
    cast.signed()
    today = timezone.localdate()
    schedule.prepare()
    assert not HistorySeal.objects.exists()
    name = "bihuan.kernel.seals.seal_yesterday"
    tomorrow = timezone.now() + timedelta(days=1)
    assert ScheduleRow.objects.get(name=name).next_at <= tomorrow
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    night()
    assert list(HistorySeal.objects.values_list("day", flat=True)) == [today]
    later = tomorrow + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    night()
    assert HistorySeal.objects.count() == 4
    assert list(seals.verify()) == []
