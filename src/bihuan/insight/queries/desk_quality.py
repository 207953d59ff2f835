"""What complaints, quality and the rules of reward and penalty want of a person, as lines of the desk."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.complaints import queries as complaints
from bihuan.complaints.models import Complaint
from bihuan.deadlines.queries import nearest
from bihuan.insight.queries.desk_items import AT_MOST, Item
from bihuan.organization.models import Staff
from bihuan.people.models import Reward
from bihuan.people.queries import rewards
from bihuan.quality.models import QualityIssue
from bihuan.quality.models.zeroing import Zeroing
from bihuan.quality.queries import (
    abnormalities,
    actions,
    compiling,
    emergencies,
    issues,
    knowledge,
    nonconformity,
    notices,
    proposals,
    questions,
    zeroing,
)
from bihuan.service.queries.matters import Waiting


def loop_items(user: Staff) -> list[list[Item]]:
    """Return the lines of complaints, issues, actions, zeroings, notices and drafts; a fixed number of queries."""
    parts = (_complaints, _proposals, _issues, _actions, _zeroings, _rewards, _drafts)
    return [part(user) for part in parts]


def matter_items(found: list[Waiting]) -> list[Item]:
    """Return the lines of records of several kinds; one query for the limits of each kind."""
    kinds = {one.record.kind() for one in found}
    limits = {
        kind: nearest(kind, [one.record.pk for one in found if one.record.kind() == kind]) for kind in kinds
    }  # fmt: skip
    return [
        Item(
            number=one.record.number, title=one.record.title, detail=one.detail, url=one.url,
            state=one.record.state_label, action=one.action, action_url=one.url, tab="mine",
            deadline=limits[one.record.kind()].get(one.record.pk),
        )
        for one in found
    ]  # fmt: skip


def _actions(user: Staff) -> list[Item]:
    redress = complaints.waiting_redress(user, AT_MOST)
    waits = (actions, nonconformity, notices, abnormalities, emergencies, questions, compiling)
    return matter_items([*(line for queries in waits for line in queries.waiting(user)), *redress])


def _issues(user: Staff) -> list[Item]:
    """Return the quality issues to be worked on, classed or signed (QUA-01, QUA-04)."""
    found = issues.waiting(user, AT_MOST)
    limits = nearest(QualityIssue.kind(), [one.issue.pk for one in found])
    return [
        Item(
            number=one.issue.number, title=one.issue.subject, detail=one.words, url=one.issue.get_absolute_url(),
            state=one.issue.state_label, action=_("Open"), action_url=one.issue.get_absolute_url(), tab="mine",
            deadline=limits.get(one.issue.pk),
        )
        for one in found
    ]  # fmt: skip


def _proposals(user: Staff) -> list[Item]:
    """Return the issues that cases propose, to be reported or dismissed (QUA-01)."""
    return [
        Item(
            number=_("Proposed issue"), title=row.title, detail=f"{row.basis} · {row.clause}",
            url=row.get_absolute_url(), state=row.get_ending_display(), action=_("Open"),
            action_url=row.get_absolute_url(), tab="mine",
        )
        for row in proposals.waiting(user, AT_MOST)
    ]  # fmt: skip


def _drafts(user: Staff) -> list[Item]:
    """Return the drafts of the knowledge base that wait for approval, as one line (QUA-11)."""
    number = knowledge.waiting(user)
    if not number:
        return []
    title = ngettext("%(number)s draft to approve", "%(number)s drafts to approve", number) % {"number": number}
    url = f"{reverse('quality:knowledge')}?state=draft"
    return [
        Item(
            number=_("Knowledge base"), title=title, detail="", url=url, state=_("To be approved"), action=_("Review"),
            action_url=url, tab="mine",
        )
    ]  # fmt: skip


def _zeroings(user: Staff) -> list[Item]:
    found = zeroing.waiting(user, AT_MOST)
    limits = nearest(Zeroing.kind(), [one.zeroing.pk for one in found])
    return [
        Item(
            number=one.zeroing.number, title=one.zeroing.problem, detail=one.words, url=one.zeroing.get_absolute_url(),
            state=one.zeroing.state_label, action=_("Open"), action_url=one.zeroing.get_absolute_url(), tab="mine",
            deadline=limits.get(one.zeroing.pk),
        )
        for one in found
    ]  # fmt: skip


def _rewards(user: Staff) -> list[Item]:
    """Return the notices of reward or penalty that are to be issued, answered or decided (RWD-03)."""
    found = rewards.waiting(user)
    limits = nearest(Reward.kind(), [row.pk for row in found])
    return [
        Item(
            number=row.number, title=row.title, detail=row.get_consequence_display(), url=row.get_absolute_url(),
            state=row.state_label, action=_("Open"), action_url=row.get_absolute_url(), tab="mine",
            deadline=limits.get(row.pk),
        )
        for row in found
    ]  # fmt: skip


def _complaints(user: Staff) -> list[Item]:
    """Return the complaints that wait for this colleague, those that customers wrote to among them."""
    found = complaints.waiting(user, AT_MOST)
    limits = nearest(Complaint.kind(), [one.record.pk for one in found])
    return [
        Item(
            number=one.record.number, title=one.record.title, detail=one.detail, url=one.record.get_absolute_url(),
            state=one.record.state_label, action=one.action, action_url=one.record.get_absolute_url(), tab="mine",
            deadline=limits.get(one.record.pk), is_urged=bool(one.record.urged_count or one.record.unread_at),
        )
        for one in found
    ]  # fmt: skip
