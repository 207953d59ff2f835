"""Letters gone out, by mail or post, and customers reminded of them by the clause's days."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.moves import check, perform, perform_alike
from bihuan.kernel.records import locked
from bihuan.products.models import Recall, RecallLetter, RecallUnit
from bihuan.products.queries.recalls import terms
from bihuan.products.states import RUN, RUNNING, LetterWay, RecallUnitState

AT_ONCE = 200


@transaction.atomic
def mailed(letter: RecallLetter, *, at: datetime | None = None, by: Actor = SYSTEM) -> None:
    """Note that a letter has gone out; each of its units counts as told. A second time changes nothing."""
    _told([letter.pk], at or timezone.now(), by)


@transaction.atomic
def mailed_together(letters: Sequence[RecallLetter], *, by: Actor = SYSTEM) -> None:
    """Note at once that several letters have gone out: a few statements for all of them."""
    if letters:
        _told([letter.pk for letter in letters], timezone.now(), by)


@transaction.atomic
def by_post(letter: RecallLetter) -> None:
    """Have a letter printed and posted that can't be mailed; until then its units are not told."""
    row = locked(RecallLetter, letter.pk)
    if row.sent_at is None and row.way == LetterWay.MAIL:
        row.way, row.revision = LetterWay.PAPER, row.revision + 1
        row.save(update_fields=["way", "revision", "updated_at"])


def _told(letters: Sequence[int], now: datetime, by: Actor) -> None:
    """Note that letters are out, and that the units of each are told."""
    held = RecallLetter.objects.select_for_update(of=("self",)).filter(pk__in=letters).order_by("pk")
    fresh = [row.pk for row in held if row.sent_at is None]
    out = RecallLetter.objects.filter(pk__in=fresh)
    out.update(sent_at=now, revision=F("revision") + 1, updated_at=timezone.now())
    rows = RecallUnit.objects.select_for_update(of=("self",)).filter(letter__in=letters, state=RecallUnitState.LISTED)
    perform_alike(list(rows.order_by("pk")), "notify", by=by, changes={"notified_at": now}, at=now)


def post_letters(recall: Recall, *, upto: int, by: Actor) -> int:
    """Note that the printed letters were posted; some hundreds a call.

    Args:
        upto: key of the last letter that was printed; one made since then stays to be posted.

    Returns:
        how many are still to be noted.
    """
    rows = RecallLetter.objects.filter(recall=recall, way=LetterWay.PAPER, sent_at=None, pk__lte=upto)
    with transaction.atomic():
        permit(by, RUN)
        row = locked(Recall, recall.pk)
        check(row, "post", by=by)
        chosen = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        _told(chosen, timezone.now(), by)
        left = rows.count()
        if chosen and not left:
            posted = RecallLetter.objects.filter(recall=recall, way=LetterWay.PAPER).exclude(sent_at=None).count()
            perform(row, "post", by=by, note=_("%(number)s posted so far") % {"number": posted})
    return left


def waiting_letters(now: datetime) -> Any:
    """Return letters that are out in running recalls and have units nobody has answered for."""
    silent = RecallUnit.objects.filter(letter=OuterRef("pk"), state=RecallUnitState.NOTIFIED)
    rows = RecallLetter.objects.filter(Exists(silent), recall__state__in=RUNNING, sent_at__lt=now)
    return rows.select_related("recall").order_by("pk")


def due_reminders(*, now: datetime | None = None) -> list[RecallLetter]:
    """Count a reminder for every letter whose days are over, and return these.

    When and how often, the clause says; without one nobody is reminded.
    """
    now, found = now or timezone.now(), list[RecallLetter]()
    for recall in Recall.objects.filter(state__in=RUNNING):
        clause = terms(recall)
        if clause is None:
            continue
        border, times = now - timedelta(days=int(clause.data["days"])), int(clause.data["times"])
        last = Q(reminded_at=None, sent_at__lte=border) | Q(reminded_at__lte=border)
        due = waiting_letters(now).filter(last, recall=recall, reminded_count__lt=times)
        found += [letter for letter in due if _count(letter, now)]
    return found


@transaction.atomic
def _count(letter: RecallLetter, now: datetime) -> bool:
    row = locked(RecallLetter, letter.pk)
    if row.reminded_count != letter.reminded_count:
        return False
    row.reminded_count, row.reminded_at, row.revision = row.reminded_count + 1, now, row.revision + 1
    row.save(update_fields=["reminded_count", "reminded_at", "revision", "updated_at"])
    letter.reminded_count = row.reminded_count
    return True
