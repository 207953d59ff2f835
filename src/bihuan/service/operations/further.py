"""The fields that clauses add to the register: asked for whatever the channel, but of a ledger's old lines (REG-02)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel.records import OperationError
from bihuan.regulations.queries import ParameterView
from bihuan.service.models import ServiceRequest
from bihuan.service.queries.further import wanted
from bihuan.service.rules import entered


def complete(request: ServiceRequest) -> dict[str, Any]:
    """Return what was entered in the further fields of a new request.

    Raises:
        OperationError: a required one is empty, or what stands there can't be read.
    """
    views = wanted(request)
    kept = _read(views, request.extra or {})
    missing = [view for view in views if view.data.get("required") and not kept.get(view.name)]
    if missing:
        named = "、".join(f"{view.data.get('label', view.name)} ({view.label})" for view in missing)
        words = _("Still to be filled in, as a clause requires: %(fields)s.") % {"fields": named}
        raise OperationError(words, field=f"extra_{missing[0].name}")
    return kept


def readable(request: ServiceRequest, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return corrected further fields; what a ledger left out may stay unknown.

    Raises:
        OperationError: one of them can't be read.
    """
    return _read(wanted(request), values)


def _read(views: Sequence[ParameterView], values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in values.items() if value not in (None, "")}
    for view in views:
        if view.name not in kept:
            continue
        try:
            kept[view.name] = entered(view.data, kept[view.name])
        except ValueError as error:
            words = _("«%(field)s» can't be %(value)s.") % {
                "field": view.data.get("label", view.name), "value": str(kept[view.name])[:80],
            }  # fmt: skip
            raise OperationError(words, field=f"extra_{view.name}") from error
    return kept
