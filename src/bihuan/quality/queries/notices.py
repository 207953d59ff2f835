"""Rectification notices as pages, panels, the desk and outsiders' links show them (QUA-12)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import attachments, links
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import is_visible, resolve
from bihuan.organization.models import Staff
from bihuan.organization.queries import calendar
from bihuan.quality.models import NoticeAnswer, RectificationNotice
from bihuan.quality.states.notices import NoticeState
from bihuan.regulations.queries import ParameterView, link_days, ruleset
from bihuan.service.queries.matters import Waiting

PURPOSE, AT_MOST = "quality.answer_notice", 20
DUE = "notice_reply"
S = NoticeState


def notice_token(notice: RectificationNotice) -> str:
    """Return the token of the outside party's link."""
    return links.make(PURPOSE, notice, days=link_days("notice_answer"))


def notice_of(token: str) -> RectificationNotice:
    """Return the notice whose link it is.

    Raises:
        LinkInvalid: it is no link of ours, or its day has passed.
        DoesNotExist: it is gone, or a department answers it.
    """
    rows = RectificationNotice.objects.select_related("issued_by", "clause__version__regulation")
    found: RectificationNotice = rows.exclude(party="").get(pk=links.read(PURPOSE, token))
    return found


def due_clause(facts: dict[str, Any]) -> ParameterView | None:
    """Return the clause that says by when a notice is answered, and who is told on the way."""
    return ruleset().one("promise", DUE, facts)


def usual_day(facts: dict[str, Any]) -> date | None:
    """Return the day by which a notice issued now is answered; None when no clause says one."""
    clause = due_clause(facts)
    if clause is None:
        return None
    limit = clause.data["limit"]
    return timezone.localdate(calendar(limit["calendar"]).add(timezone.now(), timedelta(minutes=limit["minutes"])))


@dataclass(frozen=True)
class Shown:
    """An answer as its page shows it, with its photos."""

    row: NoticeAnswer
    files: list[Attachment]


def answers_of(notice: RectificationNotice) -> tuple[list[Attachment], list[Shown]]:
    """Return the photos of the notice itself, and the answers with theirs; two queries."""
    files = list(attachments.of(notice.kind(), notice.pk))
    rows = notice.answers.select_related("answered_by", "inspected_by")
    shown = [Shown(row, [one for one in files if one.purpose == row.purpose]) for row in rows]
    return [one for one in files if one.purpose == "notice"], shown


def page(notice: RectificationNotice, user: Any) -> dict[str, Any]:
    """Return what the page shows beside the record itself."""
    photos, answers = answers_of(notice)
    kind, pk = notice.subject_kind, notice.subject_id
    subject = resolve(kind, pk) if kind and pk and is_visible(kind, pk, user) else None
    may_link = notice.state == S.ISSUED and user.has_perm("quality.give_notice_link", notice)
    return {
        "photos": photos, "answers": answers, "subject": subject, "due_clause": due_clause(notice.facts()),
        "link_url": reverse("quality:notice_link", args=[notice.pk]) if may_link else "",
    }  # fmt: skip


def of_subject(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the panel of a record that notices may be issued about; None where there is nothing to say or do."""
    found = list(RectificationNotice.objects.visible_to(user).about(record.kind(), record.pk)[:6])
    may = user.has_perm("quality.issue_notice")
    if not found and not may:
        return None
    url = f"{reverse('quality:issue_notice')}?kind={record.kind()}&id={record.pk}" if may else ""
    return {"found": found, "issue_url": url, "count": len(found) or None}


def waiting(user: Staff) -> list[Waiting]:
    """Return the notices that wait for a person: to answer, or to inspect what was done."""
    mine = Q(state=S.ISSUED, owner=user.pk) | Q(state=S.ANSWERED, issued_by=user.pk)
    rows = RectificationNotice.objects.filter(mine).select_related("department").order_by("issued_at")
    words = {S.ISSUED: _("Answer it"), S.ANSWERED: _("Inspect it")}
    return [
        Waiting(one, f"{one.answerer} · {one.get_kind_of_display()}", words[S(one.state)], one.get_absolute_url())
        for one in rows[:AT_MOST]
    ]
