"""Two files of one customer become one, without losing anything; and back again (CUS-01).

Every table that points at a customer is moved, whichever app it belongs to: the foreign keys are read
from the models, so a table that comes later is moved as well; so are the files on the double. What a merge
moved is kept row by row.
Where the survivor has a row already that may stand only once, the double's stays with the double, which
stays readable. An undo moves back what still stands with the survivor.
"""

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers import queries
from bihuan.customers.models import Customer, Merge, MergedRows, Pair
from bihuan.customers.states.doubles import CustomersMerged, CustomersParted, PairState
from bihuan.kernel import events, history, search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.records import OperationError, Tracked, locked

BATCH = 1000
FILLABLE = ("phone", "email", "region", "address", "business", "tier", "is_key", "keeper", "remarks")
FILES = Attachment._meta.label_lower
BOOKS = (Pair, Merge)  # what is known about doubles isn't moved with them


@transaction.atomic
def merge(survivor: Customer, double: Customer, *, by: Actor, note: str = "", revision: int | None = None) -> Merge:
    """Put one customer's file into another; everything that pointed at it points at the survivor.

    Args:
        survivor: the file that stays; what it lacks it takes from the other.
        double: the file that is put into it; it stays as it is, readable, and leads to the survivor.
        revision: the survivor's, as the person saw it.

    Raises:
        OperationError: it is one and the same, or one of the two was merged meanwhile.
    """
    permit(by, "customers.merge", survivor)
    stays, goes = _both(survivor, double, revision)
    for one in (stays, goes):
        if one.merged_into_id is not None:
            raise OperationError(_("%(name)s has been merged already.") % {"name": f"{one.number} {one.name}"})
        if one.is_restricted or one.erased_at:
            raise OperationError(_("The data of %(name)s is locked.") % {"name": one.number})
    now = timezone.now()
    made = Merge.objects.create(
        survivor=stays, double=goes, filled=_fill(stays, goes, by), note=note.strip()[:200], merged_at=now,
        merged_by_id=by.pk if by.actor_kind == "staff" else None,
    )  # fmt: skip
    for model, field in pointing():
        _move(made, model, field, goes, stays, by)
    _move_files(made, goes, stays)
    history.change(goes, by=by, merged_into=stays)
    moved = sum(len(rows.keys) for rows in made.rows.all())
    words = _("%(count)s records moved") % {"count": moved}
    history.append(stays, "merged", by=by, note=f"{goes.number} {goes.name} · {words}" + (f"\n{note}" if note else ""))
    history.append(goes, "merged_into", by=by, note=f"{stays.number} {stays.name}")
    _decide(stays, goes, PairState.MERGED, by)
    _index(stays, goes)
    events.publish(CustomersMerged(record=stays, at=now, by=by, double=goes.pk))
    return made


@transaction.atomic
def undo(made: Merge, *, by: Actor) -> Customer:
    """Part what was merged: what was moved and still stands with the survivor goes back; return the double.

    Raises:
        OperationError: it is undone already, or the survivor was itself merged since.
    """
    permit(by, "customers.merge", made.survivor)
    row = locked(Merge, made.pk)
    if row.undone_at is not None:
        raise OperationError(_("This merge is undone already."))
    stays, goes = _both(row.survivor, row.double)
    if stays.merged_into_id is not None:
        raise OperationError(
            _("%(name)s was merged itself since; undo that first.") % {"name": f"{stays.number} {stays.name}"}
        )
    for rows in row.rows.exclude(kind=FILES):
        _move_back(rows, stays, goes, by)
    for rows in row.rows.filter(kind=FILES):
        _files(stays).filter(pk__in=rows.keys).update(subject_id=goes.pk)
    history.change(goes, by=by, merged_into=None)
    _empty(row, stays, goes, by)
    row.undone_at, row.undone_by_id = timezone.now(), by.pk if by.actor_kind == "staff" else None
    row.save()
    history.append(stays, "parted", by=by, note=f"{goes.number} {goes.name}")
    history.append(goes, "parted", by=by, note=f"{stays.number} {stays.name}")
    _decide(stays, goes, PairState.OPEN, by)
    _index(stays, goes)
    events.publish(CustomersParted(record=stays, at=row.undone_at, by=by, double=goes.pk))
    return goes


def pointing() -> Iterator[tuple[type[models.Model], str]]:
    """Return every table and field of every app that points at a customer."""
    for relation in Customer._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            model = relation.related_model
            if model not in BOOKS and model is not MergedRows:
                yield model, relation.field.name  # type: ignore[misc, union-attr]


