"""The joint review (会审) of a regulation circulates like any form (REG-01)."""

from bihuan.kernel.actors import SYSTEM
from bihuan.regulations import operations as regulations
from bihuan.regulations.models import RegulationVersion
from bihuan.regulations.states import RegulationSubmitted
from bihuan.signoff.models import Circulation
from bihuan.signoff.operations.beginning import start, withdraw
from bihuan.signoff.states import CirculationAgreed, CirculationEvent

FORM = "regulation"


def circulate_regulation(event: RegulationSubmitted) -> None:
    """Send a submitted draft along the route that a clause gives; without one it is approved as before.

    A form left over from before the draft was taken back is withdrawn: everybody signs the new wording.
    """
    for left_over in Circulation.objects.of(event.record).running().filter(form=FORM):
        withdraw(left_over, by=SYSTEM)
    if start(event.record, FORM, by=event.by, at=event.at):
        regulations.begin_joint_review(event.record)


def finish_regulation(event: CirculationEvent) -> None:
    """Tell the regulation how its joint review ended."""
    if isinstance(event.record, RegulationVersion) and event.circulation.form == FORM:
        signed = event.circulation.stations.exclude(signed_by=None).values_list("signed_by__name", flat=True)
        regulations.finish_joint_review(
            event.record, agreed=isinstance(event, CirculationAgreed), reviewers="、".join(dict.fromkeys(signed))
        )
