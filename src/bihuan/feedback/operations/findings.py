"""What customers are dissatisfied with: found when a round closes, decided by a person (COMM 5.6.5, SAT-03)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.feedback.models import SurveyFinding, SurveyRound
from bihuan.feedback.queries.results import dissatisfied_with
from bihuan.feedback.queries.survey_rules import bound_of_action
from bihuan.kernel import history
from bihuan.kernel.actors import permit
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.operations import actions

REQUIRE = "quality.require_action"
DECIDE = "feedback.run_survey"


def find(one: SurveyRound) -> list[SurveyFinding]:
    """Keep every question whose dissatisfied reach the clause's share; without a clause none is proposed."""
    clause = bound_of_action()
    if clause is None:
        return []
    bound, found = float(clause.data["value"]), []
    for asked, dissatisfied, answered in dissatisfied_with(one):
        if answered and dissatisfied and 100 * dissatisfied / answered >= bound:
            row = SurveyFinding(
                round=one, question=asked.key, text=asked.text, dissatisfied=dissatisfied, answered=answered,
                clause_id=clause.clause_id,
            )  # fmt: skip
            row.save()
            found.append(row)
    return found


@transaction.atomic
def require_action(finding: SurveyFinding, *, ground: str, owner: Staff, by: Staff) -> CorrectiveAction:
    """Require corrective action for a matter of dissatisfaction; a person confirms it.

    Raises:
        OperationError: it is decided already, or the owner belongs to no department.
    """
    row = _open(finding)
    made = actions.require(row.round, ground=ground, owner=owner, by=by)
    _decide(row, by, action=made, note=made.number)
    return made


@transaction.atomic
def dismiss(finding: SurveyFinding, *, note: str, by: Staff) -> SurveyFinding:
    """Decide that no action is required, and say why."""
    permit(by, DECIDE)
    row = _open(finding)
    _decide(row, by, reason=required(note, _("Write the reason.")))
    return row


def _open(finding: SurveyFinding) -> SurveyFinding:
    row = locked(SurveyFinding, finding.pk)
    if row.decided_at is not None:
        raise OperationError(_("This is decided already."))
    return row


def _decide(row: SurveyFinding, by: Staff, *, action: CorrectiveAction | None = None, reason: str = "",
            note: str = "") -> None:  # fmt: skip
    row.action, row.reason, row.decided_by, row.decided_at = action, reason, by, timezone.now()
    row.revision += 1
    row.save()
    words = {"text": row.text, "how": note or reason}
    history.append(row.round, "decide_finding", by=by, note=_("%(text)s: %(how)s") % words)
