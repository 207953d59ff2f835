"""What becomes of the goods the customer has, and his answer: by his link, or noted with evidence (EMER 4.1)."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import attachments
from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.quality.models import IssueEmergency
from bihuan.quality.states.emergencies import Answer, AnswerWay

PURPOSE = "disposition"
_UNANSWERED: dict[str, Any] = {
    "answer": "", "answer_way": "", "answered_by": "", "answer_words": "", "answered_at": None, "signature": None,
}  # fmt: skip


@transaction.atomic
def propose_disposition(
    emergency: IssueEmergency, *, disposition: str, by: Actor, revision: int | None = None
) -> IssueEmergency:
    """Lay before the customer what is to become of his goods; an answer to an earlier wording counts no more."""
    row = locked(IssueEmergency, emergency.pk, revision=revision)
    text = required(disposition, _("Write what is to become of the goods."), field="disposition")
    if text == row.disposition and row.answer:
        raise OperationError(_("The customer has answered to this wording already."), field="disposition")
    changes = {
        **_UNANSWERED, "disposition": text, "disposed_at": timezone.now(),
        "disposed_by": by if isinstance(by, Staff) else None,
    }  # fmt: skip
    perform(row, "propose_disposition", by=by, changes=changes)
    return row


@transaction.atomic
def sign_answer(
    emergency: IssueEmergency, *, agrees: bool, name: str, signature: Content, words: str = "", proposed: str,
    by: Actor,
) -> IssueEmergency:  # fmt: skip
    """Take the answer that the customer signed by his link.

    Args:
        proposed: when the disposition that he read was proposed, as ISO text.

    Raises:
        OperationError: no name, no reason for a refusal, another wording stands there by now, or it is answered.
    """
    return _answer(
        emergency, "answer", agrees=agrees, name=name, words=words, way=AnswerWay.LINK, by=by, proposed=proposed,
        signature=signature, revision=None,
    )  # fmt: skip


@transaction.atomic
def note_answer(
    emergency: IssueEmergency, *, agrees: bool, name: str, way: str, words: str = "", evidence: Sequence[Content],
    by: Actor, revision: int | None = None,
) -> IssueEmergency:  # fmt: skip
    """Note the answer that came by letter, phone or on site, with what proves it.

    Raises:
        OperationError: as `sign_answer`; or nothing proves it.
    """
    if not evidence:
        raise OperationError(_("Add what proves the answer: letter, recording, photo of the signed sheet."),
                             field="evidence")  # fmt: skip
    row = _answer(
        emergency, "note_answer", agrees=agrees, name=name, words=words, way=AnswerWay(way), by=by, proposed=None,
        signature=None, revision=revision,
    )  # fmt: skip
    for content in evidence:
        attachments.attach(row, content, by=by, purpose=PURPOSE)
    return row


def _answer(
    emergency: IssueEmergency, move: str, *, agrees: bool, name: str, words: str, way: AnswerWay, by: Actor,
    proposed: str | None, signature: Content | None, revision: int | None,
) -> IssueEmergency:  # fmt: skip
    row = locked(IssueEmergency, emergency.pk, revision=revision)
    if not row.disposition:
        raise OperationError(_("There is no disposition to answer yet."))
    if row.answer:
        raise OperationError(_("It is answered already: %(answer)s.") % {"answer": row.get_answer_display()})
    if proposed is not None and proposed != (row.disposed_at.isoformat() if row.disposed_at else ""):
        raise OperationError(_("The disposition has been changed meanwhile; please read it again."))
    said = words.strip() if agrees else required(words, _("Write why not."), field="words")
    changes: dict[str, Any] = {
        "answer": Answer.AGREED if agrees else Answer.REFUSED, "answer_way": way, "answered_at": timezone.now(),
        "answered_by": required(name, _("Write who answered for the customer."), field="name")[:40],
        "answer_words": said[:400],
    }  # fmt: skip
    if signature is not None:
        purpose = "signature"
        changes["signature"] = attachments.attach(row, signature, by=by, purpose=purpose, is_locked=True)
    perform(row, move, by=by, changes=changes)
    return row
