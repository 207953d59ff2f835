"""Two people at one form at the same moment."""

import pytest
from tests.together import at_once

from bihuan.deadlines.models import Deadline
from bihuan.kernel import history
from bihuan.signoff import operations

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def answered(work):
    try:
        work()
    except operations.NotOpen:
        return "not open"
    return "signed"


def test_a_station_signed_twice_at_the_same_moment_is_signed_once(stage, route):
    form = operations.start(stage.case(), "concession", by=stage.zhoumin)
    station = form.stations.first()

    def sign():
        return answered(lambda: operations.sign(station, by=stage.hanli, opinion="同意"))

    assert sorted(at_once(sign, sign, sign)) == ["not open", "not open", "signed"]
    assert history.of(form.subject_kind, form.subject_id).filter(verb="circulation.signed").count() == 1
    assert Deadline.objects.filter(kind=form.kind(), state="met").count() == 1


def test_parallel_stations_signed_at_the_same_moment_open_the_next_once(stage, route):
    form = operations.start(stage.case(), "concession", by=stage.zhoumin)
    operations.sign(form.stations.first(), by=stage.hanli, opinion="同意")
    left, right = form.stations.filter(order=2)
    at_once(lambda: operations.sign(left, by=stage.wangfang), lambda: operations.sign(right, by=stage.xuwen))
    assert list(form.stations.values_list("state", flat=True)) == ["signed", "signed", "signed", "open"]
