"""What clauses say of nonconforming pieces: natures, classes, the days to carry out, what labour costs (QUA-06)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.organization.queries import calendar
from bihuan.quality.models import Nonconformity
from bihuan.regulations.queries import ParameterView, ruleset

NATURE, CLASS = "nonconformity_nature", "nonconformity_class"
DUE, LABOUR = "disposition", "rework_hour"


def choices(scheme: str) -> list[tuple[str, str]]:
    """Return the codes and names of a scheme in force, `NATURE` or `CLASS`."""
    view = ruleset().strongest("classification", {}, scheme=scheme)
    return [(str(item["code"]), str(item["label"])) for item in view.data["items"]] if view else []


def label_of(scheme: str, code: str) -> str:
    """Return the name of a code; the code itself where no clause in force names it."""
    return dict(choices(scheme)).get(code, code)


def class_clause() -> ParameterView | None:
    """Return the clause that names the classes."""
    return ruleset().strongest("classification", {}, scheme=CLASS)


def due_clause(facts: dict[str, Any]) -> ParameterView | None:
    """Return the clause that says by when a disposition is carried out, and who is told on the way."""
    return ruleset().one("promise", DUE, facts)


def latest_day(one: Nonconformity) -> date | None:
    """Return the last day that the clause allows for a disposition made now; None when no clause says one."""
    clause = due_clause(one.facts())
    if clause is None:
        return None
    limit = clause.data["limit"]
    return timezone.localdate(calendar(limit["calendar"]).add(timezone.now(), timedelta(minutes=limit["minutes"])))


def labour_clause(one: Nonconformity) -> ParameterView | None:
    """Return the clause that says what an hour of rework costs; None where none does, or its amount is not set."""
    view = ruleset().one("amount", LABOUR, one.facts())
    return view if view and view.data.get("amount") is not None else None


def per_hour(one: Nonconformity) -> Decimal:
    """Return what an hour of rework costs, in yuan; nothing where no clause says it."""
    view = labour_clause(one)
    return Decimal(str(view.data["amount"])) if view else Decimal(0)
