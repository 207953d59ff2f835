"""Back to the customer: reminded, handed over against his signature, the request completed (SVC-13)."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import attachments, documents
from bihuan.kernel.actors import SYSTEM, Actor
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import check, perform
from bihuan.kernel.records import locked, required
from bihuan.kernel.tasks import task
from bihuan.service.models import BenchJob, ServiceRequest
from bihuan.service.queries import bench as queries
from bihuan.service.states import WORKING, BenchState


@transaction.atomic
def return_goods(
    job: BenchJob, *, signature: Content, returned_to: str, by: Actor, is_paper: bool = False, note: str = "",
    revision: int | None = None, prints_later: bool = False,
) -> BenchJob:  # fmt: skip
    """Hand the product over against a signature; the request is completed, the opinion card follows.

    Args:
        signature: drawn on the glass, or the photographed paper when `is_paper`.
        returned_to: who collects it.
        prints_later: leave the sheet's PDF to background work.

    Raises:
        OperationError: the name is missing.
        MoveForbidden: it is not ready, or was handed over already.
    """
    request = locked(ServiceRequest, job.request_id)
    job = locked(BenchJob, job.pk, revision=revision)
    move = job.moves.get("return_goods")
    if job.state not in move.sources:
        check(job, "return_goods", by=by)
    name, now = required(returned_to, _("Write who collects it."), field="returned_to"), timezone.now()
    purpose = "paper" if is_paper else "signature"
    kept = attachments.attach(job, signature, by=by, purpose=purpose, is_locked=True)
    changes = {"handed_over_at": now, "returned_to": name, "return_signature": kept, "return_note": note.strip()}
    perform(job, "return_goods", by=by, at=now, note=note.strip(), changes=changes)
    job.request = request
    if prints_later:
        archive_handover.using(priority=-10).enqueue(pk=job.pk)
    else:
        documents.archive("bench_return", job, by=SYSTEM, at=now)
    if request.state in WORKING:
        changes = {"completed_at": now}
        perform(request, "complete", by=SYSTEM, at=now, note=job.number, changes=changes)
    return job


@task
def archive_handover(pk: int) -> None:
    """Print and archive a hand-over sheet that was left for later; done twice, it is there once."""
    with transaction.atomic():
        job = locked(BenchJob, pk)
        documents.archive("bench_return", job, by=SYSTEM, at=job.handed_over_at)


@transaction.atomic
def remind(job: BenchJob) -> bool:
    """Remind the customer once more to collect his product, when its clause says it is time.

    Returns:
        False when it is not time, or was collected meanwhile.
    """
    job = locked(BenchJob, job.pk)
    clause = queries.reminder_clause(job.facts())
    if clause is None or job.state != BenchState.READY or job.ready_at is None:
        return False
    count, now = job.reminded_count + 1, timezone.now()
    if count > int(clause.data["times"]) or now < job.ready_at + timedelta(days=int(clause.data["days"]) * count):
        return False
    note = _("Reminded for the %(count)s. time (%(clause)s)") % {"count": count, "clause": clause.label}
    perform(job, "remind", by=SYSTEM, at=now, note=note, changes={"reminded_at": now, "reminded_count": count})
    return True


def remind_uncollected() -> list[BenchJob]:
    """Remind every customer whose time it is; return the jobs, each with its new count."""
    ready = BenchJob.objects.filter(state=BenchState.READY, ready_at__lt=timezone.now() - timedelta(days=1))
    return [job for job in ready.order_by("ready_at").iterator() if remind(job)]
