"""Zeroings as pages, panels and the desk show them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.kernel import attachments
from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import Tracked, is_visible, resolve
from bihuan.organization.models import Staff
from bihuan.quality.models.zeroing import Zeroing, ZeroingCriterion
from bihuan.quality.states.zeroing import STAGES, CriterionState
from bihuan.regulations.queries import ruleset

OCCASIONS = "zeroing_occasion"


@dataclass(frozen=True)
class Shown:
    """A criterion as its page shows it: with its files and what this person may do about it."""

    criterion: ZeroingCriterion
    files: list[Attachment]
    may_write: bool
    may_review: bool

    @property
    def missing(self) -> str:
        """Return what is missing: "text", "files", "review", "mend"; "" when it is accepted."""
        row = self.criterion
        if row.state == CriterionState.OPEN:
            return "text"
        if row.state == CriterionState.RETURNED:
            return "mend"
        if row.needs_files and not self.files:
            return "files"
        return "" if row.is_accepted else "review"


def criteria_of(zeroing: Zeroing, user: Actor) -> list[Shown]:
    """Return the criteria in their order; two queries."""
    files: dict[str, list[Attachment]] = defaultdict(list)
    for file in attachments.of(zeroing.kind(), zeroing.pk):
        files[file.purpose].append(file)
    is_working = zeroing.state in STAGES
    writes = is_working and user.has_perm("quality.write_zeroing", zeroing)
    reviews = is_working and user.has_perm("quality.review_zeroing", zeroing)
    found = []
    for row in zeroing.criteria.select_related("author", "reviewer"):
        row.zeroing = zeroing
        waits = row.state == CriterionState.WRITTEN and row.author_id != user.pk
        found.append(Shown(row, files[row.code], writes, reviews and waits))
    return found


def subject_of(kind: str, pk: Any, by: Actor) -> Tracked | None:
    """Return the record a zeroing follows from, None where there is none, or none for this person."""
    try:
        return resolve(kind, int(pk)) if kind and pk and is_visible(kind, int(pk), by) else None
    except (LookupError, ValueError, OverflowError):
        return None


def of_subject(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the panel of a record that zeroings may follow from; None where there is nothing to say or do."""
    found = list(about(record, user)[:6])
    may_open = user.has_perm("quality.open_zeroing")
    return {"zeroings": found, "may_open": may_open, "count": len(found) or None} if found or may_open else None


def about(record: Any, user: Actor) -> QuerySet[Zeroing]:
    """Return the zeroings of a record that this person may see, the newest first, with how many are accepted."""
    rows: QuerySet[Zeroing] = Zeroing.objects.visible_to(user).about(record.kind(), record.pk)
    return rows.prefetch_related("criteria")


def occasions() -> list[tuple[str, str]]:
    """Return what a problem may have stopped or cost, as the clauses in force name it."""
    view = ruleset().strongest("classification", {}, scheme=OCCASIONS)
    labels = [str(item["label"]) for item in view.data["items"]] if view else []
    return [(label, label) for label in labels]


@dataclass(frozen=True)
class Waiting:
    """A zeroing that waits for somebody: because a criterion is to be written, mended or reviewed."""

    zeroing: Zeroing
    to_write: int
    to_review: int

    @property
    def words(self) -> str:
        """Return what is wanted in a few words."""
        wanted = []
        if self.to_write:
            wanted.append(_("criteria to write up: %(n)s") % {"n": self.to_write})
        if self.to_review:
            wanted.append(_("criteria to review: %(n)s") % {"n": self.to_review})
        return " · ".join(wanted)


def waiting(user: Staff, at_most: int) -> list[Waiting]:
    """Return what zeroings want of this person; two queries."""
    mine = Q(owner=user.pk)
    if user.has_perm("quality.review_zeroing"):
        mine |= Q(criteria__state=CriterionState.WRITTEN) & ~Q(criteria__author=user.pk)
    rows = Zeroing.objects.visible_to(user).filter(mine, state__in=STAGES).distinct().order_by("pk")
    found = [_waiting(row, user) for row in rows.prefetch_related("criteria")[:at_most]]
    return [one for one in found if one.to_write or one.to_review or one.zeroing.owner_id == user.pk]


def _waiting(zeroing: Zeroing, user: Staff) -> Waiting:
    known = list(zeroing.criteria.all())
    undone = {CriterionState.OPEN, CriterionState.RETURNED}
    to_write = sum(row.state in undone for row in known) if zeroing.owner_id == user.pk else 0
    written = [row for row in known if row.state == CriterionState.WRITTEN and row.author_id != user.pk]
    return Waiting(zeroing, to_write, len(written) if user.has_perm("quality.review_zeroing", zeroing) else 0)
