"""Files of one customer are found, merged without losing anything, and parted again exactly (CUS-01)."""

from decimal import Decimal

import pytest
from django.core import serializers
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.together import at_once

from bihuan.customers import operations, queries
from bihuan.customers.forms.grid import CustomerField
from bihuan.customers.models import Contact, Customer, Exchange, Merge, Pair, Site
from bihuan.customers.operations import care, doubles, leads, merging, revenue, visits
from bihuan.customers.operations.exchanges import note
from bihuan.customers.queries import tiers
from bihuan.customers.rules import doubles as rules
from bihuan.customers.tests.company import company  # noqa: F401  a fixture
from bihuan.customers.tests.test_exchanges import said
from bihuan.kernel import attachments, history, search
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Content
from bihuan.kernel.records import OperationError
from bihuan.products.models import ProductLine, ProductModel, Recall, RecallLetter, RecallScope, ServiceContract, Unit
from bihuan.service.models import ServiceRequest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("杭州东湖宾馆有限公司", "杭州东湖宾馆"),
        ("ＡＢＣ 电子（集团）", "abc电子集团"),
        ("东湖 宾馆", "东湖宾馆股份有限公司"),
    ],
)
def test_names_are_compared_without_their_endings_width_and_blanks(one: str, other: str) -> None:
    assert rules.name_key(one) == rules.name_key(other)


@pytest.fixture
def twin(people) -> Customer:
    """东湖宾馆 once more, with a phone, a contact, a site, a unit, a contract, a request and an exchange."""
    double = operations.register(
        name="东湖宾馆有限公司", customer_kind="company", phone="0571-87001234", region=people.xihu,
        address="杭州市西湖区环城西路 2 号东湖宾馆", by=SYSTEM,
    )  # fmt: skip
    operations.add_contact(double, name="工程部刘工", phone="13900007777", by=SYSTEM)
    site = operations.add_site(double, name="主楼机房", by=SYSTEM)
    line = ProductLine.objects.create(code="AC", name="空调")
    model = ProductModel.objects.create(code="LSW-30", name="冷水机组", line=line)
    day = timezone.localdate()
    contract = ServiceContract.objects.create(number="WB-1", customer=double, starts_on=day, ends_on=day)
    Unit.objects.create(serial="LS-1", model=model, customer=double, site=site, contract=contract)
    ServiceRequest.objects.create(
        number="SR-1", state="registered", customer=double, reported_at=timezone.now(), channel="phone"
    )
    note(double, said(people), by=people.xuwen)
    return double


def _everything() -> dict[str, str]:
    """Return every row that points at a customer, and the customers, but for revisions and times."""
    found = {}
    for model in {Customer, *(model for model, _field in merging.pointing())}:
        for row in serializers.serialize("python", model._base_manager.order_by("pk")):
            fields = {
                name: str(value) for name, value in row["fields"].items()
                if name not in {"revision", "updated_at", "compared_at"}
            }  # fmt: skip
            found[f"{row['model']} {row['pk']}"] = str(sorted(fields.items()))
    return found


@pytest.mark.req("CUS-01")
def test_what_hangs_on_the_double_moves_and_an_undo_puts_all_of_it_back(people, twin) -> None:
    before = _everything()
    made = merging.merge(people.hotel, twin, note="同一家", by=people.zhoumin)
    for model in (Contact, Site, Unit, ServiceContract, ServiceRequest, Exchange):
        rows = model._base_manager.all()
        assert {row.customer_id for row in rows} == {people.hotel.pk}, model
    hotel, double = (Customer.objects.get(pk=one.pk) for one in (people.hotel, twin))
    assert (hotel.phone, double.merged_into_id) == ("057187001234", hotel.pk)
    assert double.phone == "057187001234", "the double stays as it was, readable"
    for record, verb in ((hotel, "merged"), (double, "merged_into"), (Unit.objects.get(), "moved_to_customer")):
        assert verb in [entry.verb for entry in history.of(record.kind(), record.pk)]
    merging.undo(made, by=people.zhoumin)
    assert _everything() == before
    with pytest.raises(OperationError):
        merging.undo(made, by=people.zhoumin)


@pytest.mark.req("CUS-01")
def test_the_double_is_still_found_by_number_name_and_phone(people, twin) -> None:
    merging.merge(people.hotel, twin, by=people.zhoumin)
    for words in (twin.number, "东湖宾馆有限公司", "刘工", "1234"):
        assert search.newest(Customer.kind(), words) == [people.hotel.pk], words
    assert list(queries.by_phone("0571-87001234")) == [people.hotel]
    assert queries.choices(twin.number, people.zhoumin) == [people.hotel]
    with pytest.raises(OperationError):
        operations.bring_in(name="东湖宾馆有限公司", by=people.zhoumin)


