"""On site: delivered and checked, installed and commissioned, the operators trained (SVC-18, FULL 3.7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import attachments
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import check, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Staff
from bihuan.products import operations as products
from bihuan.service.models import Installation, InstallationUnit, TrainingSession
from bihuan.service.operations.bench.repairing import points_of
from bihuan.service.queries.installations import points_for


@transaction.atomic
def deliver(
    job: Installation, *, delivered_on: date, received_by: str, is_complete: bool, damage: str = "",
    photos: Sequence[Content] = (), by: Actor, revision: int | None = None,
) -> Installation:  # fmt: skip
    """Record the delivery and what the check of the goods showed.

    Args:
        is_complete: all there and undamaged; else `damage` says what is missing or broken.

    Raises:
        OperationError: the day is still to come, nobody received it, the damage is not described, or a
            unit is held back.
    """
    job = locked(Installation, job.pk, revision=revision)
    check_move = job.moves.get("deliver")
    if job.state not in check_move.sources:
        check(job, "deliver", by=by)
    who = required(received_by, _("Write who received the goods."), field="received_by")
    if delivered_on > timezone.localdate():
        raise OperationError(_("This day is still to come."), field="delivered_on")
    text = damage.strip() if is_complete else required(damage, _("Write what is missing or damaged."), field="damage")
    changes = {"delivered_on": delivered_on, "received_by": who, "is_complete": is_complete, "damage": text}
    lines = list(job.lines.select_related("unit"))
    passed = products.refuse_held([line.unit for line in lines], on=delivered_on)
    perform(job, "deliver", by=by, note="\n".join(filter(None, [text, passed])), changes=changes)
    for photo in photos:
        attachments.attach(job, photo, by=by, purpose="photo")
    for line in lines:
        products.change_unit(line.unit, by=SYSTEM, delivered_on=delivered_on)
    return job


@transaction.atomic
def make_good(job: Installation, *, made_good: str, by: Actor, revision: int | None = None) -> Installation:
    """Record how missing or damaged goods were made good; only then is it installed.

    Raises:
        OperationError: nothing was missing, or it is not said how.
    """
    job = locked(Installation, job.pk, revision=revision)
    text = required(made_good, _("Write what was brought or exchanged."), field="made_good")
    if job.is_complete:
        raise OperationError(_("The goods are complete and undamaged."), field="made_good")
    perform(job, "make_good", by=by, note=text, changes={"is_complete": True, "made_good": text})
    return job


@transaction.atomic
def commission(
    job: Installation, *, results: Mapping[int, Sequence[Mapping[str, Any]]], work_done: str, by: Actor,
    revision: int | None = None,
) -> Installation:  # fmt: skip
    """Record installation and commissioning with every unit's checklist, the one of its model.

    Where a point fails, that is on file, and it stays to be commissioned.

    Args:
        results: by unit for each point `value` (a Decimal, of a measured one) or `ok`.

    Raises:
        OperationError: a point has no result, or the work is not described.
        EvidenceMissing: the goods are not complete.
    """
    job = locked(Installation, job.pk, revision=revision)
    text = required(work_done, _("Write what was installed and set."), field="work_done")
    if job.state not in job.moves.get("commission").sources:
        check(job, "commission", by=by)
    failed = []
    for line in list(job.lines.select_related("unit__model__line")):
        points = _points(line, results.get(line.unit_id, ()))
        InstallationUnit.objects.filter(pk=line.pk).update(points=points)
        failed += [f"{line.unit.serial} {point['name']}" for point in points if not point["ok"]]
    if failed:
        perform(job, "fail_check", by=by, note="、".join(failed), changes={"work_done": text})
        return job
    perform(job, "commission", by=by, changes={"work_done": text, "installed_at": timezone.now()})
    return job


def _points(line: InstallationUnit, results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    try:
        return points_of(points_for(line.unit), results)
    except OperationError as refusal:
        field = f"u{line.unit_id}_{refusal.field}" if refusal.field else None
        raise OperationError(refusal.message, field=field) from refusal


@dataclass(frozen=True)
class Training:
    """One session: who, what about, how many hours, and whether the operator works alone now."""

    held_on: date
    trainees: str
    topics: str
    hours: Decimal
    works_alone: bool


@transaction.atomic
def train(job: Installation, training: Training, *, by: Actor, revision: int | None = None) -> TrainingSession:
    """Record a training session; it is repeated until the operator works alone (FULL 3.7).

    Raises:
        OperationError: names or topics are missing, the day is to come, or it took no time.
        MoveForbidden: it is not installed yet, or the training is over.
    """
    job = locked(Installation, job.pk, revision=revision)
    names = required(training.trainees, _("Write who was trained."), field="trainees")
    topics = required(training.topics, _("Write what was trained."), field="topics")
    if training.held_on > timezone.localdate():
        raise OperationError(_("This day is still to come."), field="held_on")
    if job.delivered_on and training.held_on < job.delivered_on:
        raise OperationError(_("That is before the delivery."), field="held_on")
    if not 0 < training.hours <= 100:
        raise OperationError(_("Hours must lie between 0 and 100."), field="hours")
    perform(job, "train", by=by, note=f"{names}：{topics}")
    made = TrainingSession.objects.create(
        installation=job, held_on=training.held_on, trainees=names, topics=topics, hours=training.hours,
        works_alone=training.works_alone, trainer=by if isinstance(by, Staff) else None,
    )  # fmt: skip
    if training.works_alone:
        perform(job, "finish_training", by=by, note=names, changes={"trained_at": timezone.now()})
    return made
