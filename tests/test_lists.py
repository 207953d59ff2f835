"""Every list of every app: the rows of a page cost the same few queries however many there are."""

from collections.abc import Iterator
from copy import copy
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from bihuan.customers.models import Customer, ErasureRequest, Pair
from bihuan.feedback.models import CallBackGap
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.lists import ListPage
from bihuan.kernel.privacy import UnmaskLog
from bihuan.organization.models import Staff
from bihuan.parts import operations as parts
from bihuan.parts.models import Place, Stock, StockCount
from bihuan.products.models import ProductModel, RecallUnit, Unit
from bihuan.quality.models import IssueProposal
from bihuan.regulations.models import DisposalList, LegalHold
from bihuan.service.models import Installation
from tests.cast import DEMO

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 30
MOST_QUERIES = 8  # rows, what `complete` adds, the kept views, the filters' choices
SLUGS: Any = (models.CharField, models.IntegerField, models.DateField)


def lists(base: Any = ListPage) -> dict[str, type[ListPage]]:
    """Return the lists of all apps by name."""
    get_resolver().url_patterns  # noqa: B018  views bring the tables in
    found: dict[str, type[ListPage]] = {}
    for one in base.__subclasses__():
        if one.__module__.startswith("bihuan.") and ".tests." not in one.__module__:
            found |= {one.name: one} if hasattr(one, "name") and not one.__abstractmethods__ else {}
            found = lists(one) | found
    return found


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        DEMO.fresh()
        installed()
        counted()
        recalled()
        written_off()
        proposed()
        destroyed()
        doubted()
        missed()
        yield
        transaction.set_rollback(True)


def proposed() -> None:
    """Propose an issue, should the cases of the demo company propose none."""
    IssueProposal.objects.create(
        key="day:0:2026-09-12", scheme="qmgt", class_code="batch", label="批质量事故", rank=2, basis="≥ 50 件",
        value="50", proposed_at=timezone.now(),
    )  # fmt: skip


def destroyed() -> None:
    """Draw up a disposal list, hold a record, and ask to be erased: the demo company is too young for it."""
    now = timezone.now()
    DisposalList.objects.create(number="XH-1", state="drawn_up", drawn_up_at=now)
    LegalHold.objects.create(
        subject_kind="complaints.complaint",
        subject_id=0,
        subject_number="TS-0",
        reason="诉讼",
        placed_at=now,
        lifted_at=now,
    )
    ErasureRequest.objects.create(
        number="SC-1", state="refused", customer=Customer.objects.order_by("pk")[0], asked_on=now.date(), proof="来电"
    )


def doubted() -> None:
    """Name possible doubles, and show personal data: the demo company has one pair and looked at nothing."""
    first, *others = Customer.objects.order_by("pk")[: FEW + 2]
    for other in others:
        Pair.objects.get_or_create(first=first, second=other, defaults={"reasons": ["name"], "score": 80})
    UnmaskLog.objects.create(
        actor_name="周敏", kind="customers.customer", subject_id=first.pk, field="phone", reason="回电"
    )


def missed() -> None:
    """Name somebody whom the plan of call-backs misses: the demo company's misses nobody."""
    for customer in Customer.objects.order_by("pk")[: FEW + 1]:
        CallBackGap.objects.create(day=timezone.localdate(), reason="no_file", customer=customer)


def installed() -> None:
    """Plan an installation, which the demo company has none of."""
    Installation.objects.create(
        number="AZ-1", sales_contract="HT-1", customer=Customer.objects.order_by("pk")[0],
        model=ProductModel.objects.order_by("pk")[0], planned_at=timezone.now(),
    )  # fmt: skip


def counted() -> None:
    """Close a stock-taking: the demo company's runs, and a place has only one that does."""
    place = Place.objects.order_by("pk")[0]
    StockCount.objects.create(number="PD-1", place=place, state="closed", begun_at=timezone.now())


def written_off() -> None:
    """Ask to write a part off, which nobody in the demo company does."""
    stock = Stock.objects.filter(quantity__gt=0).order_by("pk")[0]
    parts.ask_write_off(stock.place, [(stock.part, 1)], cause="damaged", reason="受潮", by=SYSTEM)


