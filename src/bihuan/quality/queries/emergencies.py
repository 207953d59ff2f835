"""Emergency procedures of issues as pages, panels and the desk show them (EMER, QUA-10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.kernel import attachments, links
from bihuan.kernel.attachments import Attachment
from bihuan.organization.models import Staff
from bihuan.quality.models import EmergencyReading, IssueEmergency, QualityIssue
from bihuan.quality.states.emergencies import UNVERIFIED, Answer, IssueEmergencyState, ReadingOf
from bihuan.regulations.queries import link_days
from bihuan.service.queries.matters import Waiting

PURPOSE = "quality.disposition"
AT_MOST = 30
S = IssueEmergencyState


@dataclass(frozen=True)
class Step:
    """One step of the procedure: what it is, whether it is done, when and by whom."""

    label: str
    is_done: bool
    at: Any = None
    who: str = ""
    is_now: bool = False


def steps(one: IssueEmergency) -> list[Step]:
    """Return the steps in their order; the customer's answer may come at any time before the verification."""
    meeting = getattr(one, "meeting", None)
    rows = [
        (_("Reported at once"), one.opened_at, str(one.opened_by or "")),
        (_("Customer agreed to the disposition"), one.answered_at if one.is_confirmed else None, one.answered_by),
        (_("Emergency meeting"), meeting and meeting.held_at, str(meeting.chair) if meeting else ""),
        (_("Rectification notice"), one.ordered_at, str(one.ordered_by or "")),
        (_("Measures approved"), one.approved_at, str(one.approved_by or "")),
        (_("Verified by administration"), one.verified_at, str(one.verified_by or "")),
        (_("Circular published"), one.published_at, str(one.drafted_by or "")),
        (_("Fixed in standards"), one.fixed_at, ""),
    ]  # fmt: skip
    now = next((place for place, row in enumerate(rows) if row[1] is None), None) if one.is_running else None
    return [
        Step(label, at is not None, at, who if at else "", place == now) for place, (label, at, who) in enumerate(rows)
    ]


@dataclass(frozen=True)
class Readers:
    """Who is to read something, and who has."""

    read: list[EmergencyReading]
    unread: list[EmergencyReading]
    mine: EmergencyReading | None


def readers(one: IssueEmergency, user: Any) -> dict[str, Readers]:
    """Return the readers of the circular and of the changed standard; one query."""
    rows = list(one.readings.select_related("reader"))
    found = {}
    for what in ReadingOf:
        own = [row for row in rows if row.what == what]
        unread = [row for row in own if row.read_at is None]
        mine = next((row for row in unread if row.reader_id == user.pk), None)
        found[what.value] = Readers([row for row in own if row.read_at], unread, mine)
    return found


def page_facts(one: IssueEmergency, user: Any) -> dict[str, Any]:
    """Return what the page shows beside the record itself."""
    found: list[Attachment] = list(attachments.of(one.kind(), one.pk).exclude(purpose="signature"))
    meeting = getattr(one, "meeting", None)
    return {
        "steps": steps(one), "meeting": meeting, "attended": list(meeting.attended.all()) if meeting else [],
        "readers": readers(one, user), "goes_to": list(one.departments.all()), "proofs": found,
        "may_give_link": one.awaits_answer and one.state in UNVERIFIED and user.has_perm("quality.run_emergency", one),
    }  # fmt: skip


def of_issue(issue: QualityIssue, user: Any) -> dict[str, Any] | None:
    """Return the emergency procedures of an issue for the panel on its page."""
    found = list(
        IssueEmergency.objects.visible_to(user)
        .filter(issue=issue)
        .select_related(
            "issue", "opened_by", "ordered_by", "approved_by", "verified_by", "drafted_by", "meeting__chair", "owner"
        )
        .order_by("-pk")
    )
    return {"emergencies": [(one, steps(one)) for one in found], "count": len(found)} if found else None


def disposition_token(one: IssueEmergency) -> str:
    """Return the token of the customer's link."""
    return links.make(PURPOSE, one, days=link_days("disposition"))


def emergency_of(token: str) -> IssueEmergency:
    """Return the procedure whose disposition a link lays before the customer.

    Raises:
        LinkInvalid: it is no link of ours, or its day has passed.
        DoesNotExist: the procedure is gone.
    """
    rows = IssueEmergency.objects.select_related("issue__model", "department")
    found: IssueEmergency = rows.get(pk=links.read(PURPOSE, token))
    return found


def waiting(user: Staff) -> Sequence[Waiting]:
    """Return the procedures that wait for a person, and what he is to read; two queries."""
    turn = Q(owner=user.pk, state__in=(S.REPORTED, S.ORDERED))
    turn |= Q(owner=user.pk, state__in=UNVERIFIED) & (Q(disposition="") | Q(answer=Answer.REFUSED))
    if user.has_perm("quality.order_rectification"):
        turn |= Q(state=S.MET) | (Q(state=S.MEASURED) & ~Q(measured_by=user.pk))
    if user.has_perm("quality.verify_emergency"):
        turn |= Q(state__in=(S.APPROVED, S.VERIFIED))
    if user.has_perm("quality.fix_standard"):
        turn |= Q(state=S.PUBLISHED)
    rows = IssueEmergency.objects.filter(turn).select_related("issue", "department").order_by("opened_at")
    found = [
        Waiting(one, f"{one.customer_name} · {one.department}", _("Open"), one.get_absolute_url())
        for one in rows[:AT_MOST]
    ]
    unread = EmergencyReading.objects.filter(reader=user.pk, read_at=None).select_related("emergency__issue")
    return found + [
        Waiting(one.emergency, one.get_what_display(), _("Read"), one.get_absolute_url(), has_limit=False)
        for one in unread.order_by("pk")[:AT_MOST]
    ]
