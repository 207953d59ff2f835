"""Where a piece of software work stands: prepared, checked against before, rolled back (SVC-19)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.moves import Evidence, Move, MoveTable


class SoftwareState(models.TextChoices):
    """Where it stands."""

    PREPARED = "prepared", _("Before is on file")
    CHECKED = "checked", _("Not worse than before")
    WORSE = "worse", _("Worse than before")
    ROLLED_BACK = "rolled_back", _("Rolled back")
    CONSENTED = "consented", _("Worse, with the customer's consent")
    DROPPED = "dropped", pgettext_lazy("software", "Not done")


UNSETTLED = (SoftwareState.PREPARED, SoftwareState.WORSE)
SETTLED = (SoftwareState.CHECKED, SoftwareState.ROLLED_BACK, SoftwareState.CONSENTED)
WORK = "service.work_order"

IS_COMPARED = Evidence(
    "compared", _("what was found afterwards at every point"),
    lambda job: bool(job.points) and all("after" in point for point in job.points),
)  # fmt: skip
IS_AGREED = Evidence("consent", _("the customer's written consent"), lambda job: bool(job.consent_id))

SOFTWARE_MOVES = MoveTable(
    SoftwareState,
    [
        Move("check", _("Check afterwards"), UNSETTLED, SoftwareState.CHECKED, WORK, evidence=(IS_COMPARED,),
             is_primary=True),
        Move("find_worse", _("Worse than before"), UNSETTLED, SoftwareState.WORSE, WORK, evidence=(IS_COMPARED,),
             is_internal=True),
        Move("roll_back", _("Roll back"), (SoftwareState.WORSE, SoftwareState.CHECKED), SoftwareState.ROLLED_BACK,
             WORK),
        Move("consent", _("Customer agrees in writing"), (SoftwareState.WORSE,), SoftwareState.CONSENTED, WORK,
             evidence=(IS_AGREED,)),
        Move("drop", _("Not done after all"), (SoftwareState.PREPARED,), SoftwareState.DROPPED, WORK, is_hidden=True),
    ],
    path=(SoftwareState.PREPARED, SoftwareState.CHECKED),
)  # fmt: skip
