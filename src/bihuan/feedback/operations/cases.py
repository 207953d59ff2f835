"""Answering a customer who was not content: serious ones past the vice general manager (FULL 5.5)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.feedback.models import OpinionCase
from bihuan.feedback.queries import answer_owed
from bihuan.feedback.states import Severity
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.queries import holder
from bihuan.organization.states import Post
from bihuan.service import operations as service
from bihuan.service.models import ServiceRequest
from bihuan.service.states import RequestState


@transaction.atomic
def treat(case: OpinionCase, *, by: Actor, note: str = "", revision: int | None = None) -> OpinionCase:
    """Judge the case general: the technical department answers.

    Raises:
        OperationError: it is graded serious, and no reason is given.
    """
    case = locked(OpinionCase, case.pk, revision=revision)
    if case.severity == Severity.SERIOUS:
        note = required(note, _("It is graded serious; write why it is general."), field="note")
    before = case.facts()
    perform(case, "treat", by=by, note=note, changes={"severity": Severity.GENERAL, "owner": by})
    deadlines.rematch(case, before=before, by=by)
    return case


@transaction.atomic
def escalate(case: OpinionCase, *, note: str, by: Actor, revision: int | None = None) -> OpinionCase:
    """Judge the case serious: the vice general manager sees it first.

    Raises:
        OperationError: no reason, or nobody holds the post.
    """
    case = locked(OpinionCase, case.pk, revision=revision)
    text = required(note, _("Write why it is serious."), field="note")
    vice = holder(Post.VICE_GENERAL_MANAGER)
    if vice is None:
        raise OperationError(_("Nobody holds the post of vice general manager."))
    before = case.facts()
    perform(case, "escalate", by=by, note=text, changes={"severity": Severity.SERIOUS, "owner": vice})
    deadlines.rematch(case, before=before, by=by)
    return case


@transaction.atomic
def instruct(case: OpinionCase, *, instruction: str, by: Actor, revision: int | None = None) -> OpinionCase:
    """Give the vice general manager's instruction; the service manager carries it out."""
    case = locked(OpinionCase, case.pk, revision=revision)
    text = required(instruction, _("Write your instruction."), field="instruction")
    manager = holder(Post.SERVICE_MANAGER)
    perform(case, "instruct", by=by, changes={"instruction": text, "owner": manager})
    return case


@transaction.atomic
def reply(case: OpinionCase, *, text: str, reply_by: str, by: Actor, revision: int | None = None) -> OpinionCase:
    """Record what the customer was answered and how: by letter or telephone, as the clause wants.

    Raises:
        OperationError: nothing written, or answered in another way than the clause wants.
    """
    case = locked(OpinionCase, case.pk, revision=revision)
    owed = answer_owed(case)
    if owed and reply_by not in owed.ways:
        said = {"clause": owed.clause.label, "way": owed.words}
        raise OperationError(_("%(clause)s wants this answered by %(way)s.") % said, field="reply_by")
    changes = {
        "reply": required(text, _("Write the reply."), field="text"),
        "reply_by": reply_by,
        "replied_at": timezone.now(),
    }
    perform(case, "reply", by=by, changes=changes)
    return case


@transaction.atomic
def close(case: OpinionCase, *, by: Actor, note: str = "", revision: int | None = None) -> OpinionCase:
    """Close the case, and with it the repair it came from."""
    case = locked(OpinionCase, case.pk, revision=revision)
    perform(case, "close", by=by, note=note)
    if case.card is None:
        return case
    request = locked(ServiceRequest, case.card.request_id)
    if request.state == RequestState.COMPLETED:
        service.close(request, by=SYSTEM, note=case.number)
    return case


@transaction.atomic
def reopen(case: OpinionCase, *, note: str, by: Actor, revision: int | None = None) -> OpinionCase:
    """Take the case up again."""
    case = locked(OpinionCase, case.pk, revision=revision)
    perform(case, "reopen", by=by, note=required(note, _("Write the reason."), field="note"))
    return case