def _both(one: Customer, other: Customer, revision: int | None = None) -> tuple[Customer, Customer]:
    """Lock both files, always in the same order, so that two people merging them don't wait for each other."""
    if one.pk == other.pk:
        raise OperationError(_("This is the same file."))
    seen = {one.pk: revision, other.pk: None}
    found = {pk: locked(Customer, pk, revision=seen[pk]) for pk in sorted(seen)}
    return found[one.pk], found[other.pk]


def _move(made: Merge, model: type[models.Model], field: str, old: Customer, new: Customer, by: Actor) -> None:
    keys = list(model._base_manager.filter(**{field: old.pk}).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        moved, kept = _point(model, field, some, old, new, by)
        MergedRows.objects.create(merge=made, kind=model._meta.label_lower, field=field, keys=moved, kept=kept)


def _files(customer: Customer) -> "models.QuerySet[Attachment]":
    return Attachment.objects.filter(kind=Customer.kind(), subject_id=customer.pk)


def _move_files(made: Merge, old: Customer, new: Customer) -> None:
    """Move the double's files: contracts, photos, mandates are found on the file that stands."""
    if keys := list(_files(old).order_by("pk").values_list("pk", flat=True)):
        Attachment.objects.filter(pk__in=keys).update(subject_id=new.pk)
        MergedRows.objects.create(merge=made, kind=FILES, field="subject_id", keys=keys)


def _move_back(rows: MergedRows, stays: Customer, goes: Customer, by: Actor) -> None:
    model = next((one for one, field in pointing() if (one._meta.label_lower, field) == (rows.kind, rows.field)), None)
    if model is None:
        return
    still = model._base_manager.filter(pk__in=rows.keys, **{rows.field: stays.pk})
    _point(model, rows.field, list(still.order_by("pk").values_list("pk", flat=True)), stays, goes, by)


def _point(
    model: type[models.Model], field: str, keys: list[int], old: Customer, new: Customer, by: Actor
) -> tuple[list[int], list[int]]:
    """Point rows at another customer, all at once, or one by one where some may not; return moved and kept ones."""
    if not keys:
        return [], []
    try:
        with transaction.atomic():
            _set(model, field, keys, new)
        moved = keys
    except IntegrityError:
        moved = [key for key in keys if _may(model, field, key, new)]
    if issubclass(model, Tracked):
        changes = {field: [str(old), str(new)]}
        lines = [history.Line(model.kind(), key, "moved_to_customer", by, changes=changes) for key in moved]
        history.append_many(lines)
    return moved, sorted(set(keys) - set(moved))


def _may(model: type[models.Model], field: str, key: int, new: Customer) -> bool:
    try:
        with transaction.atomic():
            _set(model, field, [key], new)
    except IntegrityError:
        return False
    return True


def _set(model: type[models.Model], field: str, keys: list[int], new: Customer) -> None:
    values: dict[str, object] = {field: new.pk}
    if issubclass(model, Tracked):
        values |= {"revision": F("revision") + 1, "updated_at": timezone.now()}
    rows = model._base_manager.filter(pk__in=keys)
    list(rows.order_by("pk").select_for_update().values_list("pk"))
    models.QuerySet(model).filter(pk__in=keys).update(**values)


def _fill(stays: Customer, goes: Customer, by: Actor) -> list[str]:
    """Give the survivor what it lacks; return the names of the fields."""
    lacking = [name for name in FILLABLE if not getattr(stays, name) and getattr(goes, name)]
    values = {name: getattr(goes, name) for name in lacking}
    plain: dict[str, Any] = {name: _plain(value) for name, value in values.items()}
    history.change(stays, by=by, **plain)
    return lacking


def _empty(row: Merge, stays: Customer, goes: Customer, by: Actor) -> None:
    """Take back what the survivor was given, unless somebody changed it since."""
    given = [name for name in row.filled if _plain(getattr(stays, name)) == _plain(getattr(goes, name))]
    fields: dict[str, Any] = {name: Customer._meta.get_field(name) for name in given}
    empty: dict[str, Any] = {name: None if one.null else one.get_default() for name, one in fields.items()}
    history.change(stays, by=by, **empty)


def _plain(value: object) -> object:
    return value.reveal() if hasattr(value, "reveal") else value


def _decide(stays: Customer, goes: Customer, verdict: str, by: Actor) -> None:
    first, second = sorted((stays.pk, goes.pk))
    now = None if verdict == PairState.OPEN else timezone.now()
    who = by.pk if now and by.actor_kind == "staff" else None
    Pair.objects.filter(first=first, second=second).update(verdict=verdict, decided_at=now, decided_by=who)


def _index(stays: Customer, goes: Customer) -> None:
    for row in Customer.objects.filter(pk__in=(stays.pk, goes.pk)):
        if row.merged_into_id:
            search.remove(Customer.kind(), row.pk)
        else:
            search.index(Customer.kind(), row.pk, queries.searchable(row))
