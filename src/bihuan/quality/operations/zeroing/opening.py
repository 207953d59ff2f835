"""Open a zeroing with the criteria that a clause asks for (ZERO)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import search
from bihuan.kernel.actors import permit
from bihuan.kernel.moves import begin
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, is_visible, required
from bihuan.organization.models import Department, Staff
from bihuan.products.models import ProductModel
from bihuan.quality.models.zeroing import Zeroing, ZeroingCriterion
from bihuan.quality.rules.zeroing import digest_of
from bihuan.quality.states.zeroing import Side, ZeroingOpened, ZeroingState
from bihuan.regulations.queries import ParameterView, ruleset


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is to be zeroed, and of which record it is (`subject`: None for none)."""

    side: str
    problem: str
    phenomenon: str
    happened_on: date
    department: Department
    owner: Staff
    place: str = ""
    occasion: str = ""
    model: ProductModel | None = None
    subject: Any = None


@transaction.atomic
def open_zeroing(problem: Problem, *, by: Staff) -> Zeroing:
    """Open a zeroing with the criteria that the clause in force asks for (ZERO).

    Raises:
        OperationError: nothing is written, the day lies ahead, the subject is not visible, or no clause has criteria.
    """
    permit(by, "quality.open_zeroing")
    subject = problem.subject
    if subject is not None and not is_visible(subject.kind(), subject.pk, by):
        raise OperationError(_("The record it follows from is not there, or not for you."))
    if problem.happened_on > timezone.localdate():
        raise OperationError(_("This lies in the future."), field="happened_on")
    now = timezone.now()
    zeroing = Zeroing(
        side=Side(problem.side), problem=required(problem.problem, _("Write what the problem is."), field="problem"),
        phenomenon=required(problem.phenomenon, _("Write what happened."), field="phenomenon"),
        happened_on=problem.happened_on, department=problem.department, owner=problem.owner,
        place=problem.place.strip(), occasion=problem.occasion.strip(), model=problem.model,
        subject_kind=subject.kind() if subject else "", subject_id=subject.pk if subject else None,
        subject_number=str(getattr(subject, "number", "") or "") if subject else "", opened_by=by, opened_at=now,
        state=ZeroingState.FIRST,
    )  # fmt: skip
    wanted = criteria_for(zeroing)
    if wanted is None:
        raise OperationError(_("No clause in force says which criteria this zeroing has to meet."), field="side")
    zeroing.clause_id = wanted.clause_id
    zeroing.number = next_number("ZR", at=now)
    begin(zeroing, by=by, event=ZeroingOpened, at=now)
    rows = [_criterion(zeroing, order, row) for order, row in enumerate(wanted.data["items"], start=1)]
    ZeroingCriterion.objects.bulk_create(rows)
    _index(zeroing)
    return zeroing


def criteria_for(zeroing: Zeroing) -> ParameterView | None:
    """Return the clause that names the criteria of this side, None where no clause does."""
    return ruleset().strongest("zeroing", zeroing.facts(), side=zeroing.side)


def _criterion(zeroing: Zeroing, order: int, row: dict[str, Any]) -> ZeroingCriterion:
    return ZeroingCriterion(
        zeroing=zeroing, order=order, code=row["code"], label=row["label"], asks=row.get("asks") or "",
        proves=row.get("proves") or ZeroingState.MEASURE_FIXED, needs_files=bool(row.get("needs_files")),
        digest=digest_of("", ()),
    )  # fmt: skip


def _index(zeroing: Zeroing) -> None:
    words = f"{zeroing.number} {zeroing.subject_number} {zeroing.problem} {zeroing.phenomenon}"
    search.index(zeroing.kind(), zeroing.pk, words)
