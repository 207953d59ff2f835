"""Numbers without gaps or doubles, however many are taken at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.kernel.numbering import next_number, take, take_each

pytestmark = pytest.mark.django_db


def test_numbers_of_many_days_are_taken_in_one_statement_and_go_on_where_each_day_stood():
    first = datetime(2026, 3, 1, 4, tzinfo=UTC)
    second = first + timedelta(days=1)
    assert next_number("TT", at=second) == "TT-20260302-0001"
    with CaptureQueriesContext(connection) as asked:
        found = take_each("TT", [second, first, second, first])
    assert sum("kernel_counter" in query["sql"] for query in asked) == 1
    assert found == ["TT-20260302-0002", "TT-20260301-0001", "TT-20260302-0003", "TT-20260301-0002"]
    assert take("TT", 2, at=first) == ["TT-20260301-0003", "TT-20260301-0004"]
    assert take_each("TT", []) == []
