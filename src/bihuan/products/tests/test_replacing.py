"""A unit takes another's place: both numbers kept, nothing lost, nothing taken from somebody else."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from tests.cast import Cast

from bihuan.kernel import history
from bihuan.kernel.records import OperationError
from bihuan.products import operations, queries
from bihuan.products.models import ProductModel, Unit
from bihuan.products.rules import warranty_span


@pytest.mark.req("WAR-04", "SVC-12")
def test_a_replacement_stands_in_the_old_units_place_with_a_term_of_its_own(cast: Cast) -> None:
    new = operations.replace_unit(
        cast.unit, replacement_serial="35B3-2610-000077", reason="压缩机抱死", by=cast.chenlijun
    )
    cast.unit.refresh_from_db()
    assert (cast.unit.replaced_by, cast.unit.replaced_on) == (new, timezone.localdate())
    assert (new.customer, new.site, new.model) == (cast.customer, cast.unit.site, cast.unit.model)
    since, until = warranty_span(queries.cover(new, timezone.localdate()))
    assert since == timezone.localdate()
    assert until is not None
    assert until.year == since.year + 3
    verbs = [entry.verb for entry in history.of(Unit.kind(), new.pk)]
    assert (verbs, history.of(Unit.kind(), cast.unit.pk).last().verb) == (["replaces"], "replace")


def test_a_number_in_stock_is_taken_and_one_of_another_model_or_customer_refused(cast: Cast) -> None:
    other = ProductModel.objects.create(code="KFR-72", name="柜机", line=cast.unit.model.line)
    stranger = type(cast.customer).objects.create(number="CU-0009", name="别人")
    stock = operations.register_unit(serial="A-1", model=cast.unit.model, by=cast.zhoumin)
    operations.register_unit(serial="A-2", model=other, by=cast.zhoumin)
    operations.register_unit(
        serial="A-3", model=cast.unit.model, customer=stranger, sold_on=date(2026, 1, 1), by=cast.zhoumin
    )
    for serial in ("A-2", "a 3", cast.unit.serial, "-"):
        with pytest.raises(OperationError) as refusal:
            operations.replace_unit(cast.unit, replacement_serial=serial, reason="坏", by=cast.zhoumin)
        assert refusal.value.field == "replacement_serial"
    assert operations.replace_unit(cast.unit, replacement_serial="Ａ－１", reason="坏", by=cast.zhoumin).pk == stock.pk


def test_nobody_replaces_twice_or_without_a_reason_or_right(cast: Cast) -> None:
    with pytest.raises(OperationError):
        operations.replace_unit(cast.unit, replacement_serial="B-1", reason=" ", by=cast.zhoumin)
    with pytest.raises(PermissionDenied):
        operations.replace_unit(cast.unit, replacement_serial="B-1", reason="坏", by=cast.sunli)
    operations.replace_unit(cast.unit, replacement_serial="B-1", reason="坏", by=cast.zhoumin)
    with pytest.raises(OperationError):
        operations.replace_unit(cast.unit, replacement_serial="B-2", reason="坏", by=cast.zhoumin)
    assert not Unit.objects.filter(serial="B-2").exists()
