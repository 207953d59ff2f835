import pytest

from bihuan.customers.models import Customer
from bihuan.kernel import bulk
from bihuan.kernel.history import HistoryEntry

pytestmark = pytest.mark.django_db


def test_rows_inserted_in_bulk_read_back_as_if_saved_one_by_one():
    rows = [Customer(number=f"B-{n}", name=f"客户{n}", phone=f"1381234{n:04d}") for n in range(1500)]
    bulk.insert(rows)
    one = Customer.objects.create(number="ONE", name="客户", phone="13812340007")
    found = Customer.objects.get(number="B-7")
    assert found.pk == rows[7].pk
    assert found.phone.reveal() == "13812340007"
    assert (found.phone_index, found.phone_tail) == (one.phone_index, one.phone_tail)
    assert found.created_at is not None
    assert Customer.objects.filter(name__startswith="客户").count() == 1501


def test_nothing_to_insert_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert bulk.insert([]) == []
    assert not HistoryEntry.objects.exists()
