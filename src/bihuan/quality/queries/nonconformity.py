"""Nonconformities as pages, panels and the desk show them (QUA-06)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import attachments
from bihuan.kernel.records import is_visible, resolve
from bihuan.organization.models import Staff
from bihuan.products.models import Batch, Hold, Lot
from bihuan.quality.models import Disposition, Nonconformity
from bihuan.quality.queries.nonconformity_rules import (
    CLASS,
    NATURE,
    class_clause,
    due_clause,
    label_of,
    labour_clause,
)
from bihuan.quality.rules.dispositions import is_expired, plain
from bihuan.quality.states.dispositions import DispositionState
from bihuan.quality.states.nonconformity import CARRY_OUT, RUN, USE, NonconformityState
from bihuan.service.queries.matters import Waiting

AT_MOST = 20
OFFERED = 200
S, D = NonconformityState, DispositionState


@dataclass(frozen=True)
class ShownLine:
    """A disposition as its page shows it, with what this person may do about it."""

    row: Disposition
    things: list[Batch | Lot]
    may_change: bool
    may_enter: bool
    may_use: bool
    is_over: bool

    @property
    def done(self) -> str:
        """Return how many pieces have a result, of how many."""
        row = self.row
        words = f"{plain(row.accepted)} / {plain(row.quantity)}"
        return f"{words}（{_('rejected again')} {plain(row.rejected)}）" if row.rejected else words

    @property
    def undone(self) -> str:
        return plain(self.row.undone)


def lines_of(one: Nonconformity, user: Any) -> list[ShownLine]:
    """Return the dispositions in their order."""
    rows = one.dispositions.select_related("responsible", "inspected_by").prefetch_related("batches", "lots", "uses")
    runs, enters = user.has_perm(RUN, one), one.is_open and user.has_perm(CARRY_OUT, one)
    uses, today = one.is_open and user.has_perm(USE, one), timezone.localdate()
    found = []
    for row in rows:
        row.nonconformity = one
        is_running, is_over = row.state == D.APPROVED, is_expired(row.expires_on, today)
        found.append(ShownLine(
            row, [*row.batches.all(), *row.lots.all()], runs and one.state == S.FOUND and row.state == D.PROPOSED,
            enters and is_running and not row.is_concession, uses and is_running and row.is_concession and not is_over,
            is_over and row.is_concession,
        ))  # fmt: skip
    return found


def page(one: Nonconformity, user: Any) -> dict[str, Any]:
    """Return what the page shows beside the record itself."""
    lines = lines_of(one, user)
    return {
        "lines": lines, "left": plain(one.left_over), "is_short": one.is_open and one.left_over > 0,
        "found": plain(one.quantity), "inspected": "" if one.inspected is None else plain(one.inspected),
        "nature": label_of(NATURE, one.nature), "class_label": label_of(CLASS, one.class_code),
        "class_clause": class_clause(), "due_clause": due_clause(one.facts()), "labour_clause": labour_clause(one),
        "loss": one.loss, "holds": list(Hold.objects.of(one).select_related("batch", "lot")),
        "subject": subject_of(one, user), "attachments": list(attachments.of(one.kind(), one.pk)),
        "uses": [(line.row, use) for line in lines for use in line.row.uses.all()],
    }  # fmt: skip


def subject_of(one: Nonconformity, user: Any) -> Any | None:
    """Return the record it was found in, None where there is none, or none for this person."""
    kind, pk = one.subject_kind, one.subject_id
    return resolve(kind, pk) if kind and pk and is_visible(kind, pk, user) else None


def of_subject(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the panel of a record that nonconformities may be found in; None where there is nothing to say or do."""
    found = list(Nonconformity.objects.visible_to(user).about(record.kind(), record.pk).select_related("model")[:6])
    may = user.has_perm("quality.report_nonconformity")
    if not found and not may:
        return None
    url = f"{reverse('quality:report_nonconformity')}?kind={record.kind()}&id={record.pk}" if may else ""
    return {"found": found, "report_url": url, "count": len(found) or None}


def offered(model: type[Batch] | type[Lot], *, chosen: Any = ()) -> Any:
    """Return the newest batches or lots to choose from, those chosen already among them."""
    newest = model.objects.order_by("-pk").values("pk")[:OFFERED]
    rows = model.objects.filter(Q(pk__in=newest) | Q(pk__in=[one.pk for one in chosen]))
    return rows.select_related("model" if model is Batch else "supplier").order_by("-pk")


def waiting(user: Staff) -> list[Waiting]:
    """Return what waits for a person: to be disposed of, carried out, closed."""
    mine = Q(pk__in=Disposition.objects.filter(responsible=user.pk, state=D.APPROVED).values("nonconformity"))
    if user.has_perm(RUN):
        mine |= Q(state=S.FOUND)
        open_lines = Disposition.objects.exclude(state=D.DONE).values("nonconformity")
        mine |= Q(state=S.DECIDED) & ~Q(pk__in=open_lines)
    rows = Nonconformity.objects.visible_to(user).open().filter(mine).select_related("model").order_by("reported_at")
    words = {S.FOUND: _("Dispose of it"), S.REVIEWING: _("Open"), S.DECIDED: _("Carry it out")}
    return [
        Waiting(one, f"{one.get_stage_display()} · {one.description[:40]}", str(words[S(one.state)]),
                one.get_absolute_url())
        for one in rows[:AT_MOST]
    ]  # fmt: skip
