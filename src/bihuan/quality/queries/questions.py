"""Questions of production as the desk, their page and the clock see them (QUA-13)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.deadlines.models import Deadline
from bihuan.kernel import attachments
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.quality.models import Question
from bihuan.quality.states.questions import QuestionAnswered, QuestionState
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.service.queries.matters import Waiting

AT_MOST = 30
OFFENCE = "question_unanswered"


def engineers() -> QuerySet[Staff]:
    """Return who may be asked: development."""
    rows: QuerySet[Staff] = Staff.objects.active().filter(post_holdings__post=Post.RND)
    return rows.distinct().order_by("username")


def missed(now: datetime) -> list[Deadline]:
    """Return the limits for an answer that were missed and not looked into yet."""
    late = Q(met_at=None, due_at__lt=now) | Q(met_at__gt=F("due_at"))
    rows = Deadline.objects.filter(
        late, kind=Question.kind(), met_by=QuestionAnswered.name, cancelled_at=None,
        subject_id__in=Question.objects.filter(charged_at=None).values("pk"),
    )  # fmt: skip
    return list(rows.select_related("owner").order_by("due_at"))


def rule(question: Question) -> ParameterView | None:
    """Return the clause that has a penalty for an answer that is not given in time."""
    return next(iter(ruleset().matching("penalty", question.facts(), offence=OFFENCE)), None)


def page_facts(question: Question) -> dict[str, Any]:
    """Return what the page shows beside the record."""
    files = list(attachments.of(question.kind(), question.pk))
    return {
        "photos": [one for one in files if one.purpose != "answer"],
        "answers": [one for one in files if one.purpose == "answer"], "rule": rule(question),
    }  # fmt: skip


def waiting(user: Staff) -> Sequence[Waiting]:
    """Return the questions that this colleague is to answer, and the answers he is to look at; one query."""
    turn = Q(owner=user.pk, state=QuestionState.ASKED) | Q(asked_by=user.pk, state=QuestionState.ANSWERED)
    rows = Question.objects.filter(turn).select_related("model").order_by("asked_at")[:AT_MOST]
    return [
        Waiting(one, " · ".join(filter(None, [one.model.code if one.model else "", one.batch, one.place])),
                _("Answer") if one.owner_id == user.pk else _("Open"), one.get_absolute_url())
        for one in rows
    ]  # fmt: skip