def recalled() -> None:
    """Put more units under the demo company's recall; each is there once, so that none can be copied."""
    first = RecallUnit.objects.order_by("pk")[0]
    others = Unit.objects.exclude(pk__in=RecallUnit.objects.values("unit")).order_by("pk")[: FEW + 1]
    about = {"recall_id": first.recall_id, "scope_id": first.scope_id}
    RecallUnit.objects.bulk_create([RecallUnit(number=f"Z-{one.pk}", unit=one, **about) for one in others])


def viewer(page: type[ListPage]) -> tuple[Any, int]:
    """Return the colleague who sees most of a list, and how much."""
    found = [(one, page(user=one, query="all=1").rows(one).count()) for one in Staff.objects.filter(is_active=True)]
    return max(found, key=lambda pair: pair[1])


def filled(page: type[ListPage]) -> Any:
    """Return a colleague who sees many rows of a list; what the demo company has too few of is copied."""
    user, seen = viewer(page)
    rows = page(user=user, query="all=1").rows(user).order_by("pk")[:MANY]
    if seen < MANY:
        copied = next((row for row in rows if not any(stands_alone(row, one) for one in uniques(row))), None)
        assert copied is not None or seen > FEW, f"{page.name}: the demo company has {seen} rows, and none to copy"
        if copied is not None:
            rows.model._base_manager.bulk_create([another(copied, n) for n in range(MANY - seen)])
    return user


def uniques(row: Any) -> list[tuple[list[Any], Any]]:
    """Return what a row shares with no other: fields together, and on which condition."""
    single = [([one], None) for one in row._meta.concrete_fields if one.unique and not one.primary_key]
    named = [one for one in row._meta.constraints if isinstance(one, models.UniqueConstraint) and one.fields]
    return single + [([row._meta.get_field(name) for name in one.fields], one.condition) for one in named]


def free(fields: list[Any]) -> Any:
    """Return the one of these fields that a copy may have otherwise; None where there is none."""
    return next((one for one in fields if isinstance(one, SLUGS) and not one.choices), None)


def stands_alone(row: Any, unique: tuple[list[Any], Any]) -> bool:
    """Tell whether a constraint forbids a copy of this row."""
    fields, condition = unique
    if free(fields) or any(getattr(row, one.attname) is None for one in fields):
        return False
    values = {one.name: models.Value(getattr(row, one.attname), output_field=one) for one in row._meta.concrete_fields}
    return condition is None or bool(condition.check(values))


def another(row: Any, number: int) -> Any:
    """Return a copy of a row that differs where two rows must."""
    new = copy(row)
    new.pk, new._state = None, models.base.ModelState()
    for fields, _condition in uniques(row):
        field = free(fields)
        value = getattr(row, field.attname) if field else None
        if isinstance(value, int):
            setattr(new, field.attname, value + 1000 + number)
        elif isinstance(value, str) and value:
            setattr(new, field.attname, f"Z{number}-{value}"[: field.max_length])
        elif isinstance(value, date):
            setattr(new, field.attname, value + timedelta(days=1000 + number))
    return new


def queries(page: ListPage, size: int) -> tuple[int, list[str]]:
    """Return how many rows a page shows, and what it asks the database for."""
    page.size = size  # type: ignore[misc]
    with CaptureQueriesContext(connection) as asked:
        page.context()
    return len(page.slice.rows), [query["sql"] for query in asked.captured_queries]


@pytest.mark.parametrize("name", sorted(lists()))
def test_a_lists_page_asks_as_little_for_thirty_rows_as_for_three(company: None, name: str) -> None:
    page = lists()[name]
    with transaction.atomic():
        user = filled(page)
        assert user.posts
        queries(page(user=user, query="all=1"), FEW)  # choices of filters are kept for a minute
        few, asked_for_few = queries(page(user=user, query="all=1"), FEW)
        many, asked_for_many = queries(page(user=user, query="all=1"), MANY)
        transaction.set_rollback(True)
    assert few == FEW < many
    assert len(asked_for_many) <= len(asked_for_few), asked_for_many
    assert len(asked_for_many) <= MOST_QUERIES, asked_for_many


def test_a_list_opens_with_one_of_its_own_views_which_its_filters_understand() -> None:
    opening = [page for page in lists().values() if any(view.opens for view in page.views)]
    assert opening
    for page in opening:
        assert sum(view.opens for view in page.views) == 1, page.name
        shown = page(user=None, query=next(view.query for view in page.views if view.opens))
        assert any(one.values(shown.query) for one in page.filters), page.name