def test_an_undo_leaves_alone_what_came_or_changed_after_the_merge(people, twin) -> None:
    made = merging.merge(people.hotel, twin, by=people.zhoumin)
    operations.change(people.hotel, phone="0571-80000000", by=people.zhoumin)
    late = operations.add_contact(people.hotel, name="新来的", by=people.zhoumin)
    merging.undo(made, by=people.zhoumin)
    assert Contact.objects.get(pk=late.pk).customer_id == people.hotel.pk
    assert Customer.objects.get(pk=people.hotel.pk).phone == "057180000000", "what was changed since is left alone"


def test_a_chain_of_merges_is_undone_from_its_end(people, twin) -> None:
    first = merging.merge(people.hotel, twin, by=people.zhoumin)
    second = merging.merge(people.shen, people.hotel, by=people.zhoumin)
    assert Customer.objects.get(pk=twin.pk).merged_into_id == people.shen.pk
    with pytest.raises(OperationError):
        merging.undo(first, by=people.zhoumin)
    merging.undo(second, by=people.zhoumin)
    merging.undo(first, by=people.zhoumin)
    assert not Customer.objects.exclude(merged_into=None).exists()


def test_a_merged_file_is_not_changed_or_merged_again(people, twin) -> None:
    merging.merge(people.hotel, twin, by=people.zhoumin)
    with pytest.raises(OperationError):
        merging.merge(people.shen, twin, by=people.zhoumin)
    with pytest.raises(OperationError):
        operations.add_contact(twin, name="李四", by=people.zhoumin)
    with pytest.raises(PermissionDenied):
        merging.merge(people.shen, people.hotel, by=people.qianjin)


def test_a_row_that_may_stand_only_once_stays_with_the_double(people, twin) -> None:
    recall = Recall.objects.create(number="ZH-1", state="draft", subject="压缩机", drafted_at=timezone.now())
    scope = RecallScope.objects.create(recall=recall, model=ProductModel.objects.get(), added_at=timezone.now())
    for customer in (people.hotel, twin):
        RecallLetter.objects.create(recall=recall, scope=scope, customer=customer, way="mail")
    before = _everything()
    made = merging.merge(people.hotel, twin, by=people.zhoumin)
    assert set(RecallLetter.objects.values_list("customer", flat=True)) == {people.hotel.pk, twin.pk}
    assert Unit.objects.get().customer_id == people.hotel.pk
    merging.undo(made, by=people.zhoumin)
    assert _everything() == before


@pytest.mark.req("CUS-01")
def test_files_on_the_double_and_its_tier_go_along_and_come_back(people, twin) -> None:
    paper = attachments.attach(twin, Content("框架协议.txt", "text/plain", b"2026"), by=people.xuwen)
    own = attachments.attach(people.hotel, Content("照片.txt", "text/plain", b"1"), by=people.xuwen)
    Customer.objects.filter(pk=twin.pk).update(tier="黄金", is_key=True)
    twin.refresh_from_db()

    def on(customer):
        return set(attachments.of(Customer.kind(), customer.pk).values_list("pk", flat=True))

    made = merging.merge(people.hotel, twin, by=people.zhoumin)
    late = attachments.attach(people.hotel, Content("新.txt", "text/plain", b"2"), by=people.xuwen)
    assert (on(people.hotel), on(twin)) == ({own.pk, paper.pk, late.pk}, set())
    people.hotel.refresh_from_db()
    assert (people.hotel.tier, people.hotel.is_key) == ("黄金", True)
    merging.undo(made, by=people.zhoumin)
    assert (on(people.hotel), on(twin)) == ({own.pk, late.pk}, {paper.pk})
    people.hotel.refresh_from_db()
    assert (people.hotel.tier, people.hotel.is_key) == ("", False)


@pytest.mark.req("CUS-01", "CUS-02")
def test_a_year_that_both_files_had_counts_for_the_customer_with_both(people, twin) -> None:
    year = timezone.localdate().year - 1
    for customer, amount in ((people.hotel, 150_000), (twin, 60_000)):
        revenue.record_revenue(customer, year, Decimal(amount), by=SYSTEM)
    made = merging.merge(people.hotel, twin, by=people.zhoumin)
    assert tiers.amounts([people.hotel.pk], [year]) == {(people.hotel.pk, year): Decimal(210_000)}
    shown = tiers.revenue_panel(people.hotel, people.xuwen)
    assert [(line["row"].amount, line["of"]) for line in shown["lines"]] == [(150_000, ""), (60_000, twin.number)]
    merging.undo(made, by=people.zhoumin)
    assert tiers.amounts([people.hotel.pk], [year]) == {(people.hotel.pk, year): Decimal(150_000)}


