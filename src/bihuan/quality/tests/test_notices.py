"""「质量整改通知单」/「回复单」: issued, answered (by link too), inspected, given back, accepted (QUA-12)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from tests.cast import SIGNATURE, Cast

from bihuan.deadlines.models import Deadline
from bihuan.kernel import attachments
from bihuan.kernel.documents import print_form
from bihuan.kernel.moves import MoveForbidden
from bihuan.kernel.outbox import Notice
from bihuan.kernel.records import OperationError, Stale
from bihuan.organization.models import Department
from bihuan.quality.models import RectificationNotice
from bihuan.quality.operations import notices
from bihuan.quality.queries.notices import notice_token, usual_day, waiting
from bihuan.service import operations as service
from bihuan.service.tests.test_views_record import sign_in


def issued(cast: Cast, **values: Any) -> RectificationNotice:
    given = {
        "kind_of": "rectification", "subject": "剪力墙蜂窝整改", "content": "三层剪力墙局部蜂窝、露筋",
        "project": "星澜苑 6 幢", "department": Department.objects.get(code="PROD"), "owner": cast.yaojun, **values,
    }  # fmt: skip
    return notices.issue(notices.Matter(**given), by=cast.qianjin)


def outside(cast: Cast, **values: Any) -> RectificationNotice:
    return issued(cast, department=None, owner=None, party="甬江建设", person="周建国", **values)


def limits(notice: RectificationNotice) -> list[str]:
    return sorted(one.name for one in Deadline.objects.of(notice.kind(), notice.pk).running())


@pytest.mark.req("QUA-12")
def test_a_department_answers_is_given_back_and_accepted(cast: Cast) -> None:
    notice = issued(cast)
    assert (notice.due_on, notice.is_due_given) == (usual_day({}), False)
    assert limits(notice) == ["notice_reply"]
    assert Notice.objects.filter(topic="notice.mine", recipient=cast.yaojun).exists()
    assert [one.record for one in waiting(cast.yaojun)] == [notice]
    with pytest.raises(PermissionDenied):
        notices.answer(notice, measures="已修补", by=cast.chenlijun)
    notice = notices.answer(notice, measures="凿除后灌浆修补", photos=[service.drawn(SIGNATURE)], by=cast.yaojun)
    assert (notice.state, limits(notice)) == ("answered", ["notice_inspection"])
    with pytest.raises(MoveForbidden):
        notices.answer(notice, measures="再答一次", by=cast.yaojun)
    with pytest.raises(OperationError, match="复查意见"):
        notices.give_back(notice, opinion=" ", by=cast.qianjin)
    notice = notices.give_back(notice, opinion="试水仍渗漏", by=cast.qianjin)
    assert (notice.state, limits(notice)) == ("issued", ["notice_reply"])
    notices.answer(notice, measures="重做防水，试水 48 小时无渗漏", by=cast.yaojun)
    notice = notices.accept(notice, opinion="复查合格", by=cast.qianjin)
    assert (notice.state, bool(notice.closed_at), limits(notice)) == ("closed", True, [])
    kept = [(one.round, one.is_accepted, one.measures) for one in notice.answers.all()]
    assert kept == [(1, False, "凿除后灌浆修补"), (2, True, "重做防水，试水 48 小时无渗漏")]
    for paper in ("rectification_notice", "rectification_reply", "quality_record"):
        assert print_form(paper, notice, by=cast.qianjin).startswith(b"%PDF")


@pytest.mark.req("QUA-12")
def test_nobody_inspects_his_own_answer_and_a_given_day_beats_the_clause(cast: Cast) -> None:
    day = timezone.localdate() + timedelta(days=10)
    notice = notices.issue(
        notices.Matter(kind_of="rectification", subject="工位标识", content="无标识", due_on=day,
                       department=Department.objects.get(code="PROD")), by=cast.yaojun,
    )  # fmt: skip
    assert (notice.due_on, notice.is_due_given) == (day, True)
    notices.answer(notice, measures="已补标识", by=cast.yaojun)
    with pytest.raises(OperationError, match="别人"):
        notices.accept(notice, opinion="合格", by=cast.yaojun)
    with pytest.raises(Stale):
        notices.accept(notice, opinion="合格", by=cast.qianjin, revision=notice.revision)


@pytest.mark.req("QUA-12")
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"content": " "}, "content"),
        ({"department": None, "owner": None}, "department"),
        ({"party": "甬江建设", "person": "周建国"}, "department"),
        ({"kind_of": "supervisor"}, "issuer"),
        ({"due_on": timezone.localdate() - timedelta(days=2)}, "due_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, values: dict[str, Any], field: str) -> None:
    with pytest.raises(OperationError) as refusal:
        issued(cast, **values)
    assert refusal.value.field == field


@pytest.mark.req("QUA-12")
def test_an_outside_party_answers_by_its_link_with_photos_and_a_signature(cast: Cast, client: Client) -> None:
    notice = outside(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        RectificationNotice.objects.filter(pk=notice.pk).update(party="")
    link = f"/z/{notice_token(notice)}/"
    assert "三层剪力墙局部蜂窝" in client.get(link).content.decode()
    unsigned = client.post(link, {"measures": "凿除修补", "signature": ""})
    assert (unsigned.status_code, "凿除修补" in unsigned.content.decode()) == (422, True)
    client.post(link, {"measures": "凿除修补", "cause": "漏振", "signature": SIGNATURE,
                       "photos": [upload()]})  # fmt: skip
    notice.refresh_from_db()
    reply = notice.answers.get()
    assert (notice.state, reply.answerer, reply.answered_by, bool(reply.signature)) == (
        "answered", "甬江建设 周建国", None, True,
    )  # fmt: skip
    assert attachments.of(notice.kind(), notice.pk).filter(purpose=reply.purpose).count() == 1
    assert Notice.objects.filter(topic="notice.mine", recipient=cast.qianjin).exists()
    assert client.post(link, {"measures": "又一次", "signature": SIGNATURE}).status_code == 422
    assert client.get(f"/z/{notice_token(issued(cast))}/").status_code == 404  # a department answers that one
    assert client.get(f"/z/{notice_token(notice)[:-2]}xx/").status_code in {403, 404}
    assert client.get(f"{link}notice.pdf").content.startswith(b"%PDF")


@pytest.mark.req("SEC-01")
def test_an_outside_party_that_posts_without_end_is_asked_to_wait(cast: Cast, client: Client) -> None:
    link = f"/z/{notice_token(outside(cast))}/"
    statuses = [client.post(link, {"measures": "凿除修补"}).status_code for _ in range(14)]
    assert statuses == [422] * 12 + [429, 429]
    assert client.get(link).status_code == 200


def upload() -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("整改后.png", service.drawn(SIGNATURE).data, "image/png")


@pytest.mark.req("QUA-12")
def test_a_supervising_engineers_notice_is_entered_with_its_number_and_cites_a_clause(
    cast: Cast, client: Client
) -> None:
    sign_in(client, cast.qianjin)
    typed = {
        "kind_of": "supervisor", "subject": "混凝土初凝过早", "content": "旁站发现局部振捣不到位", "project": "星澜苑",
        "issuer": "浙江至诚监理 王总监", "issuer_number": "B22-017", "clause": "QPROC 9.9", "owner": cast.yaojun.pk,
        "department": Department.objects.get(code="PROD").pk,
    }  # fmt: skip
    wrong = client.post("/quality/notices/issue/", typed)
    text = wrong.content.decode()
    assert (wrong.status_code, "QPROC 2.4" in text, "旁站发现局部振捣不到位" in text) == (422, True, True)
    client.post("/quality/notices/issue/", {**typed, "clause": "qproc 2.4"})
    notice = RectificationNotice.objects.get()
    assert str(notice.clause) == "QPROC 2.4"
    page = client.get(notice.get_absolute_url()).content.decode()
    for words in ("监理工程师通知单", "B22-017", "QPROC 2.4", "QPROC 2.5", "待回复"):
        assert words in page, words


@pytest.mark.req("QUA-12")
def test_another_day_and_a_withdrawal_move_the_limit(cast: Cast) -> None:
    notice = notices.postpone(
        issued(cast), due_on=timezone.localdate() + timedelta(days=20), note="等材料到场", by=cast.qianjin
    )
    limit = Deadline.objects.of(notice.kind(), notice.pk).running().get()
    assert timezone.localdate(limit.due_at) == notice.due_on
    notice = notices.withdraw(notice, note="误发", by=cast.qianjin)
    assert (notice.state, limits(notice)) == ("withdrawn", [])
    assert notice in RectificationNotice.objects.visible_to(cast.yaojun)
    assert notice not in RectificationNotice.objects.visible_to(cast.chenlijun)
