"""What is done for the customer, and that he hears of it (CMP-13): decided, answered, called back, closed."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints import queries
from bihuan.complaints.models import Compensation, Complaint
from bihuan.complaints.operations.document import UNSIGNED
from bihuan.complaints.policies.complaints import DOCUMENT
from bihuan.complaints.states import ComplaintState, Satisfaction
from bihuan.complaints.states.compensations import OPEN_COMPENSATIONS
from bihuan.complaints.states.complaints import ComplaintWrote
from bihuan.kernel import events, history
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.moves import Evidence, EvidenceMissing, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Department
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.queries.actions import unverified
from bihuan.regulations.queries.authority import authority
from bihuan.signoff.operations.outcomes import may_decide_directly


@transaction.atomic
def find(
    complaint: Complaint, *, cause: str = "", responsible: Department | None = None, countermeasure: str = "",
    proposal: str = "", by: Actor, revision: int | None = None,
) -> Complaint:  # fmt: skip
    """Write down cause, department responsible, countermeasure, proposal, as far as they are known."""
    complaint = locked(Complaint, complaint.pk, revision=revision)
    values: dict[str, Any] = {
        "cause": cause.strip(), "responsible": responsible, "countermeasure": countermeasure.strip(),
        "proposal": proposal.strip(),
    }  # fmt: skip
    changes = {name: value for name, value in values.items() if value}
    if not changes:
        raise OperationError(_("Write something first."), field="cause")
    perform(complaint, "find", by=by, changes=changes)
    return complaint


@transaction.atomic
def decide(
    complaint: Complaint, *, decision: str, cause: str = "", by: Actor, revision: int | None = None
) -> Complaint:
    """Decide what is done for the customer; while a form circulates, its last station decides (CMP-05).

    Raises:
        OperationError: nothing written, or the form is on its way.
    """
    complaint = locked(Complaint, complaint.pk, revision=revision)
    may_decide_directly(complaint, asked_by=None, by=by)
    return settle(complaint, decision, cause=cause, by=by)


def settle(complaint: Complaint, decision: str, *, cause: str = "", by: Actor) -> Complaint:
    """Write the decision on a locked complaint."""
    changes = {
        "decision": required(decision, _("Write what is done for the customer."), field="decision"),
        "cause": cause.strip() or complaint.cause, "decided_at": timezone.now(),
    }  # fmt: skip
    perform(complaint, "decide", by=by, changes=changes)
    return complaint


def _answer(complaint: Complaint, text: str, reply_by: str, by: Actor) -> dict[str, Any]:
    owed = queries.answer_owed(complaint) if complaint.state != ComplaintState.UNJUSTIFIED else None
    if owed and reply_by not in owed.ways and reply_by != "visit":
        said = {"clause": owed.clause.label, "way": owed.words}
        raise OperationError(_("%(clause)s wants this answered by %(way)s.") % said, field="reply_by")
    return {
        "reply": required(text, _("Write the reply."), field="text"), "reply_by": reply_by,
        "replied_at": timezone.now(), "replied_by": by if by.actor_kind == "staff" else None, "unread_at": None,
    }  # fmt: skip


@transaction.atomic
def reply(complaint: Complaint, *, text: str, reply_by: str, by: Actor, revision: int | None = None) -> Complaint:
    """Record what the customer was told, and how: by letter or telephone as the clause wants (CMP-09, CMP-13).

    Raises:
        OperationError: nothing written, or answered in another way than the clause wants.
    """
    complaint = locked(Complaint, complaint.pk, revision=revision)
    perform(complaint, "reply", by=by, changes=_answer(complaint, text, reply_by, by))
    return complaint


@transaction.atomic
def explain(complaint: Complaint, *, text: str, reply_by: str, by: Actor, revision: int | None = None) -> Complaint:
    """Tell a customer tactfully why nothing follows, and close (SCMP 4.1)."""
    complaint = locked(Complaint, complaint.pk, revision=revision)
    changes = {**_answer(complaint, text, reply_by, by), "closed_at": timezone.now()}
    perform(complaint, "explain", by=by, changes=changes)
    return complaint


@transaction.atomic
def call_back(
    complaint: Complaint, *, verdict: str, said: str = "", by: Actor, revision: int | None = None
) -> Complaint:
    """Ask the customer whether he is content; who isn't has his complaint handled again (SCMP 4.3).

    Raises:
        OperationError: no verdict, or he is not content and nobody wrote why.
    """
    complaint = locked(Complaint, complaint.pk, revision=revision)
    if verdict not in Satisfaction.values:
        raise OperationError(_("Choose what the customer says."), field="verdict")
    changes = {
        "verdict": verdict, "verdict_words": said.strip(), "called_back_at": timezone.now(),
        "called_back_by": by if by.actor_kind == "staff" else None,
    }  # fmt: skip
    if verdict == Satisfaction.UNSATISFIED:
        changes["verdict_words"] = required(said, _("Write what he is not content with."), field="said")
        perform(complaint, "handle_again", by=by, note=said.strip(), changes={**changes, **_anew(complaint)})
    else:
        perform(complaint, "call_back", by=by, note=said.strip(), changes=changes)
    return complaint


def _anew(complaint: Complaint) -> dict[str, Any]:
    return {"reopened_count": complaint.reopened_count + 1, "closed_at": None, **UNSIGNED}


@transaction.atomic
def handle_again(complaint: Complaint, *, note: str, by: Actor, revision: int | None = None) -> Complaint:
    """Take the handling up again: the customer is not content after all."""
    complaint = locked(Complaint, complaint.pk, revision=revision)
    text = required(note, _("Write what he is not content with."))
    perform(complaint, "handle_again", by=by, note=text, changes=_anew(complaint))
    return complaint


def _unverified(action: CorrectiveAction) -> str:
    return _("verification of corrective action %(number)s") % {"number": action.number}


def _owed(compensation: Compensation) -> str:
    return _("handing over of compensation %(number)s") % {"number": compensation.number}


def _unsigned(complaint: Complaint) -> list[Evidence]:
    """Return the handling document of a product complaint while a clause wants it signed and it is not."""
    clause = None if complaint.is_service or complaint.document_id else authority(DOCUMENT, complaint.facts())
    said = _("the signed handling document (%(clause)s)")
    return [Evidence("document", said % {"clause": clause.label}, bool)] if clause else []


@transaction.atomic
def close(complaint: Complaint, *, note: str = "", by: Actor, revision: int | None = None) -> Complaint:
    """Close the loop; not before every corrective action is verified (CMP-16), all is paid, the document signed.

    Raises:
        EvidenceMissing: an action isn't verified yet, a compensation is not handed over, or the handling document
            that a clause wants signed is not (PQF 3.2, CMP-11).
    """
    complaint = locked(Complaint, complaint.pk, revision=revision)
    missing = [Evidence(one.number, _unverified(one), bool) for one in unverified(complaint)]
    missing += [
        Evidence(one.number, _owed(one), bool) for one in complaint.compensations.filter(state__in=OPEN_COMPENSATIONS)
    ]
    missing += _unsigned(complaint)
    if missing:
        raise EvidenceMissing(complaint.moves.get("close"), missing)
    perform(complaint, "close", by=by, note=note.strip(), changes={"closed_at": timezone.now()})
    return complaint


@transaction.atomic
def reopen(complaint: Complaint, *, note: str, by: Actor, revision: int | None = None) -> Complaint:
    """Take a closed complaint up again: it is judged anew and its limits begin anew."""
    complaint = locked(Complaint, complaint.pk, revision=revision)
    text = required(note, _("Write the reason."))
    perform(complaint, "reopen", by=by, note=text, changes={**_anew(complaint), "same_as": None})
    return complaint


@transaction.atomic
def urge(complaint: Complaint, *, note: str = "", by: Actor, source: str = "web") -> Complaint:
    """Record that the customer asked again; owner and manager hear of it at once."""
    complaint = locked(Complaint, complaint.pk)
    changes = {"urged_count": complaint.urged_count + 1}
    perform(complaint, "urge", by=by, note=note.strip(), changes=changes, source=source)
    return complaint


@transaction.atomic
def say(complaint: Complaint, *, text: str, by: Actor, source: str = "web") -> Complaint:
    """Add a remark. What the customer writes is never lost: a closed complaint is taken up again by it.

    What he writes on a complaint that was joined with another one is heard at the one that stands.
    """
    complaint = locked(Complaint, complaint.pk)
    words = required(text, _("Write something first."), field="words")
    if by.actor_kind == "customer" and complaint.same_as:
        history.comment(complaint, words, by=by, source=source)
        return say(complaint.same_as, text=words, by=by, source=source)
    entry = history.comment(complaint, words, by=by, source=source)
    if by.actor_kind != "customer":
        return complaint
    complaint.unread_at = entry.at
    complaint.save(update_fields=["unread_at"])
    if complaint.state in (ComplaintState.CLOSED, ComplaintState.CANCELLED):
        reopen(complaint, note=_("The customer wrote again: %(words)s") % {"words": words[:200]}, by=SYSTEM)
        complaint = locked(Complaint, complaint.pk)
    events.publish(ComplaintWrote(record=complaint, at=entry.at, by=by, words=words))
    return complaint
