"""Tools: checked before use, out of use until fixed and released by somebody else, due and written off (PRT-04)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from hypothesis import given
from hypothesis import strategies as some

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.imports import Occasion, ParsedRow
from bihuan.kernel.months import add_months
from bihuan.kernel.moves import MoveForbidden
from bihuan.kernel.outbox.models import Notice
from bihuan.kernel.records import OperationError, Stale
from bihuan.parts.forms.equipment_ledgers import LOANERS, TOOLS
from bihuan.parts.models import Loaner, Tool
from bihuan.parts.operations import tools
from bihuan.parts.queries.tools import held_by, points_of, tools_to_see_to
from bihuan.parts.tests import company
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation
from tests.cast import TEMPLATE, at
from tests.flows.clock import Clock

pytestmark = pytest.mark.django_db
GOOD, BAD = [True, True, True], [True, False, True]


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, "2026-11-19 09:00")


def tool(number="GJ-01", **values):
    known = {"name": "冲击钻", "tool_kind": "electric", "maintained_on": date(2026, 9, 1), **values}
    return tools.add_tool(number=number, by=SYSTEM, **known)


@pytest.mark.req("PRT-04")
def test_a_tool_is_checked_and_taken_and_brought_back(cast, clock):
    drill = tool()
    assert points_of(drill) == ["外观完好无裂纹", "动作正常", "绝缘与防护可靠"]
    drill = tools.take_tool(drill, GOOD, by=cast.chenlijun)
    assert (drill.state, held_by(cast.chenlijun)) == ("taken", [drill])
    with pytest.raises(MoveForbidden):
        tools.take_tool(drill, GOOD, by=cast.liguodong)
    with pytest.raises(PermissionDenied):
        tools.return_tool(drill, by=cast.liguodong)
    with pytest.raises(OperationError):
        tools.check_tool(drill, GOOD[:2], by=cast.chenlijun)
    drill = tools.check_tool(drill, GOOD, by=cast.chenlijun)
    drill = tools.return_tool(drill, by=cast.chenlijun)
    assert (drill.state, drill.holder, drill.cares.count()) == ("ready", None, 2)


@pytest.mark.req("PRT-04")
def test_what_fails_its_check_is_out_of_use_until_somebody_else_releases_it(cast, clock):
    keeper, drill = company.keeper(), tool()
    with pytest.raises(OperationError):
        tools.take_tool(drill, BAD, by=cast.chenlijun)
    drill = tools.take_tool(drill, BAD, note="开关失灵", by=cast.chenlijun)
    assert (drill.state, drill.holder) == ("out", None)
    assert drill.unusable_because == "动作正常：开关失灵"
    assert Notice.objects.filter(topic="tool.failed", recipient=keeper).exists()
    for verb in (tools.take_tool, tools.check_tool):
        with pytest.raises(MoveForbidden):
            verb(drill, GOOD, by=cast.chenlijun)
    drill = tools.fix_tool(drill, note="更换开关", by=keeper)
    with pytest.raises(OperationError):
        tools.release_tool(drill, by=keeper)
    with pytest.raises(PermissionDenied):
        tools.release_tool(drill, by=cast.chenlijun)
    drill = tools.reject_tool(drill, note="仍有异响", by=cast.lintao)
    drill = tools.fix_tool(drill, note="更换碳刷", by=keeper)
    drill = tools.release_tool(drill, by=cast.lintao)
    assert (drill.state, drill.unusable_because) == ("ready", "")


@pytest.mark.req("PRT-04")
def test_overdue_maintenance_or_calibration_blocks_taking_by_the_clause(cast, clock):
    drill = tool(maintained_on=date(2026, 5, 18))
    meter = tool("GJ-02", name="万用表", tool_kind="instrument", calibrated_on=date(2025, 11, 1))
    assert (drill.maintenance_due_on, meter.calibration_due_on) == (date(2026, 11, 18), date(2026, 11, 1))
    for one in (drill, meter):
        with pytest.raises(OperationError, match="逾期"):
            tools.take_tool(one, GOOD, by=cast.chenlijun)
    assert tools_to_see_to(company.keeper(), 9) == [drill, meter]
    drill = tools.maintain_tool(drill, done_on=date(2026, 11, 19), note="清洁、加油", by=cast.lintao)
    assert drill.maintenance_due_on == date(2027, 5, 19)
    tools.take_tool(drill, GOOD, by=cast.chenlijun)
    with pytest.raises(OperationError):
        tools.calibrate_tool(meter, done_on=date(2026, 11, 20), note="JZ-1", by=cast.lintao)
    meter = tools.calibrate_tool(meter, done_on=date(2026, 11, 18), note="JZ-2026-118 合格", by=cast.lintao)
    assert meter.cares.get().next_due_on == date(2027, 11, 18)


@pytest.mark.req("PRT-04")
def test_a_tools_own_plan_goes_before_the_clause(cast, clock):
    assert tool(months=3).maintenance_due_on == date(2026, 12, 1)
    changed = tools.change_tool(Tool.objects.get(), months=1, by=SYSTEM)
    assert changed.maintenance_due_on == date(2026, 10, 1)
    with pytest.raises(Stale):
        tools.change_tool(changed, name="电锤", by=SYSTEM, revision=changed.revision - 1)


@pytest.mark.req("PRT-04")
def test_a_write_off_is_approved_by_whom_the_clause_names(cast, clock):
    drill = tools.ask_tool_write_off(tool(value=Decimal(480)), note="电机烧毁", by=cast.lintao)
    form = Circulation.objects.get(form="tool_write_off")
    station = form.stations.get()
    assert (station.post, drill.state) == ("service_manager", "leaving")
    with pytest.raises(OperationError):
        tools.write_off_tool(drill, by=SYSTEM)
    signoff.sign(station, verdict="agree", opinion="", by=SYSTEM)
    drill.refresh_from_db()
    assert drill.state == "written_off"
    with pytest.raises(MoveForbidden):
        tools.fix_tool(drill, note="换电机", by=cast.lintao)


@pytest.mark.req("PRT-04")
def test_pages_take_check_and_print(cast, clock, desk):
    drill = tool()
    phone = desk("chenlijun").client
    assert "冲击钻" in phone.get("/parts/tools/").content.decode()
    assert phone.get("/parts/tools/mine/", {"number": "gj-01"}).headers["Location"] == drill.get_absolute_url()
    url = f"/parts/tools/{drill.pk}/take_tool/"
    assert "绝缘与防护可靠" in phone.get(url).content.decode()
    wrong = phone.post(url, {"point_0": "yes", "point_1": "no", "point_2": "yes"})
    assert wrong.status_code == 422
    phone.post(url, {"point_0": "yes", "point_1": "yes", "point_2": "yes"})
    drill.refresh_from_db()
    assert drill.holder == cast.chenlijun
    assert "GJ-01" in phone.get("/parts/tools/mine/").content.decode()
    assert phone.get(f"/parts/tools/{drill.pk}/").status_code == 200
    phone.post(f"/parts/tools/{drill.pk}/return_tool/", {"revision": drill.revision})
    drill.refresh_from_db()
    assert drill.state == "ready"
    assert phone.get("/print/tool_list.pdf").content.startswith(b"%PDF")


@pytest.mark.req("PRT-04")
def test_the_list_asks_the_database_no_more_for_more_rows(cast, desk, django_assert_max_num_queries):
    for n in range(15):
        tool(f"GJ-{n:02}")
    client = desk("chenlijun").client
    client.get("/parts/tools/")
    with django_assert_max_num_queries(16):
        client.get("/parts/tools/")


@pytest.mark.req("PRT-03", "PRT-04")
def test_ledgers_of_tools_and_loaners_come_in_once_each_number(cast):
    place = company.warehouse()
    occasion = Occasion(by=SYSTEM, at=at("2026-11-19 09:00"))

    def row(line, **values):
        return ParsedRow(number=line, values=values, notes={}, source_key=str(line))

    rows = [row(1, number="GJ-7", name="人字梯", tool_kind="lifting", place=place.name, value=Decimal(300),
                bought_on=at("2026-01-05 00:00")), row(2, number="GJ-7", name="钳", tool_kind="hand")]  # fmt: skip
    first, second = TOOLS.save_rows(rows, occasion)
    assert (Tool.objects.get(pk=first.pk).place, Tool.objects.get().bought_on) == (place, date(2026, 1, 5))
    assert (second.pk, second.column) == (None, "number")
    made = LOANERS.save_rows([row(1, serial="BY-1", name="移动空调", model="KFR-35GW", condition="完好")], occasion)
    assert Loaner.objects.get(pk=made[0].pk).model == cast.unit.model


@pytest.mark.req("PRT-04")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_a_tool_at_once_one_has_it(transactional_db):
    cast = TEMPLATE.fresh()
    drill = tool(maintained_on=None)

    def take(name):
        try:
            tools.take_tool(drill, GOOD, by=getattr(cast, name))
        except OperationError:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(take, ("chenlijun", "liguodong"))) == 1


@given(last=some.dates(date(2000, 1, 1), date(2090, 1, 1)), months=some.integers(1, 120))
def test_due_so_many_months_later_and_never_past_that_month(last, months):
    due = add_months(last, months)
    assert (due.year * 12 + due.month) - (last.year * 12 + last.month) == months
    assert due.day <= last.day
    assert add_months(last, months) >= add_months(last, months - 1) if months > 1 else due > last
