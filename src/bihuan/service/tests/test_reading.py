"""Querysets read with their kept statement, and addresses made of their kept pattern: the same as ever."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from tests.cast import Cast

from bihuan.deadlines.models import Deadline
from bihuan.kernel import hanging, prepared
from bihuan.kernel.addresses import address
from bihuan.kernel.history import HistoryEntry
from bihuan.service import queries
from bihuan.service.models import BenchJob, LoanerOffer, ServiceRequest, WorkOrder

Rows = QuerySet[Any, Any]
READS: dict[str, Callable[[Cast], Rows]] = {
    "a page's request": lambda cast: queries.opened(cast.zhoumin),
    "what a technician may see": lambda cast: queries.opened(cast.chenlijun),
    "nothing": lambda cast: ServiceRequest.objects.none(),
    "an empty list of keys": lambda cast: ServiceRequest.objects.filter(pk__in=[]),
    "the order of the model": lambda cast: WorkOrder.objects.all(),
    "a part": lambda cast: HistoryEntry.objects.order_by("at", "pk")[1:4],
    "the other way round": lambda cast: HistoryEntry.objects.order_by("at", "pk").reverse(),
    "a joined order": lambda cast: ServiceRequest.objects.select_related("region").order_by("region__name", "-pk"),
    "a joined condition": lambda cast: WorkOrder.objects.filter(request__owner__name__gt="", technician__isnull=False),
    "without long columns": lambda cast: Deadline.objects.running().defer("terms").order_by("due_at", "pk"),
    "values over joins": lambda cast: ServiceRequest.objects.filter(customer__isnull=True).values(
        "pk", "phone", "customer__name", "technician__name"
    ),
    "counted": lambda cast: ServiceRequest.objects.annotate(jobs=Count("orders")),
    "once each": lambda cast: ServiceRequest.objects.filter(orders__number__gt="").distinct(),
    "from its parent": lambda cast: ServiceRequest.objects.order_by("pk")[0].orders.order_by("pk"),
    "united": lambda cast: WorkOrder.objects.filter(pk__lt=2).union(WorkOrder.objects.filter(pk__gt=1)),
}


@pytest.fixture
def lived(cast: Cast) -> Cast:
    cast.signed()
    cast.request(description="异响")
    return cast


def told(row: Any) -> Any:
    if isinstance(row, dict):
        return {name: str(value) for name, value in row.items()}
    values = {field.attname: str(getattr(row, field.attname)) for field in row._meta.concrete_fields}
    cached = {name: told(one) if one else None for name, one in row._state.fields_cache.items()}
    return type(row), values, cached


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_the_kept_statement_gives_the_same_rows(lived: Cast, read: Callable[[Cast], Rows]) -> None:
    for _turn in range(2):
        assert [told(row) for row in prepared.read(read(lived))] == [told(row) for row in read(lived)]


def test_only_the_condition_differs_between_two_requests(lived: Cast) -> None:
    for row in ServiceRequest.objects.all():
        found = prepared.first(queries.opened(lived.zhoumin).filter(pk=row.pk))
        assert found is not None
        assert (found.pk, found.description) == (row.pk, row.description)
    assert prepared.first(queries.opened(lived.zhoumin).filter(pk=0)) is None


def test_what_is_joined_in_is_not_asked_for_again(lived: Cast, django_assert_num_queries: Any) -> None:
    request = queries.opened_one(lived.zhoumin, ServiceRequest.objects.order_by("pk")[0].pk)
    assert request is not None
    with django_assert_num_queries(0):
        assert request.region is not None
        assert request.outlet is not None
        assert request.received_by is not None
        assert request.owner is not None
        assert request.model is not None
        assert request.model.line is not None
        assert request.unit is None or request.unit.batch is None or request.unit.batch.code


def test_a_request_that_one_may_not_see_is_not_opened(lived: Cast) -> None:
    his, not_his = ServiceRequest.objects.order_by("pk")
    assert queries.opened_one(lived.chenlijun, his.pk) == his
    assert queries.opened_one(lived.chenlijun, not_his.pk) is None


@pytest.mark.req("SVC-01")
def test_a_requests_page_takes_few_queries(lived: Cast, client: Any) -> None:
    client.force_login(lived.zhoumin, backend="django.contrib.auth.backends.ModelBackend")
    for row in ServiceRequest.objects.all():
        client.get(row.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            assert client.get(row.get_absolute_url()).status_code == 200
        assert len(asked) <= 25


def test_an_address_is_the_one_that_reverse_gives() -> None:
    assert address("service:request", 7) == reverse("service:request", args=[7])
    assert address("service:request", 8) == reverse("service:request", args=[8])
    assert address("kernel:unmask", "a.b", 3, "phone") == reverse("kernel:unmask", args=["a.b", 3, "phone"])
    assert address("service:requests") == reverse("service:requests")
    for wrong in (("service:request",), ("service:request", "x"), ("no:where", 1), ("service:request", -1)):
        with pytest.raises(NoReverseMatch):
            address(*wrong)


def test_a_table_is_read_only_where_something_hangs_on_the_record(lived: Cast, django_assert_num_queries: Any) -> None:
    one, other = ServiceRequest.objects.order_by("pk")
    offer = LoanerOffer.objects.create(request=one, offered_at=timezone.now())
    with django_assert_num_queries(2):
        assert hanging.rows(one, LoanerOffer.objects.filter(request=one.pk)) == [offer]
    with django_assert_num_queries(1):
        assert hanging.rows(other, LoanerOffer.objects.filter(request=other.pk)) == []
        assert not hanging.has(other, BenchJob)
    with pytest.raises(LookupError):
        hanging.has(other, HistoryEntry)
