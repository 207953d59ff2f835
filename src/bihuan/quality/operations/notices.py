"""Rectification notices: issued, answered, inspected, accepted or given back (QPROC 2.4 to 2.6, QUA-12)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel import attachments, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, check, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, is_visible, locked, required
from bihuan.organization.models import Department, Staff
from bihuan.quality.models import NoticeAnswer, RectificationNotice
from bihuan.quality.queries.notices import due_clause, usual_day
from bihuan.quality.states.notices import ISSUE, NoticeIssued, NoticeKind, NoticeState
from bihuan.regulations.models import Clause

SERIES, LIMIT, CLOCK, ALL_DAY = "ZG", "notice_reply", "always", time(23, 59)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What a notice says; the fields are those of `RectificationNotice`."""

    kind_of: str
    subject: str
    content: str
    project: str = ""
    place: str = ""
    issuer: str = ""
    issuer_number: str = ""
    department: Department | None = None
    owner: Staff | None = None
    party: str = ""
    person: str = ""
    violated: str = ""
    clause: Clause | None = None
    demand: str = ""
    opinions: str = ""
    due_on: date | None = None

    def values(self) -> dict[str, Any]:
        """Return the fields, words without blanks around them."""
        own = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value.strip() if isinstance(value, str) else value for name, value in own.items()}


@transaction.atomic
def issue(matter: Matter, *, subject: Any = None, photos: Sequence[Content] = (), by: Staff) -> RectificationNotice:
    """Issue a notice, or enter one that came from outside; its day runs by the clause where none is given.

    Args:
        subject: the issue, complaint … it is about.

    Raises:
        OperationError: nothing written, a day that has passed, nobody or two who shall answer, a supervising
            engineer's notice that doesn't say whose it is.
    """
    permit(by, ISSUE)
    if subject is not None and not is_visible(subject.kind(), subject.pk, by):
        raise OperationError(_("The record it follows from is not there, or not for you."))
    _check(matter)
    values, now = matter.values(), timezone.now()
    if matter.department and matter.owner is None:
        values["owner"] = matter.department.manager
    notice = RectificationNotice(
        state=NoticeState.ISSUED, issued_by=by, issued_at=now, is_due_given=matter.due_on is not None, **values,
        subject_kind=subject.kind() if subject else "", subject_id=subject.pk if subject else None,
        subject_number=str(getattr(subject, "number", "") or "") if subject else "",
    )  # fmt: skip
    notice.due_on = matter.due_on or usual_day(notice.facts())
    notice.number = next_number(SERIES, at=now)
    begin(notice, by=by, event=NoticeIssued, at=now)
    for photo in photos:
        attachments.attach(notice, photo, by=by, purpose="notice", is_locked=True)
    _start_limit(notice, by=by, at=now)
    words = f"{notice.number} {notice.subject_number} {notice.issuer_number} {notice.project} {notice.place}"
    search.index(notice.kind(), notice.pk, f"{words} {notice.subject} {notice.party} {notice.content}")
    return notice


def _check(matter: Matter) -> None:
    if matter.kind_of not in NoticeKind.values:
        raise OperationError(_("Choose which paper it is."), field="kind_of")
    required(matter.subject, _("Write what it is about."), field="subject")
    required(matter.content, _("Write what was found."), field="content")
    if (matter.department is None) == (not matter.party.strip()):
        raise OperationError(_("Either a department answers, or somebody outside."), field="department")
    if matter.party.strip():
        required(matter.person, _("Write who answers for them."), field="person")
    if matter.kind_of == NoticeKind.SUPERVISOR:
        required(matter.issuer, _("Write who issued it."), field="issuer")
        if matter.department is None:
            raise OperationError(_("A department of ours answers the supervising engineer."), field="department")
    if matter.due_on and matter.due_on < timezone.localdate():
        raise OperationError(_("This day has passed."), field="due_on")


