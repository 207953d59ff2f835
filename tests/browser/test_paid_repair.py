"""A paid repair at the customer's: agreed on his phone, paid in cash, handed over, invoiced, settled (SVC-11)."""

from datetime import date
from decimal import Decimal

import pytest

from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Staff
from bihuan.products.models import Unit
from bihuan.service import operations as service
from bihuan.service.models import Charge
from bihuan.service.operations import charges
from bihuan.service.queries.charges import quotation_token
from tests.cast import SIGNATURE

PASSWORD = "rechnung-2026"


def login(visitor, name):
    person = Staff.objects.get(username=name)
    person.set_password(PASSWORD)
    person.save(update_fields=["password"])
    visitor.sign_in(name, PASSWORD)


@pytest.mark.req("SVC-11")
def test_a_paid_repair_at_the_customers_with_cash(company, visit):
    cast, known = company, {"valid_from": date(2025, 1, 1), "by": SYSTEM}
    charges.add_price(code="RG-01", kind_of="labour", name="维修人工费", unit="hour", list_price=Decimal(120),
                      cost_price=Decimal(68), **known)  # fmt: skip
    charges.add_price(code="CL-01", kind_of="travel", name="上门费（市区）", area="city", list_price=Decimal(60),
                      cost_price=Decimal(32), **known)  # fmt: skip
    unit = Unit.objects.create(serial="35B3-1901-000007", model=cast.unit.model, customer=cast.customer,
                               accepted_on=date(2019, 3, 1))  # fmt: skip
    order = cast.finished(cast.order(cast.request(serial_text=unit.serial, unit=unit)))
    charge = Charge.objects.get(order=order)

    technician = visit("paid-technician", phone=True)
    login(technician, "chenlijun")
    page = technician.open(f"/service/charges/{charge.pk}/quote/")
    page.click("button:has-text('报价')")
    page.wait_for_url(f"**/service/charges/{charge.pk}/")
    technician.picture("quoted")

    charge.refresh_from_db()
    customer = visit("paid-customer", phone=True)
    page = customer.open(f"/b/{quotation_token(charge)}/")
    customer.picture("quotation")
    page.click("button:has-text('同意报价')")
    page.wait_for_selector("text=您已同意此报价")
    customer.picture("agreed")

    service.sign(order, signature=service.drawn(SIGNATURE), signer_name="沈雅琴", by=cast.chenlijun)
    page = technician.open(f"/service/jobs/{order.pk}/")
    technician.picture("job")
    page.click("a:has-text('收款')")  # the first tap
    page.wait_for_url("**/collect/")
    technician.picture("collect")
    page.click("label:has-text('现金')")  # the second
    page.click("button:has-text('确认收款')")  # the third
    page.wait_for_url(f"**/service/jobs/{order.pk}/")
    page = technician.open("/service/cash/")
    technician.picture("cash")
    page.click("button:has-text('交给会计')")
    page.wait_for_selector("text=手头没有现金")

    accountant = visit("paid-accountant")
    login(accountant, "wangfang")
    page = accountant.open("/service/books/")
    accountant.picture("books")
    page.click(f"a:has-text('{charge.number}')")
    page.click("text=登记发票")
    page.fill("#dialog [name=number]", "26332000000010271001")
    accountant.picture("invoice")
    page.click("#dialog button[type=submit]")
    page.wait_for_selector("text=26332000000010271001")
    page.goto(charge_cash(charge).get_absolute_url())
    page.click("text=清点确认")
    page.fill("#dialog [name=counted]", str(charge.amount))
    page.click("#dialog button[type=submit]")
    page.wait_for_selector("text=已清点")
    accountant.open(f"/service/charges/{charge.pk}/")
    accountant.picture("settled")
    charge.refresh_from_db()
    assert charge.state == "settled"


def charge_cash(charge):
    return charge.payments.get().handover
