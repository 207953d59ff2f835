"""A question of production is answered within one working day, else a penalty is proposed (QMGT 5.3.2.3, QUA-13)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bihuan.deadlines.models import Deadline
from bihuan.kernel.history import HistoryEntry
from bihuan.kernel.records import OperationError
from bihuan.kernel.signing import drawn
from bihuan.people.models import Reward
from bihuan.quality.models import Question
from bihuan.quality.operations import questions as operations
from bihuan.quality.queries.questions import waiting

pytestmark = [pytest.mark.django_db]
LATER = timedelta(days=12)  # beyond any week-end and holiday


@pytest.fixture
def question(cast) -> Question:
    asked = operations.Asked(
        subject="垫片厚度与图纸不符", words="图纸 1.0，来料 1.2，能否上线？", owner=cast.songyang,
        model=cast.unit.model, batch="2026-11-C", place="总装二线",
    )  # fmt: skip
    return operations.ask(asked, by=cast.yaojun)


def limit(question) -> Deadline:
    return Deadline.objects.of(Question.kind(), question.pk).order_by("-pk")[0]


@pytest.mark.req("QUA-13")
def test_the_engineer_has_one_working_day_and_production_says_whether_it_is_an_answer(cast, question) -> None:
    assert (limit(question).clause.label, limit(question).calendar_code) == ("QMGT 5.3.2.3", "office")
    assert [one.record for one in waiting(cast.songyang)] == [question]
    with pytest.raises(PermissionDenied):
        operations.answer(question, answer="可以", by=cast.tangyi)
    operations.answer(question, answer="再看看", by=cast.songyang)
    assert limit(question).met_at is not None
    operations.ask_again(question, note="没有说能不能上线", by=cast.yaojun)
    assert limit(question).met_at is None
    assert Deadline.objects.of(Question.kind(), question.pk).count() == 2
    operations.hand_on(question, owner=cast.tangyi, note="宋扬出差", by=cast.songyang)
    assert limit(question).owner_id == cast.tangyi.pk
    operations.answer(question, answer="不得上线，退回供应商", by=cast.tangyi)
    assert operations.settle(question, by=cast.yaojun).state == "settled"
    assert operations.charge_missed(timezone.now()) == 0


@pytest.mark.req("QUA-13", "RWD-01")
def test_a_missed_answer_is_proposed_once_with_the_fifty_yuan_of_the_clause(cast, question) -> None:
    late = timezone.now() + LATER
    assert operations.charge_missed(timezone.now()) == 0
    assert operations.charge_missed(late) == 1
    found = Reward.objects.get()
    assert (found.person, str(found.clause), found.amount, found.state) == (
        cast.songyang, "QMGT 5.3.2.3", 50, "proposed",
    )  # fmt: skip
    assert (found.subject_number, question.number in found.reason) == (question.number, True)
    assert operations.charge_missed(late) == 0
    said = HistoryEntry.objects.get(kind=Question.kind(), subject_id=question.pk, verb="charge").note
    assert found.number in said


@pytest.mark.req("QUA-13")
def test_an_answer_that_came_late_counts_as_missed_and_a_withdrawn_question_does_not(cast, question) -> None:
    other = operations.ask(operations.Asked(subject="扭矩", words="取多少？", owner=cast.tangyi), by=cast.yaojun)
    operations.withdraw(other, note="工艺卡上有", by=cast.yaojun)
    operations.answer(question, answer="退回", by=cast.songyang)
    Deadline.objects.filter(pk=limit(question).pk).update(due_at=timezone.now() - timedelta(hours=1))
    assert operations.charge_missed(timezone.now() + LATER) == 1
    assert Reward.objects.get().person == cast.songyang


def test_whom_no_clause_punishes_is_not_proposed_and_the_history_says_so(cast, question) -> None:
    cast.songyang.post_holdings.all().delete()
    assert operations.charge_missed(timezone.now() + LATER) == 1
    assert not Reward.objects.exists()
    assert HistoryEntry.objects.get(kind=Question.kind(), subject_id=question.pk, verb="charge").note


def test_questions_go_by_their_forms_with_photos(cast, client: Client) -> None:
    client.force_login(cast.yaojun)
    photo = SimpleUploadedFile("垫片.png", drawn_bytes(), content_type="image/png")
    form = {"subject": "垫片", "words": "厚 1.2", "owner": cast.songyang.pk, "photos": photo}
    assert client.post("/quality/questions/ask/", {**form, "owner": cast.zhoumin.pk}).status_code == 422
    form["photos"] = SimpleUploadedFile("垫片.png", drawn_bytes(), content_type="image/png")
    assert client.post("/quality/questions/ask/", form).status_code == 303
    found = Question.objects.get()
    page = client.get(found.get_absolute_url()).content.decode()
    for words in ("垫片.png", "QMGT 5.3.2.3", "宋扬"):
        assert words in page
    client.force_login(cast.songyang)
    url = f"{found.get_absolute_url()}answer/"
    assert client.post(url, {"revision": found.revision, "answer": ""}).status_code == 422
    assert client.post(url, {"revision": found.revision, "answer": "退回"}).status_code == 303
    assert client.post(url, {"revision": found.revision, "answer": "另一个"}).status_code == 422
    client.force_login(cast.yaojun)
    assert "垫片" in client.get("/quality/questions/").content.decode()
    found.refresh_from_db()
    assert client.post(f"{found.get_absolute_url()}settle/", {"revision": found.revision}).status_code == 303


def drawn_bytes() -> bytes:
    from tests.cast import SIGNATURE

    return drawn(SIGNATURE).data


def test_nobody_asks_himself(cast) -> None:
    with pytest.raises(OperationError):
        operations.ask(operations.Asked(subject="x", words="y", owner=cast.qianjin), by=cast.qianjin)
