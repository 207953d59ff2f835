"""Several at once: a tier is approved once, a year is rated once, a figure stands once (CUS-02)."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from bihuan.customers.models import Rating, Revenue
from bihuan.customers.operations import revenue as revenues
from bihuan.customers.operations import tiers
from bihuan.customers.states.tiers import Rated
from bihuan.kernel import history
from bihuan.kernel.records import OperationError
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation
from tests.cast import TEMPLATE
from tests.together import SEVERAL, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("CUS-02")]


def test_figures_proposals_and_approvals_of_one_moment_count_once() -> None:
    cast, year = TEMPLATE.fresh(), timezone.localdate().year - 1
    shen = cast.customer
    revenues.change_account(shen, agreement_number="XY-1", agreed_on=date(2024, 1, 1), by=cast.xuwen)
    together(lambda _n: revenues.record_revenue(shen, year, Decimal(250000), by=cast.wangfang))
    assert Revenue.objects.count() == 1
    made = together(lambda _n: tiers.propose(shen, Rated.TIER, year, by=cast.xuwen))
    assert sum(isinstance(one, OperationError) for one in made) == SEVERAL - 1
    rating = Rating.objects.get()
    together(lambda _n: tiers.submit(rating, by=cast.xuwen))
    station = Circulation.objects.of(rating).get().stations.get()
    signed = together(lambda _n: signoff.sign(station, verdict="agree", opinion="同意", by=cast.lintao))
    assert sum(isinstance(one, OperationError) for one in signed) == SEVERAL - 1
    shen.refresh_from_db()
    assert shen.tier == "黄金"
    verbs = [entry.verb for entry in history.of(Rating.kind(), rating.pk)]
    assert verbs.count("approve") == 1
