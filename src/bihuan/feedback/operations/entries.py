"""What customers say outside a survey, entered (COMM 5.6.2, SAT-04)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.feedback.models import FeedbackEntry
from bihuan.feedback.queries.survey_rules import worst_grade
from bihuan.feedback.rules import surveys as rules
from bihuan.kernel import history, search
from bihuan.kernel.actors import permit
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, required
from bihuan.organization.models import Staff

SERIES = "KF"


@dataclass(frozen=True, kw_only=True)
class Said:
    """Who said what, when."""

    kind_of: str
    customer: Customer
    happened_on: date
    words: str
    said_by: str = ""
    grade: int | None = None


@transaction.atomic
def enter(said: Said, *, by: Staff) -> FeedbackEntry:
    """Enter an interview or other feedback.

    Raises:
        OperationError: nothing written, a day to come, or no grade of the five.
    """
    permit(by, "feedback.enter_survey")
    if said.happened_on > timezone.localdate():
        raise OperationError(_("This day is still to come."), field="happened_on")
    if said.grade is not None and said.grade not in range(1, rules.BEST + 1):
        raise OperationError(_("Choose one of the grades."), field="grade")
    now = timezone.now()
    row = FeedbackEntry(
        number=next_number(SERIES, at=now), kind_of=said.kind_of, customer=said.customer,
        said_by=said.said_by.strip()[:60], happened_on=said.happened_on,
        words=required(said.words, _("Write what the customer said."), field="words"), grade=said.grade,
        is_dissatisfied=said.grade is not None and said.grade <= worst_grade(), entered_by=by, entered_at=now,
    )  # fmt: skip
    row.save()
    history.append(row, "register", by=by, at=now, is_first=True)
    search.index(row.kind(), row.pk, f"{row.number} {said.customer.name} {row.words}")
    return row
