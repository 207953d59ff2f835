"""Several at once: a request is answered once, a next lot counts once, hours all count (SUP-01, SUP-02)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from bihuan.kernel.actors import SYSTEM, VisitorActor
from bihuan.kernel.records import OperationError
from bihuan.products.operations.suppliers import SupplierFacts, save_supplier
from bihuan.quality.models import SupplierAbnormality
from bihuan.quality.operations import abnormalities
from bihuan.quality.queries.abnormalities import open_answer
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation
from tests.cast import TEMPLATE
from tests.house.incoming import asked, inspected
from tests.together import SEVERAL, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("SUP-01", "SUP-02")]
SUPPLIER = VisitorActor("周建国", frozenset({"quality.answer_abnormality"}))


def given(number: int) -> abnormalities.Given:
    return abnormalities.Given(
        cause=f"原因 {number}", containment="停发", corrective="改进", preventive="点检", name=f"答复人 {number}"
    )


def test_a_request_is_answered_once_dispositions_add_up_once_and_every_hour_counts() -> None:
    cast = TEMPLATE.fresh()
    supplier = save_supplier(None, SupplierFacts(name="甬江电子"), by=SYSTEM)
    one = asked(cast, abnormalities.find(inspected(supplier), by=cast.fangting))
    waits = open_answer(one)
    answers = together(lambda n: abnormalities.answer(waits, given(n), by=SUPPLIER))
    assert sum(isinstance(answer, OperationError) for answer in answers) == SEVERAL - 1
    waits.refresh_from_db()
    assert waits.cause.split()[1] == waits.answered_by.split()[1]

    abnormalities.accept_answer(one, by=cast.qianjin)
    abnormalities.set_line(one, line_on=timezone.localdate() + timedelta(days=1), by=cast.liuyan)
    seats = dict.fromkeys(("purchasing", "process", "rnd_engineer", "rnd_director", "plant_manager"), "代")
    review = abnormalities.Review(
        held_on=timezone.localdate(), chair=cast.qianjin, conclusion="挑选",
        seats={**seats, "quality_manager": cast.qianjin},
    )  # fmt: skip
    abnormalities.meet(one, review, by=cast.qianjin)
    lines = [("concession.sort", Decimal(500)), ("return.scrap", Decimal(100))]
    together(lambda _n: abnormalities.dispose(one, lines, decision="急用", by=cast.qianjin))
    assert sum(line.quantity for line in one.lines.all()) == 600
    form = Circulation.objects.of(one).get()
    for who in (cast.tangyi, cast.qianjin):
        signoff.sign(form.stations.get(state="open"), verdict="agree", opinion="同意", by=who)

    day = timezone.localdate()
    together(
        lambda _n: abnormalities.charge(
            one, worked_on=day, work="挑选", people=1, hours=Decimal("1.5"), by=cast.yeqiang
        )
    )
    lots = together(
        lambda _n: abnormalities.watch_lot(
            one, code="N-1", inspected_on=day, sample_size=50, defective=0, is_in_order=True, by=cast.fangting
        )
    )
    assert sum(isinstance(answer, OperationError) for answer in lots) == SEVERAL - 1
    found = SupplierAbnormality.objects.get()
    assert (found.charge, found.good_lots) == (Decimal("30.00") * SEVERAL, 1)