def _start_limit(notice: RectificationNotice, *, by: Actor, at: datetime) -> None:
    """Have its day run as a time limit, with the clause's ladder."""
    if notice.due_on is None:
        return
    clause = due_clause(notice.facts())
    end = timezone.make_aware(datetime.combine(notice.due_on, ALL_DAY))
    deadlines.start_for(
        notice, name=LIMIT, label=str(clause.data["label"]) if clause else _("Answer to a notice"),
        limit_minutes=int(max(end - at, timedelta(minutes=1)).total_seconds() // 60), calendar_code=CLOCK, by=by,
        at=at, owner_id=notice.owner_id or notice.issued_by_id, parameter=clause,
        ladder=list(clause.data.get("ladder") or ()) if clause else (),
    )  # fmt: skip


def _limits(notice: RectificationNotice) -> list[Deadline]:
    rows = Deadline.objects.of(notice.kind(), notice.pk).running().filter(name=LIMIT)
    return list(rows.select_for_update(of=("self",)))


@transaction.atomic
def answer(
    notice: RectificationNotice, *, measures: str, cause: str = "", photos: Sequence[Content] = (),
    signature: Content | None = None, by: Actor, revision: int | None = None,
) -> RectificationNotice:  # fmt: skip
    """Answer a notice with the measures taken and photos of them.

    Args:
        signature: drawn by an outsider; a colleague signs by his account.

    Raises:
        OperationError: nothing written, or an outsider did not sign.
        MoveForbidden: it is answered already, accepted or withdrawn.
    """
    row = locked(RectificationNotice, notice.pk, revision=revision)
    permit(by, row.moves.get("answer").policy, row)
    if row.state != NoticeState.ISSUED:
        check(row, "answer", by=by)
    words = required(measures, _("Write which measures were taken."), field="measures")
    is_outsider = by.actor_kind != "staff"
    if is_outsider and signature is None:
        raise OperationError(_("Please sign."), field="signature")
    now = timezone.now()
    reply = NoticeAnswer(
        notice=row, round=row.answers.count() + 1, cause=cause.strip(), measures=words, answered_at=now,
        answerer=(f"{row.party} {row.person}" if row.party else by.display_name)[:80],
        answered_by_id=None if is_outsider else by.pk,
    )  # fmt: skip
    for photo in photos:
        attachments.attach(row, photo, by=by, purpose=reply.purpose, is_locked=True)
    if signature is not None:
        reply.signature = attachments.attach(row, signature, by=by, purpose="signature", is_locked=True)
    reply.save()
    perform(row, "answer", by=by, at=now, note=words, event_data={"answer": reply})
    deadlines.meet(_limits(row), by=by, at=now)
    return row


@transaction.atomic
def accept(
    notice: RectificationNotice, *, opinion: str, photos: Sequence[Content] = (), by: Staff,
    revision: int | None = None,
) -> RectificationNotice:  # fmt: skip
    """Inspect what was done and accept it; never one's own.

    Raises:
        OperationError: nothing written, or one answered it oneself.
    """
    return _inspect(notice, "accept", opinion, photos, by=by, revision=revision)


@transaction.atomic
def give_back(
    notice: RectificationNotice, *, opinion: str, due_on: date | None = None, photos: Sequence[Content] = (),
    by: Staff, revision: int | None = None,
) -> RectificationNotice:  # fmt: skip
    """Inspect what was done and give it back with what is missing; the day runs anew.

    Args:
        due_on: until when it is answered again; by the clause when None.
    """
    if due_on and due_on < timezone.localdate():
        raise OperationError(_("This day has passed."), field="due_on")
    row = _inspect(notice, "give_back", opinion, photos, by=by, revision=revision, due_on=due_on)
    _start_limit(row, by=by, at=timezone.now())
    return row


def _inspect(
    notice: RectificationNotice, move: str, opinion: str, photos: Sequence[Content], *, by: Staff,
    revision: int | None, due_on: date | None = None,
) -> RectificationNotice:  # fmt: skip
    row = locked(RectificationNotice, notice.pk, revision=revision)
    check(row, move, by=by)
    words = required(opinion, _("Write what the inspection found."), field="opinion")
    reply = row.answers.get(is_accepted=None)
    if reply.answered_by_id == by.pk:
        raise OperationError(_("You answered this yourself; somebody else inspects it."))
    now, is_accepted = timezone.now(), move == "accept"
    reply.is_accepted, reply.opinion, reply.inspected_by, reply.inspected_at = is_accepted, words, by, now
    reply.save()
    for photo in photos:
        attachments.attach(row, photo, by=by, purpose=reply.purpose, caption=_("Inspection"), is_locked=True)
    given = {"due_on": due_on or usual_day(row.facts()), "is_due_given": due_on is not None}
    changes: dict[str, Any] = {"closed_at": now} if is_accepted else given
    perform(row, move, by=by, at=now, note=words, changes=changes, event_data={"answer": reply})
    return row


@transaction.atomic
def postpone(
    notice: RectificationNotice, *, due_on: date, note: str, by: Actor, revision: int | None = None
) -> RectificationNotice:
    """Set another day for the answer, with the reason."""
    row = locked(RectificationNotice, notice.pk, revision=revision)
    if due_on < timezone.localdate():
        raise OperationError(_("This day has passed."), field="due_on")
    now, words = timezone.now(), required(note, _("Write the reason."))
    changes = {"due_on": due_on, "is_due_given": True}
    perform(row, "postpone", by=by, at=now, note=words, changes=changes)
    deadlines.cancel(_limits(row), by=by, at=now, note=words)
    _start_limit(row, by=by, at=now)
    return row


@transaction.atomic
def withdraw(
    notice: RectificationNotice, *, note: str, by: Actor, revision: int | None = None
) -> RectificationNotice:  # fmt: skip
    """Take a notice back that was issued by mistake."""
    row = locked(RectificationNotice, notice.pk, revision=revision)
    perform(row, "withdraw", by=by, note=required(note, _("Write the reason.")))
    return row
