"""Where a complaint stands, its moves and what it announces."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class ComplaintRegistered(Event):
    """A complaint was registered; its time limits begin."""

    name = "complaint.registered"


class ComplaintContacted(Event):
    """The customer had a first answer: we have heard him and look into it."""

    name = "complaint.contacted"


class ComplaintJudged(Event):
    """The complaint is justified; kind and severity are confirmed."""

    name = "complaint.judged"


class ComplaintUnjustified(Event):
    """The complaint isn't justified; the customer gets a tactful reply."""

    name = "complaint.unjustified"


class ComplaintTaken(Event):
    """The department responsible has begun to investigate."""

    name = "complaint.taken"


class ComplaintDecided(Event):
    """It is decided what is done for the customer; measures are taken."""

    name = "complaint.decided"


class ComplaintReplied(Event):
    """The customer has the result."""

    name = "complaint.replied"


class ComplaintCalledBack(Event):
    """The customer was asked whether he is content."""

    name = "complaint.called_back"


class ComplaintClosed(Event):
    """The complaint is closed."""

    name = "complaint.closed"


class ComplaintReopened(Event):
    """The complaint is taken up again; its limits begin anew."""

    name = "complaint.reopened"
    begins_again = "complaint.registered"


class ComplaintCancelled(Event):
    """The customer withdrew it, or it is the same as another one."""

    name = "complaint.cancelled"


class ComplaintUrged(Event):
    """The customer asked again before he had his answer."""

    name = "complaint.urged"


@dataclass(frozen=True, kw_only=True)
class ComplaintWrote(Event):
    """The customer wrote on his link; whoever has the complaint must read it."""

    name = "complaint.wrote"
    words: str = ""


class ComplaintChanged(Event):
    """What was registered was corrected."""

    name = "complaint.changed"


class ComplaintState(models.TextChoices):
    """Where a complaint stands."""

    REGISTERED = "registered", pgettext_lazy("complaint", "Registered")
    JUDGED = "judged", _("Justified")
    HANDLING = "handling", pgettext_lazy("complaint", "Being handled")
    DECIDED = "decided", pgettext_lazy("complaint", "Decided")
    REPLIED = "replied", pgettext_lazy("complaint", "Customer answered")
    CALLED_BACK = "called_back", _("Called back")
    CLOSED = "closed", pgettext_lazy("complaint", "Closed")
    UNJUSTIFIED = "unjustified", _("Not justified")
    CANCELLED = "cancelled", pgettext_lazy("complaint", "Withdrawn")


S = ComplaintState
OPEN_COMPLAINTS = (S.REGISTERED, S.JUDGED, S.HANDLING, S.DECIDED, S.REPLIED, S.CALLED_BACK, S.UNJUSTIFIED)
BEFORE_REPLY = (S.REGISTERED, S.JUDGED, S.HANDLING, S.DECIDED, S.UNJUSTIFIED)


def _filled(name: str) -> Any:
    return lambda record: bool(str(getattr(record, name) or "").strip())


HAS_KIND = Evidence("kind_of", _("kind"), _filled("kind_of"))
HAS_SEVERITY = Evidence("severity", _("severity"), _filled("severity"))
HAS_DECISION = Evidence("decision", _("what is done for the customer"), _filled("decision"))
HAS_CAUSE = Evidence("cause", _("the cause"), _filled("cause"))
HAS_REPLY = Evidence("reply", _("reply to the customer"), lambda record: bool(record.reply and record.reply_by))
HAS_VERDICT = Evidence("verdict", _("the customer's verdict"), _filled("verdict"))
JUDGE, HANDLE, REPLY = "complaints.judge_complaint", "complaints.handle_complaint", "complaints.reply_complaint"

COMPLAINT_MOVES = MoveTable(
    ComplaintState,
    (
        Move("contact", _("First answer"), BEFORE_REPLY, "", REPLY, ComplaintContacted),
        Move("judge", _("Justified"), (S.REGISTERED,), S.JUDGED, JUDGE, ComplaintJudged,
             evidence=(HAS_KIND, HAS_SEVERITY), is_primary=True),
        Move("turn_down", _("Not justified"), (S.REGISTERED, S.JUDGED, S.HANDLING), S.UNJUSTIFIED, JUDGE,
             ComplaintUnjustified),
        Move("explain", _("Explain tactfully"), (S.UNJUSTIFIED,), S.CLOSED, REPLY, ComplaintClosed,
             evidence=(HAS_REPLY,), is_primary=True),
        Move("hand_on", _("To the department responsible"), (S.JUDGED,), S.HANDLING, JUDGE, ComplaintTaken,
             is_primary=True),
        Move("find", _("Record cause and proposal"), (S.HANDLING,), "", HANDLE),
        Move("lay_before_rnd", _("Ask R&D"), (S.HANDLING,), "", "complaints.lay_before_rnd", is_hidden=True),
        Move("decide", pgettext_lazy("complaint", "Decide"), (S.HANDLING,), S.DECIDED, "complaints.decide_complaint",
             ComplaintDecided, evidence=(HAS_DECISION,), is_primary=True),
        Move("reply", _("Answer the customer"), (S.DECIDED,), S.REPLIED, REPLY, ComplaintReplied,
             evidence=(HAS_REPLY,), is_primary=True),
        Move("sign_document", _("Sign the handling document"), (S.DECIDED, S.REPLIED, S.CALLED_BACK), "",
             "complaints.sign_document", evidence=(HAS_CAUSE, HAS_DECISION), is_internal=True),
        Move("call_back", _("Call back"), (S.REPLIED,), S.CALLED_BACK, "complaints.call_back", ComplaintCalledBack,
             evidence=(HAS_VERDICT,), is_primary=True),
        Move("handle_again", _("Not satisfied: handle it again"), (S.REPLIED, S.CALLED_BACK), S.HANDLING,
             "complaints.call_back", ComplaintReopened),
        Move("close", pgettext_lazy("complaint", "Close"), (S.CALLED_BACK,), S.CLOSED, "complaints.close_complaint",
             ComplaintClosed, evidence=(HAS_VERDICT,), is_primary=True),
        Move("urge", _("Customer asks again"), OPEN_COMPLAINTS, "", "complaints.register", ComplaintUrged,
             is_hidden=True),
        Move("pass_on", _("Give to a colleague"), OPEN_COMPLAINTS, "", JUDGE, is_hidden=True),
        Move("reopen", _("Take up again"), (S.CLOSED, S.CANCELLED), S.REGISTERED, "complaints.reopen_complaint",
             ComplaintReopened, is_hidden=True),
        Move("cancel", _("Withdrawn, or a double"), OPEN_COMPLAINTS, S.CANCELLED, JUDGE, ComplaintCancelled,
             is_hidden=True),
    ),
    path=(S.REGISTERED, S.JUDGED, S.HANDLING, S.DECIDED, S.REPLIED, S.CALLED_BACK, S.CLOSED),
)  # fmt: skip
