"""Where a 「供应商异常矫正单」 stands, its moves and what it announces (SUPQ 5–9, SUP-01, SUP-02)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable
from bihuan.quality.states.dispositions import DispositionKind


class AbnormalityFound(Event):
    """Incoming inspection has found a lot not to be in order."""

    name = "abnormality.found"


class AbnormalityConfirmed(Event):
    """Engineer and head have found the same."""

    name = "abnormality.confirmed"


class AbnormalityRefuted(Event):
    """It was found to be in order after all."""

    name = "abnormality.cancelled"


class AbnormalityIssued(Event):
    """The corrective request goes to the supplier, who answers by his link."""

    name = "abnormality.issued"


class AbnormalityAnswered(Event):
    """The supplier has answered."""

    name = "abnormality.answered"


class AnswerReturned(Event):
    """His answer was not enough: he is asked again."""

    name = "abnormality.asked_again"


class AnswerAccepted(Event):
    """His answer was accepted; his next lots show whether it holds."""

    name = "abnormality.accepted"


class LineDaySet(Event):
    """Planning has said when the material is wanted on the line."""

    name = "abnormality.line_set"


class AbnormalityReviewed(Event):
    """The meeting has said what it thinks of it."""

    name = "abnormality.reviewed"


class ConcessionAsked(Event):
    """A part of the lot is to be used all the same; that is approved first."""

    name = "abnormality.concession_asked"


class AbnormalityDisposed(Event):
    """What becomes of the lot is decided."""

    name = "abnormality.disposed"


class AbnormalityCharged(Event):
    """Hours of a concession were entered; purchasing settles them with the supplier."""

    name = "abnormality.charged"


class AbnormalitySettled(Event):
    """The deduction is settled."""

    name = "abnormality.settled"


class NextLotsVerified(Event):
    """The supplier's next lots were in order."""

    name = "abnormality.verified"


class AbnormalityClosed(Event):
    """It stands in the supplier's record."""

    name = "abnormality.closed"


class AbnormalityState(models.TextChoices):
    """Where an incoming abnormality stands; the supplier's answer runs beside it."""

    FOUND = "found", pgettext_lazy("abnormality", "To be checked")
    CHECKED = "checked", pgettext_lazy("abnormality", "To be confirmed")
    CONFIRMED = "confirmed", pgettext_lazy("abnormality", "Request to be sent")
    ISSUED = "issued", pgettext_lazy("abnormality", "To be reviewed")
    REVIEWED = "reviewed", pgettext_lazy("abnormality", "Disposition to be decided")
    APPROVING = "approving", pgettext_lazy("abnormality", "Concession being approved")
    DISPOSED = "disposed", pgettext_lazy("abnormality", "Next lots being watched")
    VERIFIED = "verified", pgettext_lazy("abnormality", "To be closed")
    CLOSED = "closed", pgettext_lazy("abnormality", "Closed")
    REFUTED = "refuted", pgettext_lazy("abnormality", "Not upheld")


class DefectKind(models.TextChoices):
    """What is wrong with it (SUPQ 6)."""

    APPEARANCE = "appearance", _("Appearance")
    PERFORMANCE = "performance", _("Performance")


class AnswerState(models.TextChoices):
    """Where the supplier's answer stands."""

    ASKED = "asked", pgettext_lazy("answer", "Supplier to answer")
    ANSWERED = "answered", pgettext_lazy("answer", "To be judged")
    RETURNED = "returned", pgettext_lazy("answer", "Not enough")
    ACCEPTED = "accepted", pgettext_lazy("answer", "Accepted")


S = AbnormalityState
LOT_WAYS = (DispositionKind.RETURN, DispositionKind.CONCESSION)  # SUPQ 7.1; SUPQ 7.2 and 8
OPEN_ABNORMALITIES = (
    S.FOUND, S.CHECKED, S.CONFIRMED, S.ISSUED, S.REVIEWED, S.APPROVING, S.DISPOSED, S.VERIFIED,
)  # fmt: skip
UPHELD = (S.CONFIRMED, S.ISSUED, S.REVIEWED, S.APPROVING, S.DISPOSED, S.VERIFIED, S.CLOSED)
WITH_SUPPLIER = (S.ISSUED, S.REVIEWED, S.APPROVING, S.DISPOSED)
BEFORE_DISPOSITION = (S.CONFIRMED, S.ISSUED, S.REVIEWED)

