"""Which signature a clause wants on a form, and which ways of signing it takes."""

from django.utils.translation import gettext as _

from bihuan.kernel.records import OperationError
from bihuan.regulations.queries.lookup import Facts, ParameterView
from bihuan.regulations.queries.ruleset import ruleset


def signing_clause(form: str, facts: Facts) -> ParameterView | None:
    """Return the clause that wants the customer's signature on a form."""
    return ruleset().strongest("signature", facts, form=form)


def is_accepted(form: str, way: str, facts: Facts) -> bool:
    """Tell whether a clause takes this way of signing a form; without a clause any way will do."""
    clause = signing_clause(form, facts)
    return clause is None or way in {row["code"] for row in clause.data["accepts"]}


def require_way(form: str, way: str, facts: Facts) -> None:
    """Refuse a way of signing that the clause does not take.

    Args:
        way: "glass", "paper", "link", ...

    Raises:
        OperationError: the clause takes other ways only.
    """
    if not is_accepted(form, way, facts):
        raise OperationError(_("The clause does not take this way of signing."), field="signature")
