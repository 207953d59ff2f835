"""History: who did what, and that nobody can change it unseen."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.kernel import history, seals
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.history import HistoryChain, HistoryEntry
from bihuan.kernel.seals import HistorySeal

pytestmark = [pytest.mark.django_db, pytest.mark.req("SEC-02")]


@pytest.fixture
def customer() -> Customer:
    """A customer with three entries and a sealed day."""
    row = Customer.objects.create(number="CU-1", name="沈雅琴", phone="13812346021")
    history.append(row, "register", by=SYSTEM, is_first=True)
    history.comment(row, "来电询问保养", by=SYSTEM)
    history.change(row, name="沈雅芹", by=SYSTEM)
    seals.seal(timezone.localdate())
    return row


def said() -> list[str]:
    return [finding.what for finding in seals.verify()]


def test_what_was_done_is_complete_and_unchanged(customer: Customer) -> None:
    entries = list(history.of(Customer.kind(), customer.pk))
    assert [entry.verb for entry in entries] == ["register", "comment", "change"]
    assert entries[2].changes["name"] == ["沈雅琴", "沈雅芹"]
    assert said() == []


def test_personal_data_stands_masked_in_the_history(customer: Customer) -> None:
    history.change(customer, phone="13900000000", by=SYSTEM)
    entry = HistoryEntry.objects.latest("pk")
    assert "13900000000" not in str(entry.changes)
    assert "13812346021" not in str(entry.changes)


def test_entries_cannot_be_changed_or_deleted_by_the_program(customer: Customer) -> None:
    entry = HistoryEntry.objects.first()
    assert entry is not None
    for attempt in (
        entry.delete,
        entry.save,
        HistoryEntry.objects.all().delete,
        lambda: HistoryEntry.objects.update(note=""),
    ):
        with pytest.raises(TypeError, match="append-only"):
            attempt()
    assert HistoryEntry.objects.count() == 3


def test_a_changed_entry_is_found(customer: Customer) -> None:
    rows("UPDATE kernel_historyentry SET note = 'nothing happened' WHERE seq = 2")
    assert said() == ["entry 2 was changed or inserted"]


def test_a_removed_entry_is_found(customer: Customer) -> None:
    rows("DELETE FROM kernel_historyentry WHERE seq = 2")
    assert "entry 2 is missing" in said()


def test_an_end_cut_off_is_found(customer: Customer) -> None:
    rows("DELETE FROM kernel_historyentry WHERE seq = 3")
    assert "the end of the chain does not match its head" in said()


def test_a_whole_chain_removed_with_its_head_is_found_by_the_seal(customer: Customer) -> None:
    rows("DELETE FROM kernel_historyentry")
    HistoryChain.objects.all().delete()
    assert said() == ["the seal is broken (0 entries now, 3 when sealed)"]


def test_a_removed_seal_is_found(customer: Customer) -> None:
    seals.seal(timezone.localdate() + timedelta(days=2))
    HistorySeal.objects.filter(day=timezone.localdate() + timedelta(days=1)).delete()
    assert "the seal of this day is missing" in said()


def test_every_day_missed_is_sealed_once(customer: Customer) -> None:
    assert seals.seal(timezone.localdate()) == []
    assert len(seals.seal(timezone.localdate() + timedelta(days=3))) == 3


def rows(statement: str) -> None:
    """Do what somebody with the database's password could do."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
