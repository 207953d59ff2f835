"""What complaints and quality put on the desk, with limit and clause; their ledgers as Excel and on paper (RPT-01)."""

import io
from datetime import date

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from bihuan.complaints import operations as complaints
from bihuan.insight.queries.desk import desk as waiting_on_the_desk
from bihuan.organization.models import Department
from bihuan.people.operations import rewards
from bihuan.people.operations.rewards import Deed
from bihuan.quality.operations import actions, knowledge, parties, zeroing
from bihuan.quality.operations import issues as operations
from bihuan.quality.operations.issues import Report, open_issue
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def matters(cast: Cast):
    """One of each."""
    words = complaints.Grievance(description="制热三小时后停机", serial_text=cast.unit.serial, loss=20000)
    complaint = complaints.register(words, by=cast.caoli)
    report = Report(subject="室温探头漂移", background="同批集中", scheme="qmgt", found_at=timezone.now())
    issue = open_issue(report, by=cast.qianjin)
    problem = zeroing.Problem(
        side="technical", problem="排水接头开裂", phenomenon="打压漏水", happened_on=timezone.localdate(),
        department=Department.objects.get(code="PROD"), owner=cast.yaojun,
    )  # fmt: skip
    return {
        "complaints": complaint, "quality": issue,
        "quality/actions": actions.require(complaint, ground="错装", owner=cast.yaojun, by=cast.qianjin),
        "quality/zeroings": zeroing.open_zeroing(problem, by=cast.qianjin),
        "people/rewards": rewards.propose(
            complaint, cast.yeqiang, ["documents_wrong"], Deed(reason="挂旧版作业指导书"), by=cast.yaojun
        ),
    }  # fmt: skip


def lines(person):
    """Return the desk's lines by number."""
    found = waiting_on_the_desk(person)
    return {item.number: item for item in [*found.overdue, *found.today, *found.later]}


def test_each_stands_on_the_desk_of_whom_it_waits_for_with_its_limit_and_clause(cast, matters):
    quality, works, clerk = lines(cast.qianjin), lines(cast.yaojun), lines(cast.caoli)
    numbers = {name: record.number for name, record in matters.items()}
    assert quality[numbers["quality"]].deadline.clause
    assert works[numbers["quality/actions"]].url == matters["quality/actions"].get_absolute_url()
    assert works[numbers["quality/zeroings"]].detail
    assert quality[numbers["people/rewards"]].action_url
    assert clerk[numbers["complaints"]].deadline.clause
    assert "建议立项" in quality
    assert "建议立项" not in works


def test_a_report_to_sign_a_class_to_confirm_and_a_draft_to_approve_are_on_the_desk(cast, matters):
    issue = matters["quality"]
    operations.contain(issue, containment="停用", by=cast.qianjin)
    operations.investigate(issue, investigation="探头失效", consequences="", by=cast.qianjin)
    cause = operations.Cause(cause="封装胶开裂", cause_scheme="prodq", cause_category="material", department=None)
    issue = operations.find_cause(issue, found=cause, by=cast.qianjin)
    assert lines(cast.luxin)[issue.number].detail == "确定方案"
    parties.add_party(issue, role="责任部门", staff=cast.luxin, by=cast.qianjin)
    knowledge.write_entry({"name": "探头漂移", "symptom": "偏高", "causes": "开裂"}, by=cast.tangyi)
    assert "1" in lines(cast.qianjin)["知识库"].title
    assert "知识库" not in lines(cast.yaojun)


@pytest.mark.req("RPT-01")
@pytest.mark.parametrize(
    ("path", "who"),
    [("complaints", "caoli"), ("quality", "qianjin"), ("quality/actions", "qianjin"), ("quality/zeroings", "qianjin"),
     ("people/rewards", "qianjin")],
)  # fmt: skip
def test_every_ledger_opens_as_excel_and_prints(matters, desk, path, who):
    person, number = desk(who), matters[path].number
    book = CalamineWorkbook.from_filelike(io.BytesIO(person.file(f"/{path}/?all=1&export=xlsx")))
    head, *rows = book.get_sheet_by_index(0).to_python(skip_empty_area=True)
    assert len(set(head)) == len(head) > 5
    line = next(row for row in rows if number in row)
    assert any(str(value).startswith(str(date.today().year)) for value in line)
    printed = person.open(f"/{path}/?all=1&print=1")
    assert all(words in printed for words in (number, str(head[1])))
