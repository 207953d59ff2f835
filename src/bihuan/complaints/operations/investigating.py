"""Looking into a complaint: begun, findings, whys, influences, and the cause chosen among them (CMP-10, QUA-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints.models import Complaint, Finding, Influence, Investigation, Why
from bihuan.complaints.operations.answering import find
from bihuan.complaints.states import ComplaintState
from bihuan.complaints.states.investigations import (
    Aspect,
    InfluenceState,
    InvestigationBegun,
    InvestigationState,
    Rank,
)
from bihuan.kernel import attachments
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.quality.queries.causes import category_of

MOST_WHYS = 20
P = TypeVar("P", Finding, Why, Influence)


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    """What was looked at: by whom and when, how many pieces, what it says; files as evidence."""

    aspect: str
    found_on: date
    text: str
    outcome: str
    found_by: Staff | None = None
    checked: int | None = None
    reproduced: int | None = None
    hazard: str = ""
    files: Sequence[Content] = ()


@dataclass(frozen=True, kw_only=True)
class WhyRow:
    """A step of the chain: question, answer, and what shows the answer."""

    question: str
    answer: str
    evidence: str = ""
    finding: Finding | None = None
    files: Sequence[Content] = ()


@dataclass(frozen=True, kw_only=True)
class InfluenceRow:
    """A possible cause: its category, and how far it was checked."""

    scheme: str
    category: str
    text: str
    state: str = InfluenceState.OPEN
    evidence: str = ""
    finding: Finding | None = None
    files: Sequence[Content] = ()


@transaction.atomic
def investigate(complaint: Complaint, *, by: Actor) -> Investigation:
    """Begin to look into a complaint; begun twice, it is the same investigation.

    Raises:
        PermissionDenied: this person doesn't look into complaints, or it is said of himself.
    """
    complaint = locked(Complaint, complaint.pk)
    permit(by, "complaints.investigate_complaint", complaint)
    known: Investigation | None = Investigation.objects.filter(complaint=complaint).first()
    if known is not None:
        return known
    now = timezone.now()
    row = Investigation(
        number=complaint.number, state=InvestigationState.OPEN, complaint=complaint, begun_at=now,
        begun_by=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    begin(row, by=by, event=InvestigationBegun, at=now)
    return row


@transaction.atomic
def record(investigation: Investigation, *, row: FindingRow, by: Actor, revision: int | None = None) -> Finding:
    """Record what was looked at: site, production and inspection records, retained sample, sample, hazard.

    Raises:
        OperationError: nothing written, a day to come, or more pieces with the fault than were checked.
    """
    parent = _open(investigation, revision)
    values = _finding(row)
    perform(parent, "record", by=by, note=f"{Aspect(row.aspect).label}：{values['text']}")
    return _kept(Finding(investigation=parent, **values), row.files, by)


def _finding(row: FindingRow) -> dict[str, Any]:
    if row.found_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="found_on")
    if row.reproduced is not None and row.reproduced > (row.checked or 0):
        raise OperationError(_("More pieces with the fault than were checked."), field="reproduced")
    if row.aspect == Aspect.HAZARD and not row.hazard:
        raise OperationError(_("Say how dangerous it is."), field="hazard")
    return {
        "aspect": row.aspect, "found_on": row.found_on, "found_by": row.found_by, "checked": row.checked,
        "reproduced": row.reproduced, "outcome": row.outcome, "hazard": row.hazard,
        "text": required(row.text, _("Write what was found."), field="text"),
    }  # fmt: skip


@transaction.atomic
def ask_why(investigation: Investigation, *, row: WhyRow, by: Actor, revision: int | None = None) -> Why:
    """Add a step at the end of the chain.

    Raises:
        OperationError: question or answer is missing, or the chain is too long to be one.
    """
    parent = _open(investigation, revision)
    known = list(parent.whys.values_list("order", flat=True))
    if len(known) >= MOST_WHYS:
        raise OperationError(_("A chain of %(n)s whys is no chain any more.") % {"n": MOST_WHYS})
    values = _why(parent, row)
    perform(parent, "ask_why", by=by, note=f"{values['question']} {values['answer']}")
    return _kept(Why(investigation=parent, order=max(known, default=0) + 1, **values), row.files, by)


def _why(parent: Investigation, row: WhyRow) -> dict[str, Any]:
    return {
        "question": required(row.question, _("Write the question."), field="question"),
        "answer": required(row.answer, _("Write the answer."), field="answer"), "evidence": row.evidence.strip(),
        "finding": _own(parent, row.finding),
    }  # fmt: skip


@transaction.atomic
def weigh(investigation: Investigation, *, row: InfluenceRow, by: Actor, revision: int | None = None) -> Influence:
    """Add an influence to a category of the cause scheme.

    Raises:
        OperationError: no such category, nothing written, or checked without saying how.
    """
    parent = _open(investigation, revision)
    values = _influence(parent, row)
    perform(parent, "weigh", by=by, note=values["text"])
    return _kept(Influence(investigation=parent, **values), row.files, by)


def _influence(parent: Investigation, row: InfluenceRow) -> dict[str, Any]:
    if category_of(row.scheme, row.category) is None:
        raise OperationError(_("Choose a category of the scheme."), field="category")
    finding = _own(parent, row.finding)
    if row.state != InfluenceState.OPEN and not row.evidence.strip() and finding is None:
        raise OperationError(_("Write how it was checked, or name the finding."), field="evidence")
    return {
        "scheme": row.scheme, "category": row.category, "state": row.state, "evidence": row.evidence.strip(),
        "text": required(row.text, _("Write what may have led to it."), field="text"), "finding": finding,
    }  # fmt: skip


@transaction.atomic
def amend(part: P, *, row: Any, by: Actor, revision: int | None = None) -> P:
    """Correct a finding, a why or an influence while the investigation is under way; the old wording is in history.

    Raises:
        OperationError: as when it was entered; MoveForbidden: the investigation is concluded.
        Stale: somebody else changed it first.
    """
    parent = _open(part.investigation, None)
    kept: Any = locked(type(part), part.pk, revision=revision)
    if isinstance(kept, Finding):
        values = _finding(row)
    else:
        values = _why(parent, row) if isinstance(kept, Why) else _influence(parent, row)
    before = {name: getattr(kept, name) for name, value in values.items() if getattr(kept, name) != value}
    if before or row.files:
        perform(parent, "amend", by=by, note=_said(kept, before))
        for name, value in values.items():
            setattr(kept, name, value)
        kept.revision += 1
        kept.save()
        _attach(kept, row.files, by)
    return kept  # type: ignore[no-any-return]


def _said(part: Any, before: dict[str, Any]) -> str:
    return "；".join(
        [str(part), *(f"{part._meta.get_field(name).verbose_name}：{old}" for name, old in before.items())]
    )


@transaction.atomic
def take_out(part: Why | Influence, *, by: Actor) -> Investigation:
    """Take a why or an influence out again; its wording stays in the history.

    Raises:
        MoveForbidden: the investigation is concluded.
    """
    parent = _open(part.investigation, None)
    kept: Any = locked(type(part), part.pk)
    words = f"{kept} {kept.answer}" if isinstance(kept, Why) else str(kept)
    perform(parent, "amend", by=by, note=_("taken out: %(words)s") % {"words": words})
    kept.delete()
    return parent


@transaction.atomic
def conclude(
    investigation: Investigation, *, primary: Influence, secondary: Sequence[Influence] = (), cause: str, by: Actor,
    revision: int | None = None,
) -> Investigation:  # fmt: skip
    """Choose primary and secondary cause among the confirmed influences and propose them to the complaint.

    While the complaint is being handled the cause is written there at once; later it stays a proposal.

    Raises:
        OperationError: nothing written, an influence that isn't confirmed, or one chosen twice.
    """
    parent = _open(investigation, revision)
    text = required(cause, _("Write the cause."), field="cause")
    others = list(secondary)
    if primary in others:
        raise OperationError(_("It can't be primary and secondary at once."), field="secondary")
    for field, one in [("primary", primary), *(("secondary", one) for one in others)]:
        if one.investigation_id != parent.pk or one.state != InfluenceState.CONFIRMED:
            raise OperationError(_("Only a confirmed influence can be a cause."), field=field)
    rows = Influence.objects.select_for_update().filter(investigation=parent)
    rows.update(rank="")
    rows.filter(pk=primary.pk).update(rank=Rank.PRIMARY)
    rows.filter(pk__in=[one.pk for one in others]).update(rank=Rank.SECONDARY)
    changes = {
        "cause": text, "cause_scheme": primary.scheme, "cause_category": primary.category,
        "concluded_at": timezone.now(), "concluded_by": by if isinstance(by, Staff) else None,
    }  # fmt: skip
    perform(parent, "conclude", by=by, changes=changes, note="、".join([str(primary), *map(str, others)]))
    _hand_over(parent, by)
    return parent


def _hand_over(parent: Investigation, by: Actor) -> None:
    complaint = Complaint.objects.get(pk=parent.complaint_id)
    if complaint.state != ComplaintState.HANDLING or not by.has_perm("complaints.handle_complaint", complaint):
        return
    category = category_of(parent.cause_scheme, parent.cause_category)
    department = complaint.responsible or (category.department if category else None)
    find(complaint, cause=parent.cause, responsible=department, by=by)


@transaction.atomic
def resume(investigation: Investigation, *, note: str, by: Actor, revision: int | None = None) -> Investigation:
    """Look further: what was concluded is no longer proposed."""
    parent: Investigation = locked(Investigation, investigation.pk, revision=revision)
    text = required(note, _("Write the reason."))
    Influence.objects.filter(investigation=parent).update(rank="")
    perform(parent, "resume", by=by, note=text, changes={"concluded_at": None, "concluded_by": None})
    return parent


def _open(investigation: Investigation, revision: int | None) -> Investigation:
    return locked(Investigation, investigation.pk, revision=revision)


def _own(parent: Investigation, finding: Finding | None) -> Finding | None:
    if finding is not None and finding.investigation_id != parent.pk:
        raise OperationError(_("This finding belongs to another investigation."), field="finding")
    return finding


def _kept(part: P, files: Sequence[Content], by: Actor) -> P:
    part.entered_by = by if isinstance(by, Staff) else None
    part.save()
    _attach(part, files, by)
    return part


def _attach(part: Finding | Why | Influence, files: Sequence[Content], by: Actor) -> None:
    for content in files:
        attachments.attach(
            part.investigation, content, by=by, caption=f"{part} {content.name}"[:160], purpose=part.purpose
        )
