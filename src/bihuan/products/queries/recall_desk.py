"""What a recall asks of who is in charge of it: one line a recall for the desk (WAR-07)."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.organization.models import Staff
from bihuan.products.models import Recall, RecallLetter, RecallUnit
from bihuan.products.states import OPEN_UNITS, LetterWay, RecallState

STATES = (RecallState.DRAFT, RecallState.UNDER_WAY)


@dataclass(frozen=True)
class RecallLine:
    """One recall that waits for its owner: what is outstanding and what to do."""

    recall: Recall
    detail: str
    action: str


def recalls_to_see_to(user: Staff, at_most: int) -> list[RecallLine]:
    """Return the drafts and running recalls that a colleague is in charge of; three queries at most."""
    rows = Recall.objects.visible_to(user).filter(owner=user.pk, state__in=STATES).order_by("pk")
    found = list(rows[:at_most])
    running = [row.pk for row in found if row.state == RecallState.UNDER_WAY]
    if not running:
        return [_line(row, Counter(), 0) for row in found]
    states: dict[int, Counter[str]] = {pk: Counter() for pk in running}
    units = RecallUnit.objects.filter(recall__in=running).order_by().values_list("recall", "state")
    for pk, state, number in units.annotate(Count("pk")):
        states[pk][state] = number
    letters = RecallLetter.objects.filter(recall__in=running, way=LetterWay.PAPER, sent_at=None).order_by()
    to_post = dict(letters.values_list("recall").annotate(Count("pk")))
    return [_line(row, states.get(row.pk, Counter()), to_post.get(row.pk, 0)) for row in found]


def _line(row: Recall, states: Counter[str], to_post: int) -> RecallLine:
    if row.state == RecallState.DRAFT:
        return RecallLine(row, row.get_severity_display(), _("Open"))
    left, total = sum(states[state] for state in OPEN_UNITS), states.total()
    parts = [_("%(left)s of %(total)s units outstanding") % {"left": left, "total": total}]
    if to_post:
        parts.append(ngettext("%(number)s letter to post", "%(number)s letters to post", to_post) % {"number": to_post})
    is_over = bool(total) and not left
    return RecallLine(row, " · ".join(parts), _("Close the recall") if is_over else _("Open"))
