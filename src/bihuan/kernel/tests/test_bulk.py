import pytest
from django.utils import timezone

from bihuan.customers.models import Customer, Site
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


def test_what_rows_lead_to_is_read_in_one_statement_and_only_once(django_assert_num_queries):
    customers = [Customer.objects.create(number=f"B-{n}", name=f"客户{n}") for n in range(2)]
    for n in range(3):
        Site.objects.create(customer=customers[n % 2], name=f"现场{n}")
    sites = bulk.fetch(Site, "name LIKE %s ORDER BY id", ["现场%"])
    with django_assert_num_queries(1):
        bulk.follow([*sites, None], "customer", "region")
        bulk.follow(sites, "customer")
        assert [site.customer.name for site in sites] == ["客户0", "客户1", "客户0"]
    assert bulk.first(Site, "name = %s ORDER BY id", ["没有"]) is None


def test_nothing_to_insert_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert bulk.insert([]) == []
    assert not HistoryEntry.objects.exists()


@pytest.mark.parametrize("count", [3, bulk.COPIED, 250])
def test_many_rows_and_few_are_stored_alike(count):
    at = timezone.now()
    odd = ["a\tb\\n", "引号「\"'」\n新行", "", "\\N", "{1,2}"]
    rows = [
        HistoryEntry(
            kind="toy", subject_id=n, seq=1, at=at, recorded_at=at, actor_kind="system", actor_name=odd[n % 5],
            verb="toy", changes={"note": [None, odd[n % 5]]}, note=odd[n % 5], digest=bytes([n % 256, 0, 10, 92, 255]),
        )
        for n in range(count)
    ]  # fmt: skip
    bulk.insert(rows)
    found = HistoryEntry.objects.in_bulk([row.pk for row in rows])
    for row in rows:
        for field in HistoryEntry._meta.fields:
            value = getattr(found[row.pk], field.attname)
            assert (bytes(value) if field.name == "digest" else value) == getattr(row, field.attname)
    assert HistoryEntry.objects.create(kind="toy", subject_id=-1, seq=1, at=at, recorded_at=at, digest=b"1").pk
