"""What the clauses say about a product in the workshop, and what its pages show (SVC-12 to SVC-15, SVC-05)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines.queries import nearest
from bihuan.kernel import hanging, links
from bihuan.kernel.actors import Actor
from bihuan.organization.queries import calendar
from bihuan.products.models import ProductModel
from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.service.models import BenchJob, Estimate, FunctionCheck, ServiceRequest
from bihuan.service.states import STANDING, BenchState
from bihuan.service.states.bench import CheckOccasion

ESTIMATE = "estimate"
USUAL_DAYS, VALID_DAYS = 5, 7  # where no clause says anything
Facts = Mapping[str, Any]


def promise_clause(facts: Facts) -> ParameterView | None:
    """Return the clause that says how long a bench repair usually takes and who is told when (SVC-14)."""
    return ruleset().one("promise", "bench_repair", facts)


def usual_promise(facts: Facts, at: datetime) -> datetime:
    """Return the day and hour that can usually be promised from a moment on."""
    clause = promise_clause(facts)
    if clause is None:
        return at + timedelta(days=USUAL_DAYS)
    limit = clause.data["limit"]
    return calendar(limit["calendar"]).add(at, timedelta(minutes=limit["minutes"]))


def terms_clause(facts: Facts) -> ParameterView | None:
    """Return the clause about estimates: how long one stands, what declining it costs."""
    return ruleset().one("estimate_terms", "bench_repair", facts)


def valid_days(facts: Facts) -> int:
    """Return how many days an estimate stands."""
    clause = terms_clause(facts)
    return int(clause.data["days_to_answer"]) if clause else VALID_DAYS


def declined_fee(facts: Facts) -> Decimal:
    """Return what a declined estimate costs, in yuan; nothing where no clause says anything."""
    clause = terms_clause(facts)
    return Decimal(str(clause.data["declined_amount"])) if clause else Decimal("0.00")


def reminder_clause(facts: Facts) -> ParameterView | None:
    """Return the clause that says when a customer is reminded to collect his product."""
    return ruleset().one("collection_reminder", "bench_repair", facts)


def running_job(request: ServiceRequest) -> BenchJob | None:
    """Return the job under which the request's product stands in the workshop."""
    return request.bench_jobs.filter(state__in=STANDING).first()


def under_repair(request: ServiceRequest) -> BenchJob | None:
    """Return the job under which the product is in the workshop and not yet ready to go back."""
    return request.bench_jobs.standing().exclude(state=BenchState.READY).first()


def last_job(request: ServiceRequest) -> BenchJob | None:
    """Return the request's last job, running or done."""
    return request.bench_jobs.select_related("technician", "estimate", "outlet").order_by("-pk").first()


def checklist(job: BenchJob) -> list[FunctionCheck]:
    """Return the points to check after a repair, those of the product's model."""
    return checklist_of(job.request.model)


def checklist_of(
    model: ProductModel | None, otherwise: str = "", occasion: str = CheckOccasion.REPAIR
) -> list[FunctionCheck]:
    """Return the points to check on a model: its own, else its line's, else the general ones.

    Where nobody has written any, one point remains: that it runs, or `otherwise`.
    """
    rows = FunctionCheck.objects.filter(is_active=True, occasion__in=(occasion, CheckOccasion.BOTH))
    wanted = Q(model=None, line=None)
    if model is not None:
        wanted |= Q(model=model) | Q(line=model.line_id, model=None)
    found = list(rows.filter(wanted).select_related("line", "model"))
    own = [check for check in found if check.model_id]
    of_line = [check for check in found if check.line_id and not check.model_id]
    general = [check for check in found if not check.model_id and not check.line_id]
    return own or of_line or general or [FunctionCheck(name=otherwise or _("Runs normally, the fault is gone"))]


def estimate_token(estimate: Estimate) -> str:
    """Return the token of the link by which the customer answers this edition of the estimate."""
    days = max(1, (estimate.valid_until - timezone.localdate()).days + 1)
    return links.make(ESTIMATE, estimate, days=days)


def estimate_by(pk: int) -> Estimate:
    """Return an estimate with all that the customer's page shows.

    Raises:
        Estimate.DoesNotExist: it is gone.
    """
    rows = Estimate.objects.select_related("job__request__model", "job__estimate", "job__outlet", "made_by")
    return rows.prefetch_related("lines").get(pk=pk)


def opened(user: Actor) -> QuerySet[BenchJob]:
    """Return visible jobs with all that their page names joined in."""
    return BenchJob.objects.visible_to(user).select_related(
        "request__customer", "request__model__line", "request__region", "request__outlet", "request__unit", "order",
        "outlet__department", "technician", "received_by", "unit__model", "fault_code", "signature", "receipt",
        "return_signature", "replacement", "estimate",
    )  # fmt: skip


def estimates_of(job: BenchJob) -> list[Estimate]:
    """Return all editions of a job's estimate with their lines, the newest first."""
    rows = job.estimates.select_related("made_by", "taken_by", "paper").prefetch_related("lines").order_by("-edition")
    found = list(rows)
    for one in found:
        one.job = job
    return found


@dataclass(frozen=True)
class Pile:
    """How much stands in one state, and how much of it is late."""

    state: str
    label: str
    count: int
    late: int


def piles(user: Actor) -> list[Pile]:
    """Return what stands in the workshop by state; one query."""
    late = Count("pk", filter=Q(promised_at__lt=timezone.now()) & ~Q(state=BenchState.READY))
    rows = BenchJob.objects.visible_to(user).standing().values("state").annotate(count=Count("pk"), late=late)
    counted = {row["state"]: row for row in rows.order_by()}
    return [
        Pile(state, str(state.label), counted.get(state, {}).get("count", 0), counted.get(state, {}).get("late", 0))
        for state in STANDING
    ]


def with_limits(rows: list[dict[str, Any]]) -> None:
    """Add to each row of a list the running limit that is due next; one query for the page."""
    limits = nearest(BenchJob.kind(), [row["pk"] for row in rows])
    for row in rows:
        row["limit"] = limits.get(row["pk"])


def searchable(job: BenchJob) -> str:
    """Return the words a job is found by; the lock code is not among them (SEC-01)."""
    request = job.request
    parts = [job.number, request.number, request.contact_name, job.model_text, job.serial_text,
             job.replacement_serial, job.shelf]  # fmt: skip
    return " ".join(part for part in parts if part)


def of_request(request: ServiceRequest, user: Any) -> dict[str, Any] | None:
    """Return the bench repairs of a request, for its page."""
    rows = BenchJob.objects.filter(request=request.pk).select_related("technician").order_by("-pk")
    found = hanging.rows(request, rows[:6])
    return {"jobs": found} if found else None


def of_unit(unit: Any, user: Any) -> dict[str, Any] | None:
    """Return the bench repairs of a unit that this viewer may see, its own and those it came out of."""
    rows = BenchJob.objects.visible_to(user).filter(Q(unit=unit.pk) | Q(replacement=unit.pk))
    found = list(rows.select_related("technician").order_by("-pk")[:6])
    return {"jobs": found} if found else None
