"""Personal data: sealed, masked, found blindly, shown with a reason, re-sealed when keys change."""

import base64
import os

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured, PermissionDenied
from django.db import connection
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from bihuan.customers.models import Customer
from bihuan.kernel import history, privacy
from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.privacy import (
    KeyRing,
    Tampered,
    UnknownKey,
    UnmaskLog,
    blind_index,
    mask_address,
    mask_email,
    mask_phone,
    normalize_phone,
    phone_tail,
)
from bihuan.kernel.records import OperationError

PHONE = "13812346021"


def key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


@pytest.fixture
def shen(db) -> Customer:
    return Customer.objects.create(number="C-1", name="沈雅琴", phone=PHONE, address="杭州市滨江区星澜苑6幢1202室")


def stored(column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM customers_customer ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


@given(st.text(max_size=200))
def test_what_is_sealed_opens_to_the_same_text(plain: str) -> None:
    ring = KeyRing.parse(f"1:{key()}")
    assert ring.open(ring.seal(plain, label="a.b.c"), label="a.b.c") == plain


@pytest.mark.req("SEC-01")
def test_the_same_text_never_looks_the_same_in_the_database(shen: Customer) -> None:
    Customer.objects.create(number="C-2", name="王淑芬", phone=PHONE)
    first, second = stored("phone")
    assert first != second
    assert PHONE not in first + second


def test_a_changed_text_is_refused() -> None:
    ring = KeyRing.parse(f"1:{key()}")
    sealed = ring.seal(PHONE, label="a")
    swapped = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    for wrong in (swapped, sealed[:20], "1:%%%", "1:"):
        with pytest.raises(Tampered):
            ring.open(wrong, label="a")


def test_a_text_moved_to_another_field_is_refused() -> None:
    ring = KeyRing.parse(f"1:{key()}")
    with pytest.raises(Tampered):
        ring.open(ring.seal(PHONE, label="customers.customer.phone"), label="customers.customer.email")


def test_a_missing_key_is_named() -> None:
    sealed = KeyRing.parse(f"7:{key()}").seal(PHONE, label="a")
    with pytest.raises(UnknownKey, match="7"):
        KeyRing.parse(f"8:{key()}").open(sealed, label="a")


SHORT = "1:" + base64.b64encode(b"x" * 16).decode()


@pytest.mark.parametrize("ring", ["", "1:short", "1:????", SHORT, "index:" + key()])
def test_a_ring_that_cannot_work_is_refused(ring: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        KeyRing.parse(ring)


@pytest.mark.req("CUS-01")
def test_wherever_it_is_printed_it_is_masked(shen: Customer) -> None:
    customer = Customer.objects.get()
    assert str(customer.phone) == "138 **** 6021"
    assert PHONE not in repr(customer.phone)
    assert Template("{{ c.phone }}{{ c.phone.reveal }}").render(Context({"c": customer})) == "138 **** 6021"
    assert customer.phone.reveal() == PHONE


def test_nothing_is_opened_until_it_is_needed(shen: Customer, settings) -> None:
    customer = Customer.objects.get()
    settings.BIHUAN_KEYS = f"9:{key()}"
    assert customer.phone
    with pytest.raises(UnknownKey):
        customer.phone.reveal()


def test_saving_leaves_an_unchanged_ciphertext_as_it_was(shen: Customer) -> None:
    before = stored("phone")
    Customer.objects.get().save()
    assert stored("phone") == before


def test_a_form_that_sends_the_mask_back_changes_nothing(shen: Customer) -> None:
    customer = Customer.objects.get()
    assert not history.change(customer, by=SYSTEM, phone="138 **** 6021")
    customer.phone = "138 **** 6021"
    assert customer.phone.reveal() == PHONE


def test_looking_up_the_ciphertext_is_refused(db) -> None:
    with pytest.raises(FieldError, match="blind index"):
        Customer.objects.filter(phone=PHONE).exists()


def test_it_is_found_by_its_blind_index_and_by_its_last_four(shen: Customer) -> None:
    assert Customer.objects.get(phone_index=blind_index(normalize_phone("+86 138-1234-6021"))) == shen
    assert Customer.objects.get(phone_tail=blind_index("6021", purpose="phone-tail")) == shen
    assert blind_index("6021") != blind_index("6021", purpose="phone-tail")


@pytest.mark.req("SEC-02")
def test_a_change_keeps_the_index_and_masks_the_history(shen: Customer) -> None:
    customer = Customer.objects.get()
    assert history.change(customer, by=SYSTEM, phone="13900007777")
    assert Customer.objects.get(phone_index=blind_index("13900007777")) == shen
    entry = history.of(Customer.kind(), shen.pk).get()
    assert entry.changes == {"phone": ["138 **** 6021", "139 **** 7777"]}


@pytest.mark.req("CUS-01", "SEC-01")
def test_showing_it_in_clear_is_written_down(shen: Customer) -> None:
    assert privacy.unmask(shen, "phone", by=SYSTEM, reason="客户要求回电") == PHONE
    log = UnmaskLog.objects.get()
    assert (log.kind, log.subject_id, log.field, log.reason) == ("customers.customer", shen.pk, "phone", "客户要求回电")


@pytest.mark.req("CUS-01")
def test_nothing_is_shown_without_right_reason_or_field(shen: Customer) -> None:
    with pytest.raises(PermissionDenied):
        privacy.unmask(shen, "phone", by=VisitorActor("somebody"), reason="because")
    with pytest.raises(OperationError):
        privacy.unmask(shen, "phone", by=SYSTEM, reason="  ")
    with pytest.raises(OperationError):
        privacy.unmask(shen, "note", by=SYSTEM, reason="because")
    assert not UnmaskLog.objects.exists()


@pytest.mark.req("SEC-01")
def test_a_new_key_reseals_everything_and_look_ups_go_on(shen: Customer, settings) -> None:
    for number in range(2, 8):
        Customer.objects.create(number=f"C-{number}", name="x", phone=f"1390000000{number}", email="a@example.com")
    old = settings.BIHUAN_KEYS
    settings.BIHUAN_KEYS = f"{old},2:{key()}"
    assert Customer.objects.get(phone_index=blind_index(PHONE)) == shen
    steps = [step for step in privacy.rotate_keys(batch=3) if step.label == "customers.customer"]
    assert [step.done for step in steps] == [3, 6, 7]
    assert steps[-1].total == 7
    assert all(text.startswith("2:") for text in stored("phone"))
    assert Customer.objects.get(phone_index=blind_index(PHONE)).phone == PHONE
    assert sum(step.done for step in privacy.rotate_keys()) == 0


def test_a_rotation_that_was_killed_goes_on_where_it_stopped(shen: Customer, settings) -> None:
    for number in range(2, 6):
        Customer.objects.create(number=f"C-{number}", name="x", phone=f"1390000000{number}")
    settings.BIHUAN_KEYS = f"{settings.BIHUAN_KEYS},2:{key()}"
    next(step for step in privacy.rotate_keys(batch=2) if step.label == "customers.customer")
    again = [step for step in privacy.rotate_keys(batch=2) if step.label == "customers.customer"]
    assert again[-1].total == 3


def test_the_first_key_may_go_when_its_index_key_stays(shen: Customer, settings) -> None:
    first = settings.BIHUAN_KEYS.partition(":")[2]
    settings.BIHUAN_KEYS = f"{settings.BIHUAN_KEYS},2:{key()}"
    list(privacy.rotate_keys())
    settings.BIHUAN_KEYS = f"{settings.BIHUAN_KEYS.partition(',')[2]},index:{first}"
    assert Customer.objects.get(phone_index=blind_index(PHONE)).phone == PHONE


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+86 139 1234 5678", "13912345678"),
        ("86-13912345678", "13912345678"),
        ("013912345678", "13912345678"),
        ("13910000000.0", "13910000000"),
        (13910000000.0, "13910000000"),
        ("1.391E+10", "13910000000"),
        ("１３９１２３４５６７８", "13912345678"),
        ("０５７１－８８８８６６６６", "057188886666"),
        ("(0571) 8888 6666", "057188886666"),
        ("0571-88886666转801", "057188886666"),
        ("0571-88886666-801", "057188886666"),
        ("+86 571 88886666", "057188886666"),
        ("010-62345678", "01062345678"),
        ("136 0000 0000/0571-88001000", "13600000000"),
        ("13812345678、13912345678", "13812345678"),
        ("13812345678 0571-88001000", "13812345678"),
        ("400-800-1234", "4008001234"),
        ("8888 6666", "88886666"),
        ("+1 (202) 555-0143", "+12025550143"),
        ("138 **** 6021", "138 **** 6021"),
        ("没有电话", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_phones_come_out_in_one_form(written: object, number: str) -> None:
    assert normalize_phone(written) == number


@given(st.text(alphabet="0123456789 -()", max_size=16))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalize_phone(normalize_phone(text)) == normalize_phone(text)


@pytest.mark.parametrize(
    ("plain", "masked"),
    [
        (PHONE, "138 **** 6021"),
        ("057188886666", "0571 **** 6666"),
        ("01062345678", "010 **** 5678"),
        ("88886666", "**** 6666"),
        ("110", "****"),
        ("", ""),
    ],
)
def test_phones_are_masked_but_for_head_and_tail(plain: str, masked: str) -> None:
    assert mask_phone(plain) == masked
    assert mask_phone(masked) == masked


def test_addresses_and_mail_are_masked() -> None:
    assert mask_address("浙江省杭州市滨江区星澜苑6幢1202室") == "浙江省杭州市滨江区****"
    assert mask_address("杭州市翡翠城小区3幢") == "杭州市****"
    assert mask_address("滨江路1号1楼") == "滨江****"
    assert mask_email("shen@example.com") == "s****@example.com"
    assert phone_tail("0571-8888 6666") == "6666"
    assert phone_tail("110") == ""
