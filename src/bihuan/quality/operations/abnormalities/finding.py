"""Find a lot not to be in order, have it checked and confirmed, and ask the supplier (SUPQ 5.1–5.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
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
from bihuan.products.models import Supplier
from bihuan.products.operations.materials import LotRow, receive_lot
from bihuan.quality.models import SupplierAbnormality
from bihuan.quality.operations.abnormalities.answering import ask
from bihuan.quality.queries import abnormality_rules as clauses
from bihuan.quality.rules.abnormalities import what_is_wrong
from bihuan.quality.states.abnormalities import AbnormalityFound, AbnormalityState, DefectKind


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """An inspection with its verdict.

    Attributes:
        defects: codes of the clause on this kind of defect.
        affected: what is to be disposed of; the whole lot when None.
        subject: the record it follows from, if any.
    """

    supplier: Supplier
    material: str
    lot: str
    lot_quantity: Decimal
    standard: str
    sample_size: int
    defective: int
    defect_class: str
    defect_kind: str
    description: str
    defects: Sequence[str] = ()
    affected: Decimal | None = None
    order_no: str = ""
    unit_of_measure: str = ""
    files: Sequence[Content] = ()
    subject: Any = None


@transaction.atomic
def find(told: Inspection, *, by: Any, source: str = "web") -> SupplierAbnormality:
    """Register a lot that is not in order (SUPQ 5.1).

    Raises:
        OperationError: figures that can't be, an unknown class or defect, words missing, or a subject not visible.
    """
    permit(by, "quality.find_abnormality")
    subject, now = told.subject, timezone.now()
    if subject is not None and not is_visible(subject.kind(), subject.pk, by):
        raise OperationError(_("The record it follows from is not there, or not for you."))
    affected = told.lot_quantity if told.affected is None else told.affected
    if wrong := what_is_wrong(told.lot_quantity, affected, told.sample_size, told.defective):
        raise OperationError(_impossible()[wrong], field=wrong)
    standard = required(told.standard, _("Write what it was inspected against."), field="standard")
    words = required(told.description, _("Write what was found."), field="description")
    defects, defect_class = _defects(told), _defect_class(told.defect_class)
    row = LotRow(
        supplier=told.supplier.name, material=told.material, code=told.lot, quantity=told.lot_quantity,
        unit_of_measure=told.unit_of_measure, received_on=timezone.localdate(now),
    )  # fmt: skip
    one = SupplierAbnormality(
        state=AbnormalityState.FOUND, supplier=told.supplier, lot=receive_lot(row, by=by, source=source),
        order_no=told.order_no.strip(), lot_quantity=told.lot_quantity, standard=standard, affected=affected,
        sample_size=told.sample_size, defective=told.defective, defect_class=defect_class,
        defect_kind=DefectKind(told.defect_kind), defects=defects, description=words, found_by=by, found_at=now,
        subject_kind=subject.kind() if subject else "", subject_id=subject.pk if subject else None,
        subject_number=str(getattr(subject, "number", "") or "") if subject else "",
    )  # fmt: skip
    one.number = next_number("SA", at=now)
    begin(one, by=by, event=AbnormalityFound, at=now, note=words, source=source)
    for content in told.files:
        attachments.attach(one, content, by=by, purpose="inspection", is_locked=True)
    search.index(one.kind(), one.pk, f"{one.number} {told.supplier.name} {one.title} {words}")
    return one


def _impossible() -> dict[str, str]:
    return {
        "lot_quantity": _("The quantity must be above zero."),
        "sample_size": _("The sample is one piece at least, and not more than the lot."),
        "defective": _("Defective is one piece at least, and not more than the sample."),
        "affected": _("To be disposed of: at least the defective pieces, at most the lot."),
    }


def _defect_class(code: str) -> str:
    if code not in dict(clauses.items(clauses.CLASSES)):
        raise OperationError(_("No clause in force knows this class."), field="defect_class")
    return code


def _defects(told: Inspection) -> str:
    """Return the defects in the words of the clause."""
    if told.defect_kind not in DefectKind.values:
        raise OperationError(_("Appearance or performance?"), field="defect_kind")
    known = dict(clauses.items(clauses.DEFECTS[DefectKind(told.defect_kind)]))
    if unknown := [code for code in told.defects if code not in known]:
        raise OperationError(_("«%(code)s» is no defect of this kind.") % {"code": unknown[0]}, field="defects")
    return "、".join(known[code] for code in told.defects)[:200]


@transaction.atomic
def check(one: SupplierAbnormality, *, note: str = "", by: Any, revision: int | None = None) -> SupplierAbnormality:
    """Find the same as engineer; never one's own verdict (SUPQ 5.2)."""
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    now, said = timezone.now(), note.strip()
    changes = {"checked_by_id": by.pk, "checked_at": now, "opinion": said}
    perform(row, "check", by=by, at=now, note=said, changes=changes)
    return row


@transaction.atomic
def confirm(one: SupplierAbnormality, *, note: str = "", by: Any, revision: int | None = None) -> SupplierAbnormality:
    """Confirm it as head, neither finder nor engineer; from now on it counts (SUPQ 5.2)."""
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    now, said = timezone.now(), note.strip()
    opinion = "\n".join(filter(None, [row.opinion, said]))
    changes = {"confirmed_by_id": by.pk, "confirmed_at": now, "opinion": opinion}
    perform(row, "confirm", by=by, at=now, note=said, changes=changes)
    return row


@transaction.atomic
def refute(one: SupplierAbnormality, *, note: str, by: Actor, revision: int | None = None) -> SupplierAbnormality:
    """Find it in order after all, with the reason; it does not count in the supplier's record."""
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    words = required(note, _("Write the reason."))
    perform(row, "refute", by=by, note=words, changes={"opinion": words})
    return row


@transaction.atomic
def issue(one: SupplierAbnormality, *, demand: str, by: Any, revision: int | None = None) -> SupplierAbnormality:
    """Send the corrective request to the supplier, with a link by which he answers (SUPQ 5.3)."""
    row: SupplierAbnormality = locked(SupplierAbnormality, one.pk, revision=revision)
    words, now = required(demand, _("Write what is asked of the supplier."), field="demand"), timezone.now()
    changes = {
        "demand": words, "issued_by_id": by.pk, "issued_at": now, "wanted_lots": clauses.lots_wanted(row.facts()),
    }  # fmt: skip
    ask(row, "issue", by=by, at=now, note=words, changes=changes)
    return row
