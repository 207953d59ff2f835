"""A complaint looked into: beside the others, its records, whys, fishbone, the cause chosen (CMP-10, QUA-08)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bihuan.complaints import operations
from bihuan.complaints.models import Complaint, Finding, Influence, Investigation
from bihuan.complaints.operations import investigating
from bihuan.complaints.operations.investigating import FindingRow, InfluenceRow, WhyRow
from bihuan.complaints.queries import comparing, investigations, ranking, verdicts
from bihuan.complaints.rules.comparing import HIGHER
from bihuan.complaints.tests.steps import BATCH, told
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Content
from bihuan.kernel.documents import print_form
from bihuan.kernel.moves import MoveForbidden
from bihuan.kernel.records import OperationError, Stale
from bihuan.organization.models import Department
from bihuan.products import operations as products
from bihuan.products.models import Unit
from bihuan.products.operations.production import RecordRow
from bihuan.quality.operations import actions, issues
from bihuan.quality.queries import causes, figures
from bihuan.quality.rules.effectiveness import Window

PROOF = Content("曲线.pdf", "application/pdf", b"%PDF-1.4 proof")


def line(beside, code):
    return next(one for one in beside.lines if one.code == code)


@pytest.mark.req("CMP-10", "RPT-03")
def test_a_complaint_stands_beside_its_batch_model_kind_and_period(trouble):
    beside = comparing.beside(trouble.complaint)
    batch = line(beside, "batch")
    assert (batch.here, batch.elsewhere, batch.measure) == (5, 12, "units")
    assert (batch.comparison.here.base, batch.comparison.elsewhere.base) == (80, 920)
    assert batch.judged.verdict == HIGHER
    model = line(beside, "model")
    assert (model.here, model.elsewhere, model.comparison.elsewhere.base) == (17, 1, 500)
    assert line(beside, "period").here == 18
    assert beside.compared == 2  # nothing was recorded in the half-year before: no normal level to hold it against
    long_ago = timezone.now() - timedelta(weeks=80)
    told(trouble.other, trouble.fault, long_ago, batch="").save()
    beside = comparing.beside(trouble.complaint)
    assert beside.compared == 4
    assert [clause.label for clause in beside.terms.clauses] == ["PQC 3.2"]
    said = {one.line.code: one for one in verdicts.said(beside)}
    assert said["batch"].is_pattern
    assert "4.8" in said["batch"].short
    assert "4.8" in verdicts.headline(beside, list(said.values()))
    assert sum(week.batch for week in beside.trend.weeks) == 5


@pytest.mark.req("CMP-10")
def test_each_figure_leads_to_exactly_its_records(cast, trouble):
    client = Client()
    client.force_login(cast.qianjin)
    for one in comparing.beside(trouble.complaint).lines:
        for url, count in ((one.url, one.here), (one.other_url, one.elsewhere)):
            page = client.get(url)
            assert page.context["counted"] in (count, str(count)), (one.code, url)


@pytest.mark.req("RPT-03")
def test_without_units_on_file_shares_of_complaints_are_compared_and_it_is_said(trouble):
    Unit.objects.filter(complaints=None).delete()
    Complaint.objects.filter(pk=trouble.complaint.pk).update(unit=None)
    Unit.objects.all().update(sold_on=timezone.localdate())
    complaint = Complaint.objects.get(pk=trouble.complaint.pk)
    beside = comparing.beside(complaint)
    assert {one.measure for one in beside.lines} == {"complaints", "days"}
    batch = line(beside, "batch")
    assert (batch.comparison.here.base, batch.comparison.elsewhere.base) == (5, 13)


@pytest.mark.req("RPT-03")
def test_the_usual_level_begins_with_the_first_complaint_there_is(trouble):
    rows = Complaint.objects.order_by("complained_at")
    first = timezone.now() - timedelta(weeks=12)
    rows.filter(complained_at__lt=first).delete()
    trend = comparing.beside(trouble.complaint).trend
    counted = [week.count for week in trend.weeks if week.monday >= timezone.localdate(rows[0].complained_at)]
    assert len(counted) < len(trend.weeks) - 10
    assert trend.mean == sum(counted[:-4]) / len(counted[:-4])


def begun(cast, trouble):
    return operations.investigate(trouble.complaint, by=cast.qianjin)


def recorded(cast, record, **values):
    row = FindingRow(**{
        "aspect": "retained", "found_on": timezone.localdate(), "checked": 3, "reproduced": 1, "outcome": "shown",
        "text": "留样一台 0 ℃ 结冰", "found_by": cast.qianjin, **values,
    })  # fmt: skip
    return investigating.record(record, row=row, by=cast.qianjin)


def influence(cast, record, text="温感探头阻值漂移", state="confirmed", category="material"):
    row = InfluenceRow(
        scheme="prodq", category=category, text=text, state=state, evidence="" if state == "open" else "12 只实测偏高"
    )
    return investigating.weigh(record, row=row, by=cast.qianjin)


@pytest.mark.req("CMP-10", "QUA-08")
def test_from_findings_and_whys_to_the_cause_of_complaint_issue_and_action(cast, trouble):
    record = begun(cast, trouble)
    assert begun(cast, trouble) == record
    finding = recorded(cast, record, files=[PROOF])
    for question, answer in (("为什么结冰？", "冷藏室低于 0 ℃ 仍制冷"), ("为什么不停机？", "温感探头阻值漂移 18%")):
        investigating.ask_why(record, row=WhyRow(question=question, answer=answer, finding=finding), by=cast.qianjin)
    primary, other = influence(cast, record), influence(cast, record, "进料不测低温点", category="method")
    influence(cast, record, "门封条", "excluded")
    found = investigations.found(record)
    assert [one.name for one in found.findings[0].files] == ["曲线.pdf"]
    assert (found.excluded, found.waiting, found.confirmed) == (1, 0, 2)
    assert found.retained == finding
    [fishbone] = investigations.fishbone(found)
    assert fishbone.clause.label.startswith("PRODQ")
    assert [len(bone.twigs) for bone in fishbone.bones] == [0, 0, 2, 1, 0, 0]

    complaint = operations.judge(trouble.complaint, kind_of="quality", severity="general", by=cast.caoli)
    operations.hand_on(complaint, responsible=Department.objects.get(code="PROD"), by=cast.caoli)
    words = investigations.last_answer(record)
    record.refresh_from_db()
    record = investigating.conclude(record, primary=primary, secondary=[other], cause=words, by=cast.qianjin)
    assert {one.text: one.rank for one in Influence.objects.exclude(rank="")} == {
        "温感探头阻值漂移": "primary", "进料不测低温点": "secondary",
    }  # fmt: skip
    complaint.refresh_from_db()
    assert complaint.cause == "温感探头阻值漂移 18%"

    case = complaint.kind(), complaint.pk
    told = issues.Report(
        subject="探头漂移", background="同批集中", scheme="qmgt", found_at=timezone.now(), model=trouble.model,
        cases=list(issues.ReportedCase.objects.filter(source_kind=case[0], source_id=case[1])),
    )  # fmt: skip
    issue = issues.open_issue(told, by=cast.qianjin)
    action = actions.require(complaint, ground="探头漂移", owner=cast.yaojun, by=SYSTEM)
    assert causes.proposed(issue, cast.qianjin) == causes.proposed(action, cast.qianjin) == [record]
    assert action.fault_code == trouble.fault
    assert investigations.followers(record, cast.qianjin) == [issue, action]
    client = Client()
    client.force_login(cast.yaojun)
    assert "温感探头阻值漂移 18%" in client.get(f"{action.get_absolute_url()}plan/").content.decode()
    bars = ranking.pareto("cause", comparing.period(complaint, 26)).bars
    assert {bar.name: bar.ranked.count for bar in bars}["物料"] == 1


@pytest.mark.req("QUA-08")
def test_what_was_entered_is_amended_with_its_history_until_the_cause_is_chosen(cast, trouble):
    record = begun(cast, trouble)
    open_one = influence(cast, record, state="open")
    with pytest.raises(OperationError) as refused:
        investigating.conclude(record, primary=open_one, cause="探头", by=cast.qianjin)
    assert refused.value.field == "primary"
    row = InfluenceRow(scheme="prodq", category="material", text="探头漂移", state="confirmed", evidence="实测")
    amended = investigating.amend(open_one, row=row, by=cast.qianjin, revision=open_one.revision)
    with pytest.raises(Stale):
        investigating.amend(open_one, row=row, by=cast.qianjin, revision=open_one.revision)
    assert "温感探头阻值漂移" in list(history.of(record.kind(), record.pk))[-1].note
    record.refresh_from_db()
    record = investigating.conclude(record, primary=amended, cause="探头", by=cast.qianjin)
    with pytest.raises(MoveForbidden):
        recorded(cast, record)
    record = investigating.resume(record, note="又来两台", by=cast.qianjin)
    assert not Influence.objects.exclude(rank="")
    investigating.take_out(amended, by=cast.qianjin)
    assert "探头漂移" in list(history.of(record.kind(), record.pk))[-1].note


@pytest.mark.req("CMP-10")
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": " "}, "text"),
        ({"found_on": date(2999, 1, 1)}, "found_on"),
        ({"checked": 3, "reproduced": 4}, "reproduced"),
        ({"checked": None, "reproduced": 1}, "reproduced"),
        ({"aspect": "hazard"}, "hazard"),
    ],
)
def test_a_finding_that_cannot_be_is_refused_at_its_field(cast, trouble, values, field):
    record = begun(cast, trouble)
    with pytest.raises(OperationError) as refused:
        recorded(cast, record, **values)
    assert refused.value.field == field
    assert not Finding.objects.exists()


def test_who_does_not_find_out_reads_only(cast, trouble):
    with pytest.raises(PermissionDenied):
        operations.investigate(trouble.complaint, by=cast.zhoumin)
    record = begun(cast, trouble)
    with pytest.raises(PermissionDenied):
        investigating.record(record, row=FindingRow(aspect="site", found_on=timezone.localdate(), text="x",
                             outcome="clear"), by=cast.zhoumin)  # fmt: skip


@pytest.mark.req("CMP-10", "QUA-08")
def test_the_page_shows_all_of_it_with_a_fixed_number_of_queries_and_prints(cast, trouble):
    client = Client()
    client.force_login(cast.qianjin)
    page = client.get(f"/complaints/{trouble.complaint.pk}/investigation/").content.decode()
    assert "4.8" in page
    assert client.post(f"/complaints/{trouble.complaint.pk}/investigation/begin/").status_code == 303
    record = Investigation.objects.get()
    made = RecordRow(
        record_kind="final", done_on=date(2026, 8, 12), model=trouble.model.code, batch=BATCH, step="终检",
        machine="检测台 3", shift="夜班", people="王强", inspector="赵敏", result="passed",
    )  # fmt: skip
    products.keep_record(made, by=SYSTEM)
    form = {"category": "prodq:material", "text": "温感探头漂移", "state": "open"}
    assert client.post(f"{record.get_absolute_url()}weigh/", form).status_code == 303
    wrong = client.post(f"{record.get_absolute_url()}weigh/", {**form, "state": "confirmed", "text": "密封"})
    assert wrong.status_code == 422
    assert "密封" in wrong.content.decode()

    def asked():
        with CaptureQueriesContext(connection) as queries:
            found = client.get(record.get_absolute_url()).content.decode()
        return found, len(queries)

    page, few = asked()
    for words in ("检测台 3", "温感探头漂移", "2608-C", "PRODQ"):
        assert words in page
    for n in range(12):
        recorded(cast, record)
        investigating.ask_why(record, row=WhyRow(question=f"为什么 {n}？", answer="因为"), by=cast.qianjin)
        influence(cast, record, f"因素 {n}", category="people")
        record.refresh_from_db()
    assert asked()[1] <= few <= 50
    assert print_form("investigation", record, by=cast.qianjin).startswith(b"%PDF")


@pytest.mark.req("QUA-08")
def test_the_pareto_ranks_by_every_way_and_leads_to_its_records(cast, trouble):
    client = Client()
    client.force_login(cast.qianjin)
    for way in ranking.WAYS:
        page = client.get("/complaints/pareto/", {"by": way, "model": trouble.model.pk if way != "model" else ""})
        assert page.status_code == 200
        for bar in page.context["pareto"].bars:
            assert client.get(bar.url).context["counted"] in (bar.ranked.count, str(bar.ranked.count)), bar
    assert client.get("/complaints/pareto/", {"since": "2026-02-01", "until": "2026-01-01"}).status_code == 422


@pytest.mark.req("QUA-07")
def test_an_actions_effect_is_measured_on_the_complaints_of_its_model_and_fault(cast, trouble):
    day = timezone.localdate()
    figure = figures.figure("complaints_per_month")
    scope = figures.Scope(model=trouble.model.pk, fault_code="F1")
    measured = figures.measure(figure, scope, Window(day - timedelta(days=29), day))
    assert (measured.tally.count, measured.value) == (1, 1)
    other = figures.Scope(model=trouble.model.pk, fault_code="F2")
    assert figures.measure(figure, other, Window(day - timedelta(days=29), day)).tally.count == 0
    per_unit = figures.figure("complaints_per_1000_units")
    assert figures.measure(per_unit, scope, Window(day, day)).tally.base == 1001


@pytest.mark.req("QUA-08")
def test_what_nobody_has_looked_into_and_what_is_not_decided_yet_are_one_line_of_the_pareto(cast, trouble):
    begun(cast, trouble)
    found = ranking.pareto("cause", comparing.beside(trouble.complaint).span)
    assert [bar.ranked.count for bar in found.bars] == [found.total]
