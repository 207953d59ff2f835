"""举一反三 and the regulations that an action changes (QUA-07)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from bihuan.kernel.documents import print_form
from bihuan.kernel.moves import EvidenceMissing
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Department
from bihuan.products.models import ProductModel
from bihuan.quality.operations import actions, spreading
from bihuan.regulations.models import RegulationVersion
from bihuan.service.operations import drawn
from tests.cast import SIGNATURE

pytestmark = [pytest.mark.django_db, pytest.mark.req("QUA-07")]


@pytest.fixture
def action(cast):
    line = cast.unit.model.line
    for code in ("KFR-26GW", "KFR-50LW"):
        ProductModel.objects.create(code=code, name="空调", line=line)
    request = cast.request(fault_class=cast.fault, model=cast.unit.model)
    row = actions.require(request, ground="电容失效", owner=cast.yaojun, by=cast.qianjin)
    measure = actions.Measure(figure="requests_per_month", limit=Decimal(1), days=90)
    due = timezone.localdate() + timedelta(days=9)
    plan = actions.Plan(cause="耐压不足", action="换供应商", due_on=due, measure=measure)
    row = actions.begin(actions.plan(row, plan, by=cast.yaojun), by=cast.yaojun)
    return actions.finish(row, result="已换", proofs=[drawn(SIGNATURE)], by=cast.yaojun)


def test_the_other_models_of_the_line_are_proposed_and_each_is_decided_before_it_is_verified(cast, action, desk):
    one, other = action.similar.all()
    assert {one.model.code, other.model.code} == {"KFR-26GW", "KFR-50LW"}
    quality = desk("qianjin")
    path = f"/quality/actions/similar/{one.pk}/"
    quality.send(path, expect=422, applies="no", reason=" ", action="")
    quality.send(path, expect=422, applies="yes", reason="", action="")
    quality.send(path, applies="yes", action="库存复检", reason="")
    with pytest.raises(EvidenceMissing):
        actions.verify(action, note="看过", by=cast.qianjin)
    with pytest.raises(PermissionDenied):
        spreading.decide_similar(other, applies=False, reason="不同", by=cast.luxin)
    spreading.decide_similar(other, applies=False, reason="不用此电容", by=cast.yaojun)
    spreading.add_similar(action, place="城西网点备件", by=cast.qianjin)
    with pytest.raises(OperationError):
        spreading.add_similar(action, place="城西网点备件", by=cast.qianjin)
    last = action.similar.get(applies=None)
    spreading.decide_similar(last, applies=False, reason="库存为零", by=cast.qianjin)
    assert actions.verify(action, note="看过", by=cast.qianjin).state == "watched"
    page = quality.open(action.get_absolute_url())
    assert "库存复检" in page
    assert "城西网点备件" in page


def test_who_has_read_the_changed_regulation_is_listed_by_name(cast, action, desk):
    version = RegulationVersion.objects.get(regulation__key="CAPA", state="in_force")
    works = Department.objects.get(code="PROD")
    quality, path = desk("qianjin"), action.get_absolute_url()
    quality.send(f"{path}rules/", version=version.pk, change="加严进料检验", departments=[works.pk])
    quality.send(f"{path}rules/", expect=422, version=version.pk, change="再来", departments=[works.pk])
    change = action.rule_changes.get()
    told = set(Notice.objects.filter(topic="action.read").values_list("recipient__name", flat=True))
    assert told == {"姚军", "刘燕", "叶强"}
    assert "加严进料检验" in desk("liuyan").open(f"/quality/actions/rules/{change.pk}/")
    desk("liuyan").send(f"/quality/actions/rules/{change.pk}/")
    desk("liuyan").send(f"/quality/actions/rules/{change.pk}/")
    quality.send(f"/quality/actions/rules/{change.pk}/", expect=422)
    assert [one.reader.name for one in change.readings.exclude(read_at=None)] == ["刘燕"]
    page = quality.open(path)
    assert "姚军、叶强" in page or "叶强、姚军" in page
    assert print_form("corrective_action", action, by=cast.qianjin).startswith(b"%PDF")
