"""Models and fault codes that a ledger names: found in the catalogue, or entered there, in a few statements."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Upper

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.products.models import FaultCode, ProductLine, ProductModel

RowT = TypeVar("RowT", ProductLine, ProductModel, FaultCode)
CODE, LINE_CODE = 60, 20  # characters


@transaction.atomic
def name_models(named: Mapping[str, str], *, by: Actor) -> dict[str, ProductModel]:
    """Return the models that a ledger names, entering those whose line it names too.

    Args:
        named: a model's words -> its line's words, "" where the ledger says nothing of it.

    Returns:
        by the words; what isn't in the catalogue and has no line is left out.
    """
    permit(by, "products.name_unknown")
    found = _models(named)
    wanted = {words: line for words, line in named.items() if words not in found and line and words}
    if wanted:
        lines = _lines(set(wanted.values()), by)
        for words, line in wanted.items():
            _enter(ProductModel, {"code": words[:CODE]}, {"name": words[:80], "line": lines[line]}, by)
        found |= _models(wanted)
    return found


def _models(words: Iterable[str]) -> dict[str, ProductModel]:
    codes = {one: one[:CODE].upper() for one in words if one}
    rows = ProductModel.objects.annotate(plain=Upper("code")).select_related("line")
    known = {row.code.upper(): row for row in rows.filter(Q(plain__in=codes.values()) | Q(code__in=codes))}
    return {one: known[code] for one, code in codes.items() if code in known}


def _lines(names: set[str], by: Actor) -> dict[str, ProductLine]:
    """Return lines by their words: code or name, entered where neither is known."""

    def known() -> dict[str, ProductLine]:
        codes = [name[:LINE_CODE] for name in names]
        rows = list(ProductLine.objects.filter(Q(code__in=codes) | Q(name__in=names)).order_by("-pk"))
        by_code, by_name = {row.code: row for row in rows}, {row.name: row for row in rows}
        found = {name: by_name.get(name) or by_code.get(name[:LINE_CODE]) for name in names}
        return {name: row for name, row in found.items() if row is not None}

    lines = known()
    missing = sorted(names - set(lines))
    if missing:
        for name in missing:
            _enter(ProductLine, {"code": name[:LINE_CODE]}, {"name": name[:60]}, by)
        lines = known()
    return lines


@transaction.atomic
def name_faults(codes: Iterable[str], *, by: Actor) -> dict[str, FaultCode]:
    """Return the fault codes of every line by their code; an unknown one is entered, its meaning to be filled in."""
    permit(by, "products.name_unknown")
    wanted = sorted({code[:20] for code in codes})
    found = _faults(wanted)
    missing = [code for code in wanted if code not in found]
    if missing:
        for code in missing:
            _enter(FaultCode, {"code": code, "line": None}, {}, by)
        found = _faults(wanted)
    return found


def _faults(codes: Sequence[str]) -> dict[str, FaultCode]:
    return {row.code: row for row in FaultCode.objects.filter(code__in=codes, line=None)}


def _enter(model: type[RowT], which: dict[str, Any], values: dict[str, Any], by: Actor) -> None:
    """Add a row unless another ledger has just done so."""
    row, is_new = model._default_manager.get_or_create(defaults=values, **which)
    if is_new:
        history.append(row, "register", by=by, changes={"name": [None, str(row)]}, source="import", is_first=True)
