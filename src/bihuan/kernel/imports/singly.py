"""Save a batch row by row: one that is refused leaves the others as they are."""

from collections.abc import Callable, Sequence

from django.db import transaction

from bihuan.kernel.imports.specs import Occasion, ParsedRow, Saved
from bihuan.kernel.records import OperationError


def one_by_one(save: Callable[[ParsedRow, Occasion], int]) -> Callable[[Sequence[ParsedRow], Occasion], list[Saved]]:
    """Return a batch saver that takes each row alone.

    Args:
        save: saves one row and returns the new record's key; its `OperationError` becomes the row's reason.
    """

    def save_rows(rows: Sequence[ParsedRow], occasion: Occasion) -> list[Saved]:
        return [_tried(save, row, occasion) for row in rows]

    return save_rows


def _tried(save: Callable[[ParsedRow, Occasion], int], row: ParsedRow, occasion: Occasion) -> Saved:
    try:
        with transaction.atomic():
            return Saved(pk=save(row, occasion))
    except OperationError as refused:
        return Saved(reason=str(refused.message), column=refused.field or "")
