"""What clauses have had written on a request besides the register's own columns (REG-02)."""

from collections.abc import Collection
from typing import Any, NamedTuple

from bihuan.organization.models import Region
from bihuan.regulations.models import Parameter
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.service.models import ServiceRequest

FORM = "request"


class Further(NamedTuple):
    """One further field: what it asks, what was entered, the clause that wants it (empty: none any more)."""

    label: str
    value: str
    clause: str = ""


def wanted(request: ServiceRequest) -> list[ParameterView]:
    """Return the fields that clauses in force want on a request with these facts; nothing is asked without any."""
    rules = ruleset()
    return rules.fields(FORM, request.facts()) if rules.all("form_field") else []


def chosen_region(value: Any) -> Region | None:
    """Return the region a form names by its key; None: none, or not a key."""
    return Region.objects.filter(pk=value).first() if str(value or "").isdecimal() else None


def offered() -> list[ParameterView]:
    """Return every field that clauses in force may want on a request, each name once."""
    views = sorted(ruleset().all("form_field"), key=lambda view: view.id)
    return list({view.name: view for view in views if view.data.get("form") == FORM}.values())


def further(request: ServiceRequest) -> list[Further]:
    """Return the fields that clauses want on a request, then what clauses asked that are gone since."""
    kept = request.extra or {}
    views = ruleset().fields(FORM, request.facts())
    asked = [Further(str(view.data.get("label", "")), str(kept.get(view.name, "")), view.label) for view in views]
    gone = kept.keys() - {view.name for view in views}
    labels = _labels(gone) if gone else {}
    return asked + [Further(labels.get(name, name), str(value)) for name, value in kept.items() if name in gone]


def _labels(names: Collection[str]) -> dict[str, str]:
    """Return the labels that withdrawn clauses gave these fields, the newest clause's word."""
    rows = Parameter.objects.filter(kind="form_field", name__in=names).order_by("pk")
    return {row.name: str(row.data.get("label") or row.name) for row in rows if row.data.get("form") == FORM}
