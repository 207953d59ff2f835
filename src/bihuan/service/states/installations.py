"""Where an installation stands, from the sales contract to the signed acceptance, and what it announces (SVC-18)."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class InstallationPlanned(Event):
    """Units sold under a contract shall be delivered and installed."""

    name = "installation.planned"


@dataclass(frozen=True, kw_only=True)
class InstallationEntrusted(Event):
    """Somebody else installs it or goes along, or it is another day."""

    name: ClassVar[str] = "installation.entrusted"
    people: tuple[Any, ...] = ()


class InstallationDelivered(Event):
    """The goods are at the customer's."""

    name = "installation.delivered"


class InstallationInstalled(Event):
    """Installed and commissioned, every point of the checklist passed."""

    name = "installation.installed"


class InstallationTrained(Event):
    """The operator works alone."""

    name = "installation.trained"


class InstallationAccepted(Event):
    """Both sides signed; the warranty runs."""

    name = "installation.accepted"


class InstallationRefused(Event):
    """The customer does not accept it and has said why."""

    name = "installation.refused"


class InstallationMended(Event):
    """Every defect named at the refused acceptance is put right."""

    name = "installation.mended"


class InstallationCancelled(Event):
    """It will not be installed."""

    name = "installation.cancelled"


class InstallationState(models.TextChoices):
    """Where an installation stands."""

    PLANNED = "planned", pgettext_lazy("installation", "To be delivered")
    DELIVERED = "delivered", pgettext_lazy("installation", "Delivered")
    INSTALLED = "installed", pgettext_lazy("installation", "In training")
    TRAINED = "trained", pgettext_lazy("installation", "To be accepted")
    REFUSED = "refused", pgettext_lazy("installation", "Acceptance refused")
    ACCEPTED = "accepted", pgettext_lazy("installation", "Accepted by the customer")
    CANCELLED = "cancelled", pgettext_lazy("installation", "Cancelled")


RUNNING_INSTALLATIONS = (
    InstallationState.PLANNED, InstallationState.DELIVERED, InstallationState.INSTALLED, InstallationState.TRAINED,
    InstallationState.REFUSED,
)  # fmt: skip
BEFORE_TRAINING = (InstallationState.PLANNED, InstallationState.DELIVERED)
DESK, WORK, SIGN = "service.run_installation", "service.work_installation", "service.sign_installation"

ARRIVED = Evidence("delivered_on", _("the day of delivery"), lambda job: job.delivered_on is not None)
COMPLETE = Evidence("complete", _("complete and undamaged goods"), lambda job: job.is_complete)
CHECKED = Evidence("checked", _("a passed checklist for every unit"), lambda job: job.installed_at is not None)
ALONE = Evidence("alone", _("an operator who works alone"), lambda job: job.trained_at is not None)
BOTH = Evidence(
    "signatures", _("the signatures of both sides"),
    lambda job: bool(job.customer_signature_id and (job.is_paper or job.our_signature_id)),
)  # fmt: skip
LISTED = Evidence("defects", _("the list of defects"), lambda job: bool(job.refusal))

INSTALLATION_MOVES = MoveTable(
    InstallationState,
    [
        Move("deliver", _("Delivered and checked"), (InstallationState.PLANNED,), InstallationState.DELIVERED, WORK,
             InstallationDelivered, evidence=(ARRIVED,), is_primary=True),
        Move("make_good", _("Missing or damaged goods made good"), (InstallationState.DELIVERED,), "", WORK),
        Move("commission", _("Installed and commissioned"), (InstallationState.DELIVERED,),
             InstallationState.INSTALLED, WORK, InstallationInstalled, evidence=(COMPLETE, CHECKED), is_primary=True),
        Move("fail_check", _("Checklist not passed"), (InstallationState.DELIVERED,), "", WORK, is_internal=True),
        Move("train", _("Customer training"), (InstallationState.INSTALLED,), "", WORK, is_primary=True),
        Move("finish_training", _("Operator works alone"), (InstallationState.INSTALLED,), InstallationState.TRAINED,
             WORK, InstallationTrained, evidence=(ALONE,), is_internal=True),
        Move("countersign", _("Sign for our side"), (InstallationState.TRAINED,), "", WORK),
        Move("accept", _("Acceptance"), (InstallationState.TRAINED,), InstallationState.ACCEPTED, SIGN,
             InstallationAccepted, evidence=(BOTH,), is_primary=True),
        Move("refuse", _("Customer does not accept"), (InstallationState.TRAINED,), InstallationState.REFUSED, SIGN,
             InstallationRefused, evidence=(LISTED,)),
        Move("mend", _("Defect put right"), (InstallationState.REFUSED,), "", WORK, is_primary=True),
        Move("offer_again", _("Offer for acceptance again"), (InstallationState.REFUSED,), InstallationState.TRAINED,
             WORK, InstallationMended, is_internal=True),
        Move("entrust", _("Technician and appointment"),
             (InstallationState.PLANNED, InstallationState.DELIVERED, InstallationState.INSTALLED,
              InstallationState.REFUSED), "", DESK, InstallationEntrusted, is_hidden=True),
        Move("cancel", _("Cancel the installation"), BEFORE_TRAINING, InstallationState.CANCELLED, DESK,
             InstallationCancelled, is_hidden=True),
    ],
    path=(
        InstallationState.PLANNED, InstallationState.DELIVERED, InstallationState.INSTALLED,
        InstallationState.TRAINED, InstallationState.ACCEPTED,
    ),
)  # fmt: skip
