"""What a request waits for: the customer's word on a price, a missing part; limits stand as clauses say (REG-02)."""

from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.operations import Wait
from bihuan.kernel import attachments, documents
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Attachment, Content
from bihuan.kernel.events import Event
from bihuan.kernel.records import Tracked
from bihuan.service.models import BenchJob, Charge, Estimate, PartRequest, ServiceRequest
from bihuan.service.states import BenchState
from bihuan.service.states.bench import BenchEstimated
from bihuan.service.states.charges import ChargeQuoted, ChargeState
from bihuan.service.states.parts import PartRequestState

SENT = "sent_quotation"
MISSING = (PartRequestState.WANTED, PartRequestState.ORDERED)


def follow(request: ServiceRequest) -> None:
    """Let a request's limits stand or go on by what it waits for now."""
    deadlines.follow_waits(request, lambda: _standing(request))


def _standing(request: ServiceRequest) -> list[Wait]:
    return [*_answers(request), *_parts(request)]


def _answers(request: ServiceRequest) -> list[Wait]:
    asked = Estimate.objects.filter(job__request=request, job__state=BenchState.ESTIMATED, answered_at=None)
    current = [one for one in asked.select_related("job").order_by("pk") if one.is_current]
    quoted = Charge.objects.filter(request=request, state=ChargeState.QUOTED).order_by("pk")
    waits = [Wait("customer_answer", str(one), _sent(one.job)) for one in current]
    return waits + [Wait("customer_answer", one.number, _sent(one)) for one in quoted]


def _parts(request: ServiceRequest) -> list[Wait]:
    rows = PartRequest.objects.filter(request=request, state__in=MISSING).select_related("part").order_by("pk")
    return [Wait("part_arrival", f"{row.number} {row.title}") for row in rows]


def _sent(record: Tracked) -> Attachment | None:
    return attachments.of(record.kind(), record.pk).filter(purpose=SENT).order_by("pk").last()


def on_estimated(event: BenchEstimated) -> None:
    """Keep the estimate as it was sent; the clock stands until the customer answers, as clauses say."""
    job: BenchJob = event.record
    _keep_sent(job, "quotation", str(job.estimate))
    follow(job.request)


def on_quoted(event: ChargeQuoted) -> None:
    """Keep the quotation as it was sent; the clock stands until the customer answers, as clauses say."""
    charge: Charge = event.record
    _keep_sent(charge, "charge_quotation", charge.number)
    follow(charge.request)


def _keep_sent(record: Tracked, form: str, number: str) -> None:
    caption = _("Quotation as sent")
    content = Content(f"{caption} {number}.pdf", "application/pdf", documents.print_form(form, record, by=SYSTEM))
    attachments.attach(record, content, by=SYSTEM, caption=caption, purpose=SENT, is_locked=True)


def on_answered(event: Event) -> None:
    """Let the clocks go on: the customer has answered, or need not any more."""
    follow(event.record.request)