@pytest.mark.req("CUS-01")
def test_nothing_new_is_put_on_a_file_that_was_merged_away(people, twin) -> None:
    merging.merge(people.hotel, twin, by=people.zhoumin)
    for work in (
        lambda: note(twin, said(people), by=people.xuwen),
        lambda: leads.open_lead(twin, subject="柜机 3 台", by=people.xuwen),
        lambda: revenue.record_revenue(twin, 2024, Decimal(1), by=people.xuwen),
        lambda: care.plan_care(twin, timezone.localdate().year, owner=people.xuwen, by=people.xuwen),
        lambda: visits.add_visit(twin, on=timezone.localdate(), by=people.qianjin),
    ):
        with pytest.raises(OperationError, match=twin.number):
            work()
    field = CustomerField()
    assert field.clean(twin.number) == field.clean("东湖宾馆") == people.hotel
    with pytest.raises(ValidationError):
        field.clean("火星酒店")


@pytest.mark.req("SEC-01")
def test_who_may_not_look_customers_up_is_told_no_names(people) -> None:
    operations.register(name="东湖大酒店", by=SYSTEM)
    field = CustomerField()
    with pytest.raises(ValidationError, match="东湖大酒店"):
        field.clean("东湖")
    field.is_exact = True
    with pytest.raises(ValidationError) as refused:
        field.clean("东湖")
    assert "东湖大酒店" not in str(refused.value)
    assert field.clean("东湖大酒店").name == "东湖大酒店"


@pytest.mark.req("CUS-01")
def test_pairs_are_found_once_and_not_again_when_they_are_not_the_same(people, twin) -> None:
    operations.register(name="沈雅琴", phone="13900001111", by=SYSTEM)
    assert doubles.compare() == 1, "a namesake alone is nobody's double"
    pair = Pair.objects.get()
    assert (pair.first, pair.second, pair.reasons) == (people.hotel, twin, ["name"])
    doubles.part(pair, by=people.zhoumin)
    Customer.objects.update(compared_at=None)
    assert (doubles.compare(), Pair.objects.get().verdict) == (0, "different")
    shen = operations.register(name="沈雅琴女士", phone="138 1234 6021", by=SYSTEM)
    assert doubles.compare() == 1
    assert Pair.objects.get(second=shen).reasons == ["phone"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_people_merging_the_same_pair_at_once_do_it_once(people, twin) -> None:
    answers = at_once(
        lambda: merging.merge(people.hotel, twin, by=SYSTEM), lambda: merging.merge(twin, people.hotel, by=SYSTEM)
    )
    refused = [answer for answer in answers if isinstance(answer, OperationError)]
    assert (Merge.objects.count(), len(refused)) == (1, 1)


@pytest.mark.one_database
def test_a_pair_is_merged_and_parted_on_the_pages(people, twin, client: Client) -> None:
    client.force_login(people.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("customers:compare"))
    pair = Pair.objects.get()
    listed = client.get(reverse("customers:pairs")).content.decode()
    assert "东湖宾馆有限公司" in listed
    assert "0571" not in client.get(pair.get_absolute_url()).content.decode().replace("0571 ****", "")
    answer = client.post(pair.get_absolute_url(), {"survivor": people.hotel.pk, "note": "同一家"})
    assert answer.url == people.hotel.get_absolute_url()
    moved = client.get(twin.get_absolute_url())
    assert (moved.status_code, moved.url) == (302, people.hotel.get_absolute_url())
    assert "东湖宾馆有限公司" in client.get(f"{twin.get_absolute_url()}?file=own").content.decode()
    page = client.get(people.hotel.get_absolute_url()).content.decode()
    assert twin.number in page
    assert "东湖宾馆有限公司" not in client.get(reverse("customers:customers")).content.decode()
    undone = client.post(reverse("customers:undo_merge", args=[Merge.objects.get().pk]))
    assert undone.url == twin.get_absolute_url()
    assert client.get(twin.get_absolute_url()).status_code == 200
    client.post(reverse("customers:part_pair", args=[pair.pk]))
    other = client.post(reverse("customers:name_pair", args=[people.hotel.pk]), {"other": twin.number})
    assert other.url == pair.get_absolute_url()
