"""A customer's page, an exchange noted on it, his second file put into the first, and taken out again."""

import pytest

from bihuan.config import demo
from bihuan.customers import operations as customers
from bihuan.customers.models import Customer, Exchange
from bihuan.customers.operations import doubles
from bihuan.kernel.actors import SYSTEM


@pytest.mark.req("CUS-01", "ORD-04")
def test_an_exchange_is_noted_and_a_double_merged_and_parted(company, visit):
    shen = company.customer
    twin = customers.register(name="沈雅琴女士", phone=shen.phone.reveal(), by=SYSTEM)
    customers.add_contact(twin, name="沈先生", phone="13700001234", by=SYSTEM)
    doubles.compare()
    clerk = visit("clerk-customer")
    clerk.sign_in("zhoumin", demo.PASSWORD)
    page = clerk.open(shen.get_absolute_url())
    clerk.picture("file")
    page.click("#panel-exchanges a:has-text('登记沟通')")
    page.fill("#id_subject", "询问延保价格")
    page.fill("#id_content", "想买两年延保")
    page.click("button[type=submit]:has-text('登记')")
    page.wait_for_url(f"**{shen.get_absolute_url()}")
    assert Exchange.objects.get().customer == shen
    assert "询问延保价格" in page.inner_text("#timeline")
    clerk.open("/customers/doubles/")
    page.click("a:has-text('沈雅琴')")
    clerk.picture("side-by-side")
    page.check(f"input[name=survivor][value='{shen.pk}']")
    page.click("button[type=submit]:has-text('合并')")
    page.wait_for_url(f"**{shen.get_absolute_url()}")
    assert twin.number in page.inner_text(".main")
    assert "沈先生" in page.inner_text(".main")
    clerk.picture("merged")
    page.click("button:has-text('撤销合并')")
    page.wait_for_url(f"**{twin.get_absolute_url()}")
    assert "沈先生" in page.inner_text(".main")
    assert not Customer.objects.exclude(merged_into=None).exists()
