"""Which service class a case has: the clauses in force say which verdict leads to which (SVC-09, FULL 4.1)."""

from collections.abc import Mapping
from typing import Any

from bihuan.regulations.queries import ruleset
from bihuan.service.states import ServiceClass

# Where no clause speaks: what is paid, what a contract covers, what isn't a customer's; all the rest is free.
UNSAID = {"paid": ServiceClass.A, "contract": ServiceClass.B, "internal": ServiceClass.D}


def class_for(verdict: str, facts: Mapping[str, Any]) -> str:
    """Return the service class that a verdict leads to.

    Args:
        verdict: `verdict_of` a kept decision, or "internal" for work that isn't a customer's.
        facts: the request's values that scopes look at.
    """
    said = [
        view for view in ruleset().matching("service_class", facts)
        if any(row["code"] == verdict for row in view.data["verdicts"])
    ]  # fmt: skip
    if not said:
        return UNSAID.get(verdict, ServiceClass.C)
    return str(max(said, key=lambda view: view.rank).data["code"])
