"""What complaints, quality and the rules of reward and penalty want of a person, as lines of the desk."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.complaints import queries as complaints
from bihuan.customers.queries import exchanges
from bihuan.deadlines.queries import nearest
from bihuan.feedback.queries import surveys
from bihuan.insight.queries.desk_items import AT_MOST, Item
from bihuan.orders.queries import orders, returns
from bihuan.organization.models import Staff
from bihuan.people.queries import rewards
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


def matter_items(found: Sequence[Waiting]) -> list[Item]:
    """Return the lines of records of several kinds; one query for the limits of each kind."""
    asked = [one.record for one in found if one.has_limit]
    kinds = {record.kind() for record in asked}
    limits = {kind: nearest(kind, [one.pk for one in asked if one.kind() == kind]) for kind in kinds}
    return [
        Item(
            number=one.record.number, title=one.record.title, detail=one.detail, url=one.url,
            state=one.record.state_label, action=one.action, action_url=one.url, tab="mine",
            deadline=limits[one.record.kind()].get(one.record.pk) if one.has_limit else None,
            is_urged=bool(getattr(one.record, "urged_count", 0) or getattr(one.record, "unread_at", None)),
        )
        for one in found
    ]  # fmt: skip


def _actions(user: Staff) -> list[Item]:
    redress = complaints.waiting_redress(user, AT_MOST)
    waits = (surveys, actions, nonconformity, notices, abnormalities, emergencies, questions, compiling)
    promised = [Waiting(one, one.customer.name, _("Open"), one.get_absolute_url()) for one in exchanges.waiting(user)]
    sold = [*orders.waiting(user), *returns.waiting(user)]
    return matter_items([*sold, *(line for queries in waits for line in queries.waiting(user)), *redress, *promised])


def _complaints(user: Staff) -> list[Item]:
    """Return the complaints that wait for this colleague, those that customers wrote to among them."""
    return matter_items(complaints.waiting(user, AT_MOST))


def _issues(user: Staff) -> list[Item]:
    """Return the quality issues to be worked on, classed or signed (QUA-01, QUA-04)."""
    return _opened([(one.issue, one.words) for one in issues.waiting(user, AT_MOST)])


def _zeroings(user: Staff) -> list[Item]:
    return _opened([(one.zeroing, one.words) for one in zeroing.waiting(user, AT_MOST)])


def _rewards(user: Staff) -> list[Item]:
    """Return the notices of reward or penalty that are to be issued, answered or decided (RWD-03)."""
    return _opened([(row, row.get_consequence_display()) for row in rewards.waiting(user)])


def _opened(found: list[tuple[Any, str]]) -> list[Item]:
    return matter_items([Waiting(record, words, _("Open"), record.get_absolute_url()) for record, words in found])


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
