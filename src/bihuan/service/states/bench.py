"""Where a product in the workshop stands, its moves, and what they announce (SVC-12 to SVC-15)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class BenchReceived(Event):
    """The product was taken in against a signed receipt."""

    name = "bench.received"


class BenchPromised(Event):
    """Another day was promised to the customer."""

    name = "bench.promised"


class BenchDiagnosed(Event):
    """The bench has found the fault."""

    name = "bench.diagnosed"


class BenchEstimated(Event):
    """Plan and cost went to the customer."""

    name = "bench.estimated"


class BenchConsented(Event):
    """The customer agreed to plan and cost."""

    name = "bench.consented"


class BenchDeclined(Event):
    """The customer wants it back as it is."""

    name = "bench.declined"


class BenchRepairBegun(Event):
    """Work began."""

    name = "bench.begun"


class BenchBeyondRepair(Event):
    """It can't be repaired, and the customer is told so; nothing is charged."""

    name = "bench.beyond_repair"


class BenchReady(Event):
    """It can be collected."""

    name = "bench.ready"


class BenchHandedOver(Event):
    """The customer has it back."""

    name = "bench.handed_over"


class UnitReplaced(Event):
    """Another unit was given in place of the faulty one."""

    name = "bench.replaced"


class BenchState(models.TextChoices):
    """Where a product in the workshop stands."""

    RECEIVED = "received", pgettext_lazy("bench", "Taken in")
    DIAGNOSED = "diagnosed", pgettext_lazy("bench", "Diagnosed")
    ESTIMATED = "estimated", pgettext_lazy("bench", "Awaiting consent")
    CONSENTED = "consented", pgettext_lazy("bench", "Consented")
    DECLINED = "declined", pgettext_lazy("bench", "Not to be repaired")
    REPAIRING = "repairing", pgettext_lazy("bench", "In repair")
    TESTING = "testing", pgettext_lazy("bench", "Under test")
    BEYOND_REPAIR = "beyond_repair", pgettext_lazy("bench", "Beyond repair")
    READY = "ready", pgettext_lazy("bench", "Ready to collect")
    HANDED_OVER = "handed_over", pgettext_lazy("bench", "Handed over")


class CheckOccasion(models.TextChoices):
    """When a point of a checklist is looked at."""

    REPAIR = "repair", _("After a repair")
    SOFTWARE = "software", _("Before and after software work")
    BOTH = "both", _("Both")


class Better(models.TextChoices):
    """In which direction a measured value gets better."""

    HIGHER = "higher", _("higher")
    LOWER = "lower", _("lower")


class Origin(models.TextChoices):
    """How the product came to the workshop."""

    CARRIED_IN = "carried_in", _("Brought by the customer")
    TAKEN_ALONG = "taken_along", _("Taken along from a visit")


class LineKind(models.TextChoices):
    """What a line of an estimate is for."""

    LABOUR = "labour", _("Labour")
    PART = "part", _("Parts")
    SHIPPING = "shipping", _("Shipping")
    OTHER = "other", pgettext_lazy("charge", "Other")


class AnswerWay(models.TextChoices):
    """How the customer answered an estimate."""

    LINK = "link", _("On his phone")
    PAPER = "paper", _("On paper")


STANDING = tuple(state for state in BenchState if state != BenchState.HANDED_OVER)
# The promise is about these: what is ready, or will not be repaired, keeps nobody waiting for the bench.
AT_WORK = (
    BenchState.RECEIVED, BenchState.DIAGNOSED, BenchState.ESTIMATED, BenchState.CONSENTED, BenchState.REPAIRING,
    BenchState.TESTING,
)  # fmt: skip
WORK, DESK, NOBODY = "service.work_bench", "service.run_bench", "service.run_request"