IS_CLASSED = Evidence(
    "defect_class", _("class and kind of the defect"), lambda one: bool(one.defect_class and one.defect_kind)
)
HAS_MEETING = Evidence("meeting", _("a review meeting with its conclusion"), lambda one: one.meetings.exists())
HAS_LINE_DAY = Evidence("line_on", _("the day on the line, from planning"), lambda one: one.line_on is not None)
ADDS_UP = Evidence("lines", _("dispositions that add up to the quantity"), lambda one: one.is_disposed_of)
IS_ACCEPTED = Evidence("answer", _("an answer of the supplier that was accepted"), lambda one: one.is_answer_accepted)
LOTS_IN_ORDER = Evidence("lots", _("next lots in order, as many as the clause wants"), lambda one: one.is_verified)
IS_CHARGED = Evidence("hours", _("the hours of the concession"), lambda one: one.is_charged)
IS_SETTLED = Evidence("settled", _("the deduction settled by purchasing"), lambda one: one.is_settled)

FIND, JUDGE, CHARGE = "quality.find_abnormality", "quality.judge_answer", "quality.charge_abnormality"
RUN, VERIFY = "quality.run_abnormality", "quality.verify_lots"
ABNORMALITY_MOVES = MoveTable(
    AbnormalityState,
    (
        Move("check", _("Checked: not in order"), (S.FOUND,), S.CHECKED, "quality.check_abnormality",
             evidence=(IS_CLASSED,), is_primary=True),
        Move("confirm", pgettext_lazy("abnormality", "Confirm"), (S.CHECKED,), S.CONFIRMED,
             "quality.confirm_abnormality", AbnormalityConfirmed, evidence=(IS_CLASSED,), is_primary=True),
        Move("refute", _("In order after all"), (S.FOUND, S.CHECKED), S.REFUTED, "quality.refute_abnormality",
             AbnormalityRefuted),
        Move("issue", _("Send the corrective request"), (S.CONFIRMED,), S.ISSUED, FIND, AbnormalityIssued,
             is_primary=True),
        Move("set_line", _("Confirm the day on the line"), BEFORE_DISPOSITION, "", "quality.set_line_day", LineDaySet),
        Move("answer", _("Supplier's answer"), WITH_SUPPLIER, "", "quality.answer_abnormality",
             AbnormalityAnswered, is_hidden=True),
        Move("accept_answer", _("Accept the answer"), WITH_SUPPLIER, "", JUDGE, AnswerAccepted),
        Move("return_answer", _("Ask the supplier again"), WITH_SUPPLIER, "", JUDGE, AnswerReturned),
        Move("meet", _("Record the review meeting"), (S.ISSUED,), S.REVIEWED, RUN, AbnormalityReviewed,
             evidence=(HAS_MEETING,), is_primary=True),
        Move("ask_concession", _("Ask for a concession"), (S.REVIEWED,), S.APPROVING, RUN, ConcessionAsked,
             evidence=(HAS_LINE_DAY, ADDS_UP), is_internal=True),
        Move("dispose", _("Decide what becomes of the lot"), (S.REVIEWED,), S.DISPOSED, RUN, AbnormalityDisposed,
             evidence=(HAS_LINE_DAY, ADDS_UP), is_primary=True),
        Move("agree", _("Concession approved"), (S.APPROVING,), S.DISPOSED, RUN, AbnormalityDisposed,
             evidence=(ADDS_UP,), is_internal=True),
        Move("turn_down", _("Concession turned down"), (S.APPROVING,), S.REVIEWED, RUN, is_internal=True),
        Move("charge", _("Enter hours"), (S.DISPOSED, S.VERIFIED), "", CHARGE, AbnormalityCharged),
        Move("settle", _("Settle the deduction"), (S.DISPOSED, S.VERIFIED), "", "quality.settle_abnormality",
             AbnormalitySettled, evidence=(IS_CHARGED,)),
        Move("watch_lot", _("Enter a next lot"), (S.DISPOSED,), "", VERIFY),
        Move("verify", _("Next lots in order"), (S.DISPOSED,), S.VERIFIED, VERIFY, NextLotsVerified,
             evidence=(IS_ACCEPTED, LOTS_IN_ORDER), is_primary=True),
        Move("close", pgettext_lazy("abnormality", "Close"), (S.VERIFIED,), S.CLOSED, RUN, AbnormalityClosed,
             evidence=(IS_ACCEPTED, IS_CHARGED, IS_SETTLED, LOTS_IN_ORDER), is_primary=True),
        Move("reopen", pgettext_lazy("abnormality", "Reopen"), (S.CLOSED,), S.DISPOSED, RUN, AnswerReturned,
             is_hidden=True),
    ),
    path=(S.FOUND, S.CHECKED, S.CONFIRMED, S.ISSUED, S.REVIEWED, S.DISPOSED, S.VERIFIED, S.CLOSED),
)  # fmt: skip
