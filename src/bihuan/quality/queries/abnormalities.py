"""Incoming abnormalities: their pages, what waits for whom, the supplier's link (SUPQ, SUP-01, SUP-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.kernel import attachments, links
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import is_visible, resolve
from bihuan.organization.states import Post
from bihuan.quality.models import SupplierAbnormality, SupplierAnswer
from bihuan.quality.policies.abnormalities import CHECK_ACT, CHECKERS, CONFIRM_ACT, CONFIRMERS
from bihuan.quality.queries import abnormality_rules as clauses
from bihuan.quality.states.abnormalities import BEFORE_DISPOSITION, AbnormalityState, AnswerState
from bihuan.quality.states.dispositions import DispositionKind
from bihuan.regulations.queries import ParameterView, link_days
from bihuan.regulations.queries.authority import authority, posts_for
from bihuan.service.queries.matters import Waiting
from bihuan.signoff.queries import forms

ANSWER = "quality.answer"
AT_MOST = 20
S = AbnormalityState


def answer_token(asked: SupplierAnswer) -> str:
    """Return the token of the link by which the supplier answers this round."""
    return links.make(ANSWER, asked, days=link_days("supplier_answer"))


def asked_by(token: str) -> SupplierAnswer:
    """Return the round that a link opens.

    Raises:
        LinkInvalid: it is no link of ours, or its day has passed.
        DoesNotExist: that round is gone.
    """
    rows = SupplierAnswer.objects.select_related("abnormality__supplier", "abnormality__lot")
    found: SupplierAnswer = rows.get(pk=links.read(ANSWER, token))
    return found


def pictures_for_supplier(one: SupplierAbnormality) -> list[Attachment]:
    """Return the inspection's files, which the supplier may look at."""
    return list(attachments.of(one.kind(), one.pk).filter(purpose="inspection"))


def shown_to_supplier(token: str, pk: int) -> Attachment:
    """Return a file of the inspection behind a link.

    Raises:
        DoesNotExist: it is no such file of this abnormality.
    """
    one = asked_by(token).abnormality
    return attachments.of(one.kind(), one.pk).get(pk=pk, purpose="inspection")


@dataclass(frozen=True)
class Round:
    """One round of the supplier's answer, with the files he sent."""

    answer: SupplierAnswer
    files: list[Attachment]


@dataclass(frozen=True)
class Clauses:
    """The clauses behind what a page shows; None where none is in force."""

    defect_class: ParameterView | None
    seats: ParameterView | None
    ways: ParameterView | None
    labour: ParameterView | None
    lots: ParameterView | None
    check: ParameterView | None
    confirm: ParameterView | None


def page(one: SupplierAbnormality, user: Any) -> dict[str, Any]:
    """Return what an abnormality's page shows besides its fields."""
    files = list(attachments.of(one.kind(), one.pk))
    facts = one.facts()
    rounds = [
        Round(row, [file for file in files if file.purpose == f"answer-{row.round}"])
        for row in one.answers.select_related("judged_by", "entered_by")
    ]
    subject = None
    if one.subject_id and is_visible(one.subject_kind, one.subject_id, user):
        subject = resolve(one.subject_kind, one.subject_id)
    return {
        "subject": subject, "rounds": rounds, "class_label": dict(clauses.items(clauses.CLASSES)).get(one.defect_class),
        "found_files": [file for file in files if file.purpose == "inspection"],
        "meetings": one.meetings.select_related("chair").prefetch_related("seats__staff"),
        "lines": [(clauses.WAY_WORDS.get(DispositionKind(line.way)), line) for line in one.lines.all()],
        "hours": list(one.hours.select_related("entered_by")),
        "next_lots": list(one.next_lots.all()), "routes": forms.for_record(one, user),
        "before": earlier(one),
        "may_link": open_answer(one) is not None and user.has_perm("quality.answer_abnormality"),
        "clauses": Clauses(
            clauses.scheme(clauses.CLASSES), clauses.scheme(clauses.SEATS), clauses.scheme("abnormality_return"),
            clauses.labour_clause(facts), clauses.lots_clause(facts), authority(CHECK_ACT, facts),
            authority(CONFIRM_ACT, facts),
        ),
    }  # fmt: skip


def earlier(one: SupplierAbnormality) -> list[SupplierAbnormality]:
    """Return the last abnormalities of the same material from the same supplier that were upheld before this one."""
    rows = SupplierAbnormality.objects.upheld().filter(supplier=one.supplier_id, lot__material=one.lot.material)
    return list(rows.filter(pk__lt=one.pk).select_related("lot", "supplier").order_by("-pk")[:5])


def open_answer(one: SupplierAbnormality) -> SupplierAnswer | None:
    """Return the round that the supplier is to answer, None where none is open."""
    return one.answers.filter(state=AnswerState.ASKED).order_by("round").last()


def not_due(one: SupplierAbnormality) -> set[str]:
    """Return the moves that the table allows but that have nothing to work on now; they are not offered."""
    last = one.answers.order_by("round").last()
    found = set()
    if last is None or last.state != AnswerState.ANSWERED:
        found |= {"accept_answer", "return_answer"}
    if last is None or last.state != AnswerState.ASKED:
        found.add("answer")
    if not one.has_concession:
        found.add("charge")
    if one.is_settled:
        found.add("settle")
    return found


def of_subject(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the panel of a record that abnormalities may follow from; None where there is nothing to say or do."""
    rows = SupplierAbnormality.objects.visible_to(user).filter(subject_kind=record.kind(), subject_id=record.pk)
    found = list(rows.select_related("supplier", "lot").order_by("-pk")[:6])
    may = user.has_perm("quality.find_abnormality")
    return {"abnormalities": found, "may_find": may, "count": len(found) or None} if found or may else None


def waiting(user: Any) -> Sequence[Waiting]:
    """Return the abnormalities that wait for a person by his posts; one query."""
    wanted = _wanted(user)
    if not wanted:
        return []
    rows = SupplierAbnormality.objects.visible_to(user).filter(wanted).select_related("supplier", "lot")
    return [
        Waiting(one, one.supplier.name, _("Open"), one.get_absolute_url())
        for one in rows.distinct().order_by("found_at")[:AT_MOST]
    ]


def _wanted(user: Any) -> Q:
    wanted = Q()
    others = ~Q(found_by=user.pk)
    if user.holds(*posts_for(authority(CHECK_ACT, {}), CHECKERS)):
        wanted |= Q(state=S.FOUND) & others
    if user.holds(*posts_for(authority(CONFIRM_ACT, {}), CONFIRMERS)):
        wanted |= Q(state=S.CHECKED) & others
    if user.holds(Post.INCOMING_INSPECTION, Post.QUALITY):
        wanted |= Q(state=S.CONFIRMED) | Q(answers__state=AnswerState.ANSWERED)
    if user.holds(Post.QUALITY):
        wanted |= Q(state__in=(S.ISSUED, S.REVIEWED, S.VERIFIED))
    if user.holds(Post.PRODUCTION_PLANNING):
        wanted |= Q(state__in=BEFORE_DISPOSITION, line_on=None)
    if user.holds(Post.PURCHASING):
        wanted |= Q(state__in=(S.DISPOSED, S.VERIFIED), hours__isnull=False, settled_at=None)
    return wanted