FOUND = Evidence("findings", _("findings and cause"), lambda job: bool(job.findings and job.cause))
ESTIMATE = Evidence("estimate", _("an estimate"), lambda job: job.estimate_id is not None)
AGREED = Evidence("consent", _("the customer's consent"), lambda job: job.may_begin)
PROMISED = Evidence("promise", _("the expected date, told to the customer"), lambda job: job.promised_at is not None)
WORK_DONE = Evidence("work", _("work done"), lambda job: bool(job.work_done))
TESTED = Evidence("test", _("a passed function test"), lambda job: job.tested_at is not None)
TOLD = Evidence("told", _("what the customer was told"), lambda job: bool(job.beyond_reason))
SIGNED = Evidence("signature", _("the customer's signature"), lambda job: job.return_signature_id is not None)

BENCH_MOVES = MoveTable(
    BenchState,
    [
        Move("diagnose", _("Enter diagnosis"), (BenchState.RECEIVED, BenchState.DIAGNOSED), BenchState.DIAGNOSED, WORK,
             BenchDiagnosed, evidence=(FOUND,), is_primary=True),
        Move("estimate", _("Make the estimate"),
             (BenchState.DIAGNOSED, BenchState.ESTIMATED, BenchState.CONSENTED, BenchState.REPAIRING),
             BenchState.ESTIMATED, WORK, BenchEstimated, evidence=(ESTIMATE,)),
        Move("consent", _("Customer agrees"), (BenchState.ESTIMATED,), BenchState.CONSENTED, "service.answer_estimate",
             BenchConsented, is_primary=True),
        Move("decline", _("Customer declines"), (BenchState.ESTIMATED,), BenchState.DECLINED,
             "service.answer_estimate", BenchDeclined),
        Move("call_off", _("Customer wants it back unrepaired"),
             (BenchState.RECEIVED, BenchState.DIAGNOSED, BenchState.CONSENTED, BenchState.REPAIRING),
             BenchState.DECLINED, DESK, BenchDeclined, is_hidden=True),
        Move("begin_repair", _("Begin the repair"), (BenchState.CONSENTED, BenchState.DIAGNOSED), BenchState.REPAIRING,
             WORK, BenchRepairBegun, evidence=(PROMISED, AGREED), is_primary=True),
        Move("give_up", _("Beyond repair"), (BenchState.DIAGNOSED, BenchState.REPAIRING), BenchState.BEYOND_REPAIR,
             WORK, BenchBeyondRepair, evidence=(TOLD,), is_hidden=True),
        Move("finish_repair", _("Repair done, to the test"), (BenchState.REPAIRING,), BenchState.TESTING, WORK,
             evidence=(WORK_DONE,), is_primary=True),
        Move("try_out", _("Function test"), (BenchState.TESTING,), BenchState.READY, WORK, BenchReady,
             evidence=(TESTED,), is_primary=True),
        Move("fail_test", _("Test failed, back to repair"), (BenchState.TESTING,), BenchState.REPAIRING, WORK,
             is_internal=True),
        Move("make_ready", _("Ready to collect, unrepaired"), (BenchState.DECLINED, BenchState.BEYOND_REPAIR),
             BenchState.READY, WORK, BenchReady, is_primary=True),
        Move("return_goods", _("Hand over to the customer"), (BenchState.READY,), BenchState.HANDED_OVER, DESK,
             BenchHandedOver, evidence=(SIGNED,), is_primary=True),
        Move("replace", _("Replace the unit"),
             (BenchState.CONSENTED, BenchState.REPAIRING, BenchState.TESTING, BenchState.BEYOND_REPAIR,
              BenchState.READY), "", "service.replace_bench_unit", UnitReplaced, is_hidden=True),
        Move("promise", _("Promise another day"), AT_WORK, "", DESK, BenchPromised, is_hidden=True),
        Move("shelve", _("Shelf and technician"), STANDING, "", DESK, is_hidden=True),
        Move("remind", _("Remind the customer to collect it"), (BenchState.READY,), "", NOBODY, is_internal=True),
    ],
    path=(
        BenchState.RECEIVED, BenchState.DIAGNOSED, BenchState.ESTIMATED, BenchState.CONSENTED, BenchState.REPAIRING,
        BenchState.TESTING, BenchState.READY, BenchState.HANDED_OVER,
    ),
)  # fmt: skip
