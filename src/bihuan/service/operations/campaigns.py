"""Upgrading many units: from the list of old versions to one request each, never two (SVC-19)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import locked
from bihuan.products.models import SoftwareVersion, Unit, UnitSoftware
from bihuan.service.models import ServiceRequest
from bihuan.service.operations.intake import Intake, register
from bihuan.service.states import Channel, RequestState, WorkKind


@dataclass(frozen=True)
class Campaign:
    """What became of the chosen units."""

    made: list[ServiceRequest]
    asked_before: int
    up_to_date: int


@transaction.atomic
def upgrade_units(rows: Iterable[UnitSoftware], *, cause: str, note: str = "", by: Actor) -> Campaign:
    """Register a request to upgrade each unit that doesn't run the newest version; done twice, it is there once.

    Args:
        rows: what runs on the units chosen.
        cause: why it is upgraded, as the clause about software judges it: system, other.
    """
    permit(by, "service.run_campaign")
    made: list[ServiceRequest] = []
    asked = current = 0
    newest = {one.software_id: one for one in SoftwareVersion.objects.filter(is_newest=True).select_related("software")}
    for row in sorted(rows, key=lambda one: one.unit_id):
        target = newest.get(row.software_id)
        unit = locked(Unit.objects.select_related("model__line", "customer", "site__region"), row.unit_id)
        if target is None or _runs(unit, target):
            current += 1
            continue
        past = ServiceRequest.objects.filter(unit=unit, wanted_version=target)
        if past.exclude(state=RequestState.CANCELLED).exists():
            asked += 1
            continue
        made.append(_asked(unit, row, target, past.count(), cause, note, by))
    return Campaign(made, asked, current)


def _runs(unit: Unit, version: SoftwareVersion) -> bool:
    return UnitSoftware.objects.filter(unit=unit, version=version, is_current=True).exists()


def _asked(
    unit: Unit, row: UnitSoftware, target: SoftwareVersion, cancelled: int, cause: str, note: str, by: Actor
) -> ServiceRequest:
    words = {"software": target.software.name, "old": row.version.version, "new": target.version}
    text = _("Software upgrade: %(software)s %(old)s → %(new)s") % words
    intake = Intake(
        description="\n".join(filter(None, [text, note.strip()])), channel=Channel.OWN, unit=unit,
        work_kind=WorkKind.SOFTWARE_UPGRADE, wanted_version=target, cause=cause, asks_further=False,
        source_key=f"upgrade:{target.pk}:{unit.pk}:{cancelled}",
    )  # fmt: skip
    return register(intake, by=by, source="campaign")
