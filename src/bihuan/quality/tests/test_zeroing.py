"""质量问题归零: five criteria, each proved, reviewed by another and bound to its wording (ZRO-01, ZRO-02)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.cast import SIGNATURE, Cast

from bihuan.deadlines.models import Deadline
from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.documents import print_form
from bihuan.kernel.moves import EvidenceMissing, MoveForbidden, perform
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError, Stale
from bihuan.organization.models import Department
from bihuan.quality.models.zeroing import Zeroing, ZeroingCriterion
from bihuan.quality.operations import zeroing as zero
from bihuan.quality.queries.zeroing import waiting
from bihuan.quality.rules.zeroing import digest_of, reached
from bihuan.quality.states.zeroing import STAGES
from bihuan.service import operations as service
from bihuan.service.tests.test_views_record import sign_in
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

TECHNICAL = ["定位准确", "机理清楚", "问题复现", "措施有效", "举一反三"]
MANAGEMENT = ["过程清楚", "责任明确", "措施落实", "严肃处理", "完善规章"]


def opened(cast: Cast, side: str = "technical", **values: object) -> Zeroing:
    problem = {
        "side": side, "problem": "启动电容早期失效", "phenomenon": "两周内报修七起",
        "happened_on": timezone.localdate(),
        "department": Department.objects.get(code="PROD"), "owner": cast.yaojun, **values,
    }  # fmt: skip
    return zero.open_zeroing(zero.Problem(**problem), by=cast.qianjin)  # type: ignore[arg-type]


def written(zeroing: Zeroing, order: int, cast: Cast, text: str = "结论与依据") -> ZeroingCriterion:
    row = zeroing.criteria.get(order=order)
    return zero.write(row, text=text, files=[service.drawn(SIGNATURE)], by=cast.yaojun)


def accepted(zeroing: Zeroing, cast: Cast, upto: int = 5) -> Zeroing:
    for order in range(1, upto + 1):
        zero.judge(written(zeroing, order, cast), is_accepted=True, by=cast.qianjin)
    zeroing.refresh_from_db()
    return zeroing


def held(zeroing: Zeroing, cast: Cast, verdict: str = "passed", returned: tuple[str, ...] = ()) -> Zeroing:
    meeting = zero.Meeting(
        held_on=timezone.localdate(), chair=cast.hejianguo, members="贺建国、钱进、唐毅", minutes="五条充分",
        verdict=verdict, returned=returned,
    )  # fmt: skip
    zero.meet(zeroing, meeting, by=cast.qianjin)
    zeroing.refresh_from_db()
    return zeroing


def signed(zeroing: Zeroing, cast: Cast, verdict: str = "agree") -> Zeroing:
    form = Circulation.objects.of(zeroing).running().get()
    by = {"rnd": cast.tangyi, "quality": cast.qianjin, "vice_general_manager": cast.hejianguo,
          "general_manager": cast.linhai, "administration": cast.sunli}  # fmt: skip
    while station := form.stations.filter(state="open").first():
        signoff.sign(station, verdict=verdict, opinion="意见", by=by[station.post])
        if verdict != "agree":
            break
    zeroing.refresh_from_db()
    return zeroing


@pytest.mark.req("ZRO-01", "ZRO-02")
@pytest.mark.parametrize(("side", "labels"), [("technical", TECHNICAL), ("management", MANAGEMENT)])
def test_each_side_has_the_five_criteria_of_its_clause(cast: Cast, side: str, labels: list[str]) -> None:
    zeroing = opened(cast, side)
    assert list(zeroing.criteria.values_list("label", flat=True)) == labels
    assert str(zeroing.clause).startswith("ZERO")


@pytest.mark.req("ZRO-01")
def test_the_state_follows_what_is_accepted_from_first_occurrence_to_measure_fixed(cast: Cast) -> None:
    zeroing = opened(cast)
    states = []
    for order in range(1, 6):
        zero.judge(written(zeroing, order, cast), is_accepted=True, by=cast.qianjin)
        zeroing.refresh_from_db()
        states.append(zeroing.state)
    assert states == ["located", "located", "cause_known", "cause_known", "measure_fixed"]


@pytest.mark.req("ZRO-01")
def test_a_mechanism_accepted_before_the_place_does_not_move_the_state() -> None:
    assert reached(STAGES, [("located", False), ("cause_known", True), ("measure_fixed", True)]) == "first"
    assert reached(STAGES, [("cause_known", True), ("measure_fixed", False)]) == "cause_known"
    assert reached(STAGES, []) == "first"


@pytest.mark.req("ZRO-01")
def test_the_author_never_reviews_his_own(cast: Cast) -> None:
    zeroing = opened(cast)
    row = zero.write(zeroing.criteria.get(order=2), text="机理", by=cast.qianjin)
    with pytest.raises(OperationError, match="别人"):
        zero.judge(row, is_accepted=True, by=cast.qianjin)
    with pytest.raises(IntegrityError), transaction.atomic():
        ZeroingCriterion.objects.filter(pk=row.pk).update(reviewer=cast.qianjin)
    zero.judge(row, is_accepted=True, by=cast.tangyi)


@pytest.mark.req("ZRO-01")
def test_a_criterion_that_wants_files_is_not_accepted_without(cast: Cast) -> None:
    row = zero.write(opened(cast).criteria.get(order=1), text="电容 C1", by=cast.yaojun)
    with pytest.raises(OperationError, match="证据"):
        zero.judge(row, is_accepted=True, by=cast.qianjin)


@pytest.mark.req("ZRO-01")
def test_a_changed_wording_opens_its_criterion_again_and_the_state_falls_back(cast: Cast) -> None:
    zeroing = accepted(opened(cast), cast, upto=3)
    assert zeroing.state == "cause_known"
    zero.write(zeroing.criteria.get(order=1), text="其实是继电器", by=cast.yaojun)
    zeroing.refresh_from_db()
    row = zeroing.criteria.get(order=1)
    assert (zeroing.state, row.state, row.reviewer) == ("first", "written", None)
    told = " ".join(history.of(zeroing.kind(), zeroing.pk).values_list("note", flat=True))
    assert "原已通过：结论与依据" in told
    zero.judge(row, is_accepted=True, by=cast.qianjin)
    zeroing.refresh_from_db()
    assert zeroing.state == "cause_known"


@pytest.mark.req("ZRO-01")
def test_new_evidence_opens_a_criterion_again_and_the_same_words_are_refused(cast: Cast) -> None:
    zeroing = accepted(opened(cast), cast, upto=2)
    row = zeroing.criteria.get(order=2)
    with pytest.raises(OperationError, match="没有"):
        zero.write(row, text="结论与依据", by=cast.yaojun)
    assert digest_of("a", ["x", "y"]) == digest_of(" a ", ["y", "x"]) != digest_of("a", ["x"])


@pytest.mark.req("ZRO-01", "ZRO-02")
def test_nothing_is_zeroed_before_every_criterion_is_accepted(cast: Cast) -> None:
    zeroing = accepted(opened(cast), cast, upto=4)
    for name in ("submit", "zero"):
        with pytest.raises(MoveForbidden):
            perform(Zeroing.objects.get(pk=zeroing.pk), name, by=SYSTEM)
    Zeroing.objects.filter(pk=zeroing.pk).update(state="signing")
    with pytest.raises(EvidenceMissing):
        perform(Zeroing.objects.get(pk=zeroing.pk), "zero", by=SYSTEM)
    Zeroing.objects.filter(pk=zeroing.pk).update(state="measure_fixed")
    with pytest.raises(EvidenceMissing):
        zero.submit(Zeroing.objects.get(pk=zeroing.pk), by=cast.qianjin)


@pytest.mark.req("ZRO-01")
def test_meeting_and_signatures_make_it_zero(cast: Cast) -> None:
    zeroing = accepted(opened(cast), cast)
    with pytest.raises(EvidenceMissing, match="评审会"):
        zero.submit(zeroing, by=cast.yaojun)
    zeroing = held(zeroing, cast)
    zero.submit(zeroing, by=cast.yaojun)
    zeroing = signed(zeroing, cast)
    assert (zeroing.state, bool(zeroing.zeroed_at)) == ("zeroed", True)
    posts = [one.post for one in Circulation.objects.of(zeroing).get().stations.all()]
    assert posts == ["rnd", "quality", "vice_general_manager"]
    assert Notice.objects.filter(topic="zeroing.news", recipient=cast.yaojun).exists()


@pytest.mark.req("ZRO-02")
def test_management_goes_to_the_general_manager_and_comes_back_when_he_refuses(cast: Cast) -> None:
    zeroing = held(accepted(opened(cast, "management"), cast), cast)
    zero.submit(zeroing, by=cast.yaojun)
    assert {one.post for one in Circulation.objects.of(zeroing).get().stations.all()} >= {"general_manager"}
    zeroing = signed(zeroing, cast, verdict="refuse")
    assert zeroing.state == "measure_fixed"
    zero.write(zeroing.criteria.get(order=5), text="修订检验规程 4.2", by=cast.yaojun)
    zeroing.refresh_from_db()
    assert zeroing.state == "cause_known"


@pytest.mark.req("ZRO-01")
def test_a_meeting_counts_for_the_wording_it_was_about(cast: Cast) -> None:
    zeroing = held(accepted(opened(cast), cast), cast)
    row = zero.write(zeroing.criteria.get(order=4), text="补充振动试验", by=cast.yaojun)
    zero.judge(row, is_accepted=True, by=cast.qianjin)
    zeroing.refresh_from_db()
    with pytest.raises(EvidenceMissing, match="评审会"):
        zero.submit(zeroing, by=cast.yaojun)
    zeroing = held(zeroing, cast, verdict="failed", returned=("reproduced",))
    assert (zeroing.state, zeroing.criteria.get(code="reproduced").state) == ("located", "returned")


def test_while_the_report_is_signed_nobody_changes_what_it_says(cast: Cast) -> None:
    zeroing = held(accepted(opened(cast), cast), cast)
    zero.submit(zeroing, by=cast.yaojun)
    with pytest.raises(MoveForbidden):
        zero.write(zeroing.criteria.get(order=1), text="别的", by=cast.yaojun)


@pytest.mark.req("ZRO-01")
def test_not_a_problem_and_passed_on_need_a_reason_and_can_be_taken_up_again(cast: Cast) -> None:
    zeroing = accepted(opened(cast), cast, upto=1)
    with pytest.raises(OperationError, match="理由"):
        zero.dismiss(zeroing, reason=" ", by=cast.qianjin)
    with pytest.raises(PermissionDenied):
        zero.dismiss(zeroing, reason="电压过低", by=cast.yaojun)
    zeroing = zero.pass_on(zeroing, passed_to="宁波甬江电子厂", reason="供应商擅自变更", by=cast.qianjin)
    assert zeroing.state == "passed_on"
    assert not Deadline.objects.of(zeroing.kind(), zeroing.pk).running().exists()
    zeroing = zero.take_up(zeroing, note="供应商否认", by=cast.qianjin)
    assert (zeroing.state, zeroing.passed_to) == ("located", "")


@pytest.mark.req("ZRO-01")
def test_what_happens_again_after_zero_has_to_be_proved_anew(cast: Cast) -> None:
    zeroing = held(accepted(opened(cast), cast), cast)
    zero.submit(zeroing, by=cast.yaojun)
    zeroing = zero.recur(signed(zeroing, cast), note="新批次又出现两起", by=cast.qianjin)
    assert (zeroing.state, zeroing.times, zeroing.zeroed_at) == ("first", 2, None)
    assert {row.state for row in zeroing.criteria.all()} == {"returned"}
    assert not zeroing.is_accepted


@pytest.mark.req("ZRO-01")
def test_limits_run_from_clause_to_clause(cast: Cast) -> None:
    zeroing = opened(cast)
    limits = Deadline.objects.of(zeroing.kind(), zeroing.pk)
    assert [one.name for one in limits.running()] == ["zeroing_locating"]
    zero.judge(written(zeroing, 1, cast), is_accepted=True, by=cast.qianjin)
    assert [one.name for one in limits.running()] == ["zeroing_cause"]


def test_two_who_write_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    zeroing = opened(cast)
    row = zeroing.criteria.get(order=2)
    zero.write(row, text="甲", by=cast.yaojun, revision=1)
    with pytest.raises(Stale):
        zero.write(row, text="乙", by=cast.songyang, revision=1)


def test_only_those_concerned_see_it(cast: Cast) -> None:
    zeroing = opened(cast, "management")
    seen = Zeroing.objects.visible_to
    assert zeroing in seen(cast.yaojun)
    assert zeroing in seen(cast.tangyi)
    assert zeroing not in seen(cast.liuyan)
    assert zeroing not in seen(cast.chenlijun)
    assert not seen(SYSTEM).exclude(pk=zeroing.pk).exists()


def test_a_day_to_come_and_a_subject_out_of_sight_are_refused(cast: Cast) -> None:
    with pytest.raises(OperationError, match="还没到"):
        opened(cast, happened_on=timezone.localdate() + timedelta(days=1))


@pytest.mark.req("ZRO-01")
def test_the_desk_says_what_is_to_be_written_and_reviewed(cast: Cast) -> None:
    zeroing = opened(cast)
    written(zeroing, 1, cast)
    assert [(one.to_write, one.to_review) for one in waiting(cast.yaojun, 9)] == [(4, 0)]
    assert [(one.to_write, one.to_review) for one in waiting(cast.tangyi, 9)] == [(0, 1)]
    assert waiting(cast.chenlijun, 9) == []


@pytest.mark.req("ZRO-01", "RPT-01")
def test_the_list_takes_the_same_queries_for_one_as_for_many(
    cast: Cast, client: Client, django_assert_max_num_queries: object
) -> None:
    sign_in(client, cast.qianjin)
    for _n in range(5):
        opened(cast)
    client.get("/quality/zeroings/?all=1")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        text = client.get("/quality/zeroings/?all=1").content.decode()
    assert text.count("启动电容早期失效") >= 5
    assert "0 / 5" in text


@pytest.mark.req("ZRO-01")
def test_the_page_shows_each_criterion_with_what_it_lacks(cast: Cast, client: Client) -> None:
    zeroing = opened(cast)
    written(zeroing, 1, cast)
    sign_in(client, cast.tangyi)
    text = client.get(zeroing.get_absolute_url()).content.decode()
    for words in (*TECHNICAL, "待审查", "未编写", "归零报告", "首次发生", "ZERO 5.1"):
        assert words in text, words


@pytest.mark.req("ZRO-01")
def test_a_zeroing_is_opened_written_and_reviewed_on_the_pages(cast: Cast, client: Client) -> None:
    sign_in(client, cast.qianjin)
    department = Department.objects.get(code="PROD").pk
    answer = client.post(
        "/quality/zeroings/new/",
        {"side": "management", "problem": "变更未通知", "phenomenon": "来函未转", "happened_on": timezone.localdate(),
         "department": department, "owner": cast.yaojun.pk},
    )  # fmt: skip
    zeroing = Zeroing.objects.get()
    assert answer.headers["Location"] == zeroing.get_absolute_url()
    row = zeroing.criteria.get(order=1)
    assert client.post(f"/quality/criteria/{row.pk}/write/", {"text": " "}).status_code == 422
    client.post(f"/quality/criteria/{row.pk}/write/", {"text": "经过", "revision": row.revision})
    sign_in(client, cast.tangyi)
    client.post(f"/quality/criteria/{row.pk}/judge/", {"verdict": "accept", "opinion": "", "revision": 2})
    zeroing.refresh_from_db()
    assert zeroing.state == "located"


@pytest.mark.req("ZRO-01", "ZRO-02")
def test_report_and_statement_are_set_as_pdf(cast: Cast) -> None:
    zeroing = held(accepted(opened(cast), cast), cast)
    for key in ("zeroing_report", "zeroing_statement"):
        assert print_form(key, zeroing, by=cast.qianjin).startswith(b"%PDF")
