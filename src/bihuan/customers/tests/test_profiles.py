"""What a company is and does stands on its file and on the printed 「客户基本资料表」 (CUS-01)."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from bihuan.customers.models import Profile
from bihuan.customers.operations.profiles import write_profile
from bihuan.customers.tests.company import company  # noqa: F401  a fixture
from bihuan.kernel.records import Stale


@pytest.mark.req("CUS-01")
def test_a_profile_is_written_and_nobody_overwrites_anothers(people) -> None:
    made = write_profile(people.hotel, ownership="state", staff_count=230, by=people.xuwen)
    write_profile(people.hotel, yearly_sales=Decimal("86000000"), revision=made.revision, by=people.zhoumin)
    with pytest.raises(Stale):
        write_profile(people.hotel, founded=1958, revision=made.revision, by=people.xuwen)
    kept = Profile.objects.get()
    assert (kept.staff_count, kept.yearly_sales, kept.founded) == (230, Decimal("86000000"), None)


@pytest.mark.one_database
def test_it_is_filled_in_on_the_page_and_printed(people, client: Client) -> None:
    client.force_login(people.xuwen, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("customers:profile", args=[people.hotel.pk])
    assert client.post(url, {"founded": "abc", "trade": "住宿"}).status_code == 422
    assert client.post(url, {"founded": 1958, "trade": "住宿、餐饮、会议"}).status_code == 303
    assert "住宿、餐饮、会议" in client.get(people.hotel.get_absolute_url()).content.decode()
    paper = client.get(reverse("kernel:print", args=["customer_file", "customers.customer", people.hotel.pk]))
    assert paper.content.startswith(b"%PDF")
