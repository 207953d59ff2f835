"""Several at the same moment: no piece is disposed of twice, no concession is used beyond (QUA-06)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.cast import TEMPLATE
from tests.together import SEVERAL, together

from bihuan.kernel.records import OperationError
from bihuan.quality.models import ConcessionUse, Disposition, Nonconformity
from bihuan.quality.operations import nonconformity as pieces
from bihuan.quality.tests.test_nonconformity import line, reported, reviewed


@pytest.mark.req("QUA-06")
@pytest.mark.django_db(transaction=True)
def test_several_who_dispose_and_use_at_once_get_no_more_than_there_is() -> None:
    cast = TEMPLATE.fresh()
    one = reported(cast, quantity=Decimal(50))
    answers = together(lambda _number: line(one, cast, "concession", 20))
    assert sum(isinstance(answer, OperationError) for answer in answers) == SEVERAL - 2
    assert Nonconformity.objects.get(pk=one.pk).left_over == 10
    line(one, cast, "rework", 10)
    reviewed(one, cast)
    row = Disposition.objects.filter(kind_of="concession").first()
    assert row is not None

    def use(number: int) -> ConcessionUse:
        return pieces.use_concession(
            row, quantity=Decimal(8), used_for=f"订单 {number}", used_on=timezone.localdate(), by=cast.yaojun
        )

    answers = together(use)
    refused = [answer for answer in answers if isinstance(answer, OperationError)]
    assert {refusal.field for refusal in refused} == {"quantity"}
    assert len(refused) == SEVERAL - 2
    row.refresh_from_db()
    assert (row.accepted, row.undone) == (Decimal(16), Decimal(4))
    assert row.expires_on is not None
    assert pieces.lapse_concessions(row.expires_on + timedelta(days=1)) == 2
