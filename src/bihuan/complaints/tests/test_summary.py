"""Complaints summed up: by cause, department, fault and model, and whether prevention follows."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from bihuan.complaints import operations, queries
from bihuan.complaints.forms.summary import SpanForm
from bihuan.complaints.queries.summary import Span
from bihuan.complaints.tests.test_complaints import department, judged, registered, rude
from bihuan.kernel.outbox import Notice
from bihuan.products import operations as products
from bihuan.quality.operations import actions


def span():
    today = timezone.localdate()
    return Span(today - timedelta(days=2), today)


def line(cast, table, label):
    tables = {one.title: one.lines for one in queries.summary(cast.caoli, span())}
    return next(one for one in tables[table] if one.label == label)


def told_of(cast):
    code = products.name_faults(["E6"], by=cast.caoli)["E6"]
    first = judged(cast, fault_code=code)
    second = judged(cast, fault_code=code)
    for one in (first, second):
        operations.hand_on(one, responsible=department("PROD"), by=cast.caoli)
    actions.require(first, ground="光耦虚焊", owner=cast.yaojun, by=cast.qianjin)
    old = registered(cast, complained_at=timezone.now() - timedelta(days=40))
    rude(cast)
    return first, second, old


@pytest.mark.req("CMP-16")
def test_a_periods_complaints_are_counted_by_cause_department_fault_and_model(cast):
    told_of(cast)
    tables = [one.title for one in queries.summary(cast.caoli, span())]
    assert tables == ["按原因分类", "按责任部门", "按故障代码", "按型号"]
    quality = line(cast, "按原因分类", "产品质量异常")
    assert (quality.total, quality.unprevented, quality.following, quality.verified) == (2, 1, 1, 0)
    assert line(cast, "按原因分类", "派遣人员态度不好").total == 1
    assert line(cast, "按责任部门", "制造部").unprevented == 1
    assert line(cast, "按故障代码", "E6").total == 2
    assert line(cast, "按型号", "KFR-35GW").total == 3


@pytest.mark.req("CMP-16")
def test_each_figure_leads_to_its_records_and_the_departments_hear_what_wants_improvement(cast):
    first, second, _old = told_of(cast)
    client = Client()
    client.force_login(cast.caoli)
    page = client.get("/complaints/summary/").content.decode()
    assert "制造部" in page
    works = line(cast, "按责任部门", "制造部")
    rows = client.get(f"{works.url}&prevention=none").content.decode()
    assert second.number in rows
    assert first.number not in rows
    assert first.number in client.get(f"{works.url}&prevention=open").content.decode()
    days = {"since": str(span().since), "until": str(span().until)}
    assert client.post("/complaints/summary/tell/", days).status_code == 303
    notice = Notice.objects.get(topic="complaint.improve")
    assert notice.recipient == department("PROD").manager
    assert "prevention=none" in notice.url
    assert "制造部" in notice.title


@pytest.mark.req("CMP-16")
def test_the_summary_goes_out_as_excel_to_those_in_charge_alone(cast):
    told_of(cast)
    client = Client()
    client.force_login(cast.caoli)
    book = CalamineWorkbook.from_filelike(BytesIO(client.get("/complaints/summary.xlsx").content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["汇总", "项目", "投诉"]
    assert ["按责任部门", "制造部", 2.0] in [row[:3] for row in rows]
    client.force_login(cast.chenlijun)
    assert client.get("/complaints/summary/").status_code == 403


def test_a_period_the_wrong_way_round_is_refused_and_the_usual_one_shown():
    form = SpanForm({"since": "2026-11-20", "until": "2026-11-01"})
    assert form.span().until == timezone.localdate()
    assert form.errors
