"""What stands behind a reported case."""

from typing import Any

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import is_visible, model_of, resolve
from bihuan.quality.models import ReportedCase


def source_of(case: ReportedCase, user: Actor) -> Any | None:
    """Return the record that reported a case, None where it is gone or not for this viewer."""
    if not is_visible(case.source_kind, case.source_id, user):
        return None
    return resolve(case.source_kind, case.source_id)


def source_name(case: ReportedCase) -> str:
    """Return the kind of record that reported a case, as people call it."""
    return str(model_of(case.source_kind)._meta.verbose_name)


def source_kinds() -> list[tuple[str, str]]:
    """Return the kinds of record that have reported, to choose in a filter."""
    kinds = ReportedCase.objects.order_by().values_list("source_kind", flat=True).distinct()
    return [(kind, str(model_of(kind)._meta.verbose_name)) for kind in kinds]
