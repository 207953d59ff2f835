"""Where the emergency procedure of a serious quality issue stands, its moves and what it announces (EMER, QUA-10)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class IssueEmergencyOpened(Event):
    """A serious issue was reported to the executives, the technical centre and administration."""

    name = "issue_emergency.opened"


class DispositionProposed(Event):
    """What is to become of the customer's goods was laid before the customer."""

    name = "issue_emergency.proposed"


class DispositionAnswered(Event):
    """The customer has confirmed or refused the disposition."""

    name = "issue_emergency.answered"


class EmergencyMet(Event):
    """The emergency meeting was held."""

    name = "issue_emergency.met"


class RectificationOrdered(Event):
    """The technical centre has issued the rectification notice."""

    name = "issue_emergency.ordered"


class MeasuresProposed(Event):
    """The responsible department has laid its measures before the technical centre."""

    name = "issue_emergency.measured"


class MeasuresApproved(Event):
    """The technical centre has approved the measures."""

    name = "issue_emergency.approved"


class MeasuresRefused(Event):
    """The technical centre has given the measures back."""

    name = "issue_emergency.refused"


class EmergencyVerified(Event):
    """Administration has verified the containment and the measures."""

    name = "issue_emergency.verified"


class CircularSubmitted(Event):
    """The circular is with the executives."""

    name = "issue_emergency.submitted"


class CircularPublished(Event):
    """The circular was approved and is out."""

    name = "issue_emergency.published"


class CircularRefused(Event):
    """An executive has given the circular back."""

    name = "issue_emergency.circular_refused"


class EmergencyFixed(Event):
    """What works is fixed in a standard."""

    name = "issue_emergency.fixed"


class IssueEmergencyStopped(Event):
    """It was no case for the procedure; its time limits are dropped."""

    name = "issue_emergency.cancelled"


class IssueEmergencyState(models.TextChoices):
    """Where an emergency procedure stands."""

    REPORTED = "reported", pgettext_lazy("emergency", "Reported at once")
    MET = "met", pgettext_lazy("emergency", "Meeting held")
    ORDERED = "ordered", pgettext_lazy("emergency", "Rectification ordered")
    MEASURED = "measured", pgettext_lazy("emergency", "Measures to be approved")
    APPROVED = "approved", pgettext_lazy("emergency", "Measures approved")
    VERIFIED = "verified", pgettext_lazy("emergency", "Verified")
    CIRCULATING = "circulating", pgettext_lazy("emergency", "Circular with the executives")
    PUBLISHED = "published", pgettext_lazy("emergency", "Circular published")
    FIXED = "fixed", pgettext_lazy("emergency", "Fixed in standards")
    STOPPED = "stopped", pgettext_lazy("emergency", "Stopped")


class Answer(models.TextChoices):
    """What the customer says to the disposition."""

    AGREED = "agreed", pgettext_lazy("disposition", "Agreed")
    REFUSED = "refused", pgettext_lazy("disposition", "Refused")


class AnswerWay(models.TextChoices):
    """How the answer came."""

    LINK = "link", _("signed by link")
    LETTER = "letter", _("letter")
    PHONE = "phone", _("phone")
    VISIT = "visit", _("on site")


class ReadingOf(models.TextChoices):
    """What a colleague is to read."""

    CIRCULAR = "circular", pgettext_lazy("emergency", "Circular")
    STANDARD = "standard", pgettext_lazy("emergency", "Changed standard")


S = IssueEmergencyState
RUNNING_EMERGENCIES = (
    S.REPORTED, S.MET, S.ORDERED, S.MEASURED, S.APPROVED, S.VERIFIED, S.CIRCULATING, S.PUBLISHED,
)  # fmt: skip
UNVERIFIED = (S.REPORTED, S.MET, S.ORDERED, S.MEASURED, S.APPROVED)
RUN, ORDER, APPROVE, VERIFY = (
    "quality.run_emergency", "quality.order_rectification", "quality.approve_measures", "quality.verify_emergency",
)  # fmt: skip
ANSWER, FIX, STOP = "quality.answer_disposition", "quality.fix_standard", "quality.stop_emergency"

HAS_ORDER = Evidence("order", _("what is to be put right, by whom and when"), lambda one: bool(
    one.order_text and one.department_id and one.order_due_on))  # fmt: skip
HAS_MEASURES = Evidence("measures", _("the measures"), lambda one: bool(one.measures))
CONFIRMED = Evidence("answer", _("the customer's consent to the disposition"), lambda one: one.is_confirmed)
HAS_VERIFICATION = Evidence("verification", _("what was verified"), lambda one: bool(one.verification))
HAS_CIRCULAR = Evidence("circular", _("the circular's text and its departments"), lambda one: bool(
    one.circular_title and one.circular and one.departments.exists()))  # fmt: skip
HAS_STANDARD = Evidence("standard", _("the changed standard"), lambda one: one.standard_id is not None)

EMERGENCY_MOVES = MoveTable(
    IssueEmergencyState,
    (
        Move("propose_disposition", _("Propose the disposition"), UNVERIFIED, "", RUN, DispositionProposed),
        Move("note_answer", _("Note the customer's answer"), UNVERIFIED, "", RUN, DispositionAnswered),
        Move("answer", _("Answer"), UNVERIFIED, "", ANSWER, DispositionAnswered, is_internal=True),
        Move("meet", _("Record the emergency meeting"), (S.REPORTED,), S.MET, RUN, EmergencyMet, is_primary=True),
        Move("order", _("Order rectification"), (S.MET,), S.ORDERED, ORDER, RectificationOrdered,
             evidence=(HAS_ORDER,), is_primary=True),
        Move("propose_measures", _("Propose the measures"), (S.ORDERED,), S.MEASURED, RUN, MeasuresProposed,
             evidence=(HAS_MEASURES,), is_primary=True),
        Move("approve_measures", _("Approve the measures"), (S.MEASURED,), S.APPROVED, APPROVE, MeasuresApproved,
             is_primary=True),
        Move("refuse_measures", _("Give the measures back"), (S.MEASURED,), S.ORDERED, APPROVE, MeasuresRefused),
        Move("verify", pgettext_lazy("emergency", "Verify"), (S.APPROVED,), S.VERIFIED, VERIFY, EmergencyVerified,
             evidence=(CONFIRMED, HAS_VERIFICATION), is_primary=True),
        Move("submit_circular", _("Draft the circular"), (S.VERIFIED,), S.CIRCULATING, VERIFY, CircularSubmitted,
             evidence=(HAS_CIRCULAR,), is_primary=True),
        Move("publish", _("Publish"), (S.CIRCULATING,), S.PUBLISHED, VERIFY, CircularPublished, is_internal=True),
        Move("turn_down", _("Given back by a signer"), (S.CIRCULATING,), S.VERIFIED, VERIFY, CircularRefused,
             is_internal=True),
        Move("fix", _("Fix in a standard"), (S.PUBLISHED,), S.FIXED, FIX, EmergencyFixed, evidence=(HAS_STANDARD,),
             is_primary=True),
        Move("stop", _("No emergency"), UNVERIFIED, S.STOPPED, STOP, IssueEmergencyStopped, is_hidden=True),
    ),
    path=(S.REPORTED, S.MET, S.ORDERED, S.APPROVED, S.VERIFIED, S.PUBLISHED, S.FIXED),
)  # fmt: skip
