"""What can be lent, who has what, and until when (PRT-03)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from bihuan.kernel.actors import Actor
from bihuan.kernel.records import Tracked
from bihuan.organization.models import Staff
from bihuan.parts.models import Loan, Loaner
from bihuan.parts.states.loans import LoanState
from bihuan.products.models import ProductModel
from bihuan.regulations.queries import ParameterView, ruleset

CLAUSE = "loaner"
SHOWN = 12


def loan_clause(facts: Mapping[str, Any]) -> ParameterView | None:
    """Return the clause about loaners that holds for a record: when offered, how long, whether free (FULL 3.4)."""
    return ruleset().strongest(CLAUSE, facts)


def usual_due(facts: Mapping[str, Any]) -> date | None:
    """Return until when a loaner is usually lent from today; None where no clause says: who lends it chooses."""
    clause = loan_clause(facts)
    return timezone.localdate() + timedelta(days=int(clause.data["days"])) if clause else None


def free_loaners(model: ProductModel | None = None) -> list[Loaner]:
    """Return what can be lent now instead of a model, its own kind first."""
    rows = Loaner.objects.free().fitting(model).select_related("model", "part", "place").order_by("number")
    return sorted(rows, key=lambda one: (model is not None and one.model_id != model.pk, one.number))


def loans_of(record: Tracked) -> QuerySet[Loan]:
    """Return the loans made for a record, the newest first."""
    return Loan.objects.of(record).select_related("loaner__model", "loaner__part", "technician").order_by("-pk")


def loans_of_unit(unit: Tracked, user: Actor) -> list[Loan]:
    """Return what was lent while a unit was in repair, the newest first."""
    rows = Loan.objects.visible_to(user).filter(unit=unit.pk).select_related("loaner", "technician")
    return list(rows.order_by("-pk")[:SHOWN])


def loans_to_see_to(user: Staff, at_most: int) -> list[Loan]:
    """Return what a colleague has to do about loans: hand over what he reserved, get back what is overdue."""
    mine = Q(technician=user.pk) | Q(technician=None, reserved_by=user.pk)
    overdue = Q(state=LoanState.LENT, due_on__lt=timezone.localdate())
    wanted = Q(mine, state=LoanState.RESERVED) | (overdue if user.has_perm("parts.keep_loaners") else overdue & mine)
    return list(
        Loan.objects.visible_to(user).filter(wanted).select_related("loaner").order_by("due_on", "pk")[:at_most]
    )
