"""Acceptance: signed by both sides it starts the warranty; refused, its defects are worked off (SVC-18, WAR-01)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import attachments, documents
from bihuan.kernel.actors import SYSTEM, Actor, permit
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import check, perform
from bihuan.kernel.records import OperationError, locked, required
from bihuan.kernel.tasks import task
from bihuan.organization.models import Staff
from bihuan.products import operations as products
from bihuan.products.models import Unit
from bihuan.regulations.queries.signing import require_way
from bihuan.service.models import AcceptanceDefect, Installation
from bihuan.service.operations.installations.calendar import free_time
from bihuan.service.operations.installations.planning import refuse_taken

FORM = "installation_acceptance"
CERTIFICATE = "acceptance_certificate"


@transaction.atomic
def countersign(
    job: Installation, *, signature: Content, signer_name: str, by: Actor, revision: int | None = None
) -> Installation:
    """Sign for our side, so that the customer may sign by his link."""
    job = locked(Installation, job.pk, revision=revision)
    permit(by, job.moves.get("countersign").policy, job)
    name = required(signer_name, _("Write the signer's name."), field="our_signer")
    kept = attachments.attach(job, signature, by=by, purpose="our_signature", is_locked=True)
    perform(job, "countersign", by=by, note=name, changes={"our_signature": kept, "our_signer": name})
    return job


@transaction.atomic
def accept(
    job: Installation, *, signature: Content, signer_name: str, by: Actor, is_paper: bool = False, note: str = "",
    ours: Content | None = None, our_signer: str = "", revision: int | None = None, prints_later: bool = False,
) -> Installation:  # fmt: skip
    """Take the customer's signature: the acceptance is archived and the warranty of every unit begins today.

    Args:
        signature: the customer's, drawn on the glass or by his link; or the photographed paper both signed.
        ours: our side's signature, where both sign one after the other on the same glass.

    Raises:
        OperationError: a name is missing; the clause does not take this way; a unit was accepted meanwhile.
        MoveForbidden: the operators don't work alone yet, or it was accepted already.
        EvidenceMissing: our side has not signed.
    """
    job = locked(Installation, job.pk, revision=revision)
    if job.state not in job.moves.get("accept").sources:
        check(job, "accept", by=by)
    permit(by, job.moves.get("accept").policy, job)
    name = required(signer_name, _("Write the signer's name."), field="signer_name")
    is_link = by.actor_kind == "customer"
    way = "link" if is_link else "paper" if is_paper else "glass"
    require_way(FORM, way, job.facts())
    units = _units(job)
    purpose = "paper" if is_paper else "signature"
    kept = attachments.attach(job, signature, by=by, purpose=purpose, is_locked=True)
    changes: dict[str, Any] = {
        "customer_signature": kept, "customer_signer": name, "is_paper": is_paper, "customer_note": note.strip(),
        "accepted_at": timezone.now(),
    }  # fmt: skip
    said = " · ".join(filter(None, [name, note.strip()]))
    if ours is not None:
        changes["our_signer"] = required(our_signer, _("Write the signer's name."), field="our_signer")
        changes["our_signature"] = attachments.attach(job, ours, by=by, purpose="our_signature", is_locked=True)
    perform(job, "accept", by=by, note=said, source="portal" if is_link else "", changes=changes)
    free_time(job, by=SYSTEM)
    if prints_later:
        for unit in units:
            products.accept(unit, accepted_on=timezone.localdate(job.accepted_at), by=SYSTEM, note=job.number)
        archive_acceptance.using(priority=-10).enqueue(pk=job.pk)
    else:
        _archive(job)
    return job


def _units(job: Installation) -> list[Unit]:
    keys = sorted(job.lines.values_list("unit_id", flat=True))
    units = [locked(Unit, pk) for pk in keys]
    for unit in units:
        refuse_taken(unit, job.customer, own=job)
    return units


def _archive(job: Installation) -> None:
    documents.archive(FORM, job, by=SYSTEM, at=job.accepted_at)
    paper = documents.archive(CERTIFICATE, job, by=SYSTEM, at=job.accepted_at)
    for line in job.lines.select_related("unit").order_by("unit_id"):
        copy = attachments.inspect(f"{job.number}.pdf", paper.read())
        products.accept(
            line.unit, accepted_on=timezone.localdate(job.accepted_at), certificate=copy, by=SYSTEM, note=job.number
        )


@task
def archive_acceptance(pk: int) -> None:
    """Print and archive an acceptance that was left for later; done twice, it is there once."""
    with transaction.atomic():
        job = locked(Installation, pk)
        if documents.archived(CERTIFICATE, job.kind(), job.pk) is None:
            _archive(job)


@transaction.atomic
def refuse(
    job: Installation, *, defects: str, signer_name: str = "", by: Actor, revision: int | None = None
) -> Installation:
    """Record that the customer does not accept, with each defect on a line of its own.

    Raises:
        OperationError: no defect is named.
    """
    job = locked(Installation, job.pk, revision=revision)
    rows = [line.strip()[:300] for line in defects.splitlines() if line.strip()]
    if not rows:
        raise OperationError(_("Name the defects, one a line."), field="defects")
    number = (job.defects.order_by("-round").values_list("round", flat=True).first() or 0) + 1
    source = "portal" if by.actor_kind == "customer" else ""
    changes = {"refusal": "\n".join(rows), "our_signature": None, "our_signer": ""}
    note = "\n".join(filter(None, [signer_name.strip(), *rows]))
    perform(job, "refuse", by=by, note=note, source=source, changes=changes)
    AcceptanceDefect.objects.bulk_create(AcceptanceDefect(installation=job, round=number, text=row) for row in rows)
    return job


@transaction.atomic
def mend(
    job: Installation, *, defect: AcceptanceDefect, remedy: str, by: Actor, revision: int | None = None
) -> Installation:
    """Work one defect off; with the last one it is offered for acceptance again.

    Raises:
        OperationError: it is not said how, the defect is of another installation, or was put right already.
    """
    job = locked(Installation, job.pk, revision=revision)
    text, now = required(remedy, _("Write how it was put right."), field="remedy"), timezone.now()
    row = job.defects.filter(pk=defect.pk, mended_at=None).first()
    if row is None:
        raise OperationError(_("This defect was put right already."), field="defect")
    perform(job, "mend", by=by, note=f"{row.text}：{text}")
    row.remedy, row.mended_at, row.mended_by = text, now, by if isinstance(by, Staff) else None
    row.save()
    if not job.defects.filter(mended_at=None).exists():
        perform(job, "offer_again", by=by)
    return job
