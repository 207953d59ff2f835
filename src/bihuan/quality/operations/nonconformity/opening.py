"""Nonconforming pieces are reported, corrected, held back; or found to conform after all (QUA-06)."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import attachments, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, is_visible, locked, required
from bihuan.organization.models import Department, Staff
from bihuan.products.models import Batch, Lot, ProductModel
from bihuan.quality.models import Nonconformity
from bihuan.quality.operations.cases import withdraw_case
from bihuan.quality.operations.nonconformity.following import follow_case, follow_holds, hold_exactly
from bihuan.quality.queries.nonconformity_rules import CLASS, NATURE, choices
from bihuan.quality.rules.dispositions import disposed, plain
from bihuan.quality.states.nonconformity import REPORT, FoundAt, NonconformityFound, NonconformityState

SERIES = "NC"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found; the fields are those of `Nonconformity`, `unit_cost` in yuan."""

    stage: str
    quantity: Decimal
    nature: str
    class_code: str
    description: str
    found_at: datetime
    place: str = ""
    model: ProductModel | None = None
    product: str = ""
    batches: Sequence[Batch] = ()
    lots: Sequence[Lot] = ()
    inspected: Decimal | None = None
    unit_of_measure: str = ""
    unit_cost: Decimal | None = None
    department: Department | None = None

    def values(self) -> dict[str, Any]:
        """Return the plain fields, words without blanks around them."""
        own = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in {"batches", "lots"}}
        return {name: value.strip() if isinstance(value, str) else value for name, value in own.items()}


@transaction.atomic
def report(
    finding: Finding, *, subject: Any = None, photos: Sequence[Content] = (), source: str = "web", by: Staff
) -> Nonconformity:
    """Report nonconforming pieces; their batches and lots are held back from now on.

    Args:
        subject: the issue, complaint, supplier's abnormality they were found in.

    Raises:
        OperationError: nothing described, a quantity that can't be, a class or nature no clause names, a time to
            come, a batch of another model.
    """
    permit(by, REPORT)
    if subject is not None and not is_visible(subject.kind(), subject.pk, by):
        raise OperationError(_("The record it follows from is not there, or not for you."))
    _check(finding)
    now = timezone.now()
    one = Nonconformity(
        state=NonconformityState.FOUND, found_by=by, reported_at=now, **finding.values(),
        subject_kind=subject.kind() if subject else "", subject_id=subject.pk if subject else None,
        subject_number=str(getattr(subject, "number", "") or "") if subject else "",
    )  # fmt: skip
    one.number = next_number(SERIES, at=now)
    begin(one, by=by, event=NonconformityFound, at=now, source=source)
    one.batches.set(finding.batches)
    one.lots.set(finding.lots)
    for photo in photos:
        attachments.attach(one, photo, by=by, purpose="photo")
    hold_exactly(one, [*finding.batches, *finding.lots], by=by)
    follow_case(one, by=by)
    _index(one)
    return one


def _check(finding: Finding) -> None:
    required(finding.description, _("Write what does not conform."), field="description")
    if finding.model is None:
        required(finding.product, _("Name the model, or the product or material."), field="product")
    if finding.quantity <= 0:
        raise OperationError(_("The quantity must be above zero."), field="quantity")
    if finding.inspected is not None and finding.inspected < finding.quantity:
        raise OperationError(_("More pieces don't conform than were inspected."), field="quantity")
    if finding.found_at > timezone.now():
        raise OperationError(_("This lies in the future."), field="found_at")
    if finding.stage not in FoundAt.values:
        raise OperationError(_("Choose where it was found."), field="stage")
    for scheme, field in ((NATURE, "nature"), (CLASS, "class_code")):
        if getattr(finding, field) not in dict(choices(scheme)):
            raise OperationError(_("No clause in force names this."), field=field)
    if any(finding.model is None or batch.model_id != finding.model.pk for batch in finding.batches):
        raise OperationError(_("This batch is of another model."), field="batches")


@transaction.atomic
def correct(one: Nonconformity, finding: Finding, *, by: Staff, revision: int | None = None) -> Nonconformity:
    """Correct what was found, as long as it is not reviewed.

    Raises:
        OperationError: as for `report`, or fewer pieces than are disposed of already.
    """
    row = locked(Nonconformity, one.pk, revision=revision)
    _check(finding)
    there = disposed(row.lines())
    if finding.quantity < there:
        words = _("%(there)s are disposed of already; change the dispositions first.") % {"there": plain(there)}
        raise OperationError(words, field="quantity")
    perform(row, "correct", by=by, changes=finding.values())
    row.batches.set(finding.batches)
    row.lots.set(finding.lots)
    follow_case(row, by=by)
    _index(row)
    return row


@transaction.atomic
def hold(
    one: Nonconformity, *, note: str, batches: Sequence[Batch] = (), lots: Sequence[Lot] = (), by: Actor,
    revision: int | None = None,
) -> Nonconformity:  # fmt: skip
    """Hold exactly these batches and lots from now on, with the reason; others are released."""
    row = locked(Nonconformity, one.pk, revision=revision)
    things: list[Batch | Lot] = [*batches, *lots]
    words = required(note, _("Write the reason."))
    perform(row, "hold", by=by, note="：".join(filter(None, ["、".join(map(str, things)), words])))
    hold_exactly(row, things, by=by)
    follow_holds(row, by=by)
    return row


@transaction.atomic
def drop(one: Nonconformity, *, note: str, by: Actor, revision: int | None = None) -> Nonconformity:
    """Find that the pieces conform after all: what is held is released, its case counts no more."""
    row = locked(Nonconformity, one.pk, revision=revision)
    words = required(note, _("Write the reason."))
    perform(row, "drop", by=by, note=words, changes={"closed_at": timezone.now()})
    hold_exactly(row, (), by=by)
    withdraw_case(row, by=by, note=words)
    return row


def _index(one: Nonconformity) -> None:
    codes = " ".join([*one.batches.values_list("code", flat=True), *one.lots.values_list("code", flat=True)])
    words = f"{one.number} {one.subject_number} {one.model or ''} {one.product} {codes} {one.description}"
    search.index(one.kind(), one.pk, words)
