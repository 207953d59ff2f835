"""What a customer may see of his case: where it stands, who comes, what we promised, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines.queries import for_record
from bihuan.feedback.models import OpinionCard
from bihuan.feedback.queries import card_of
from bihuan.kernel import history
from bihuan.kernel.history import HistoryEntry
from bihuan.kernel.privacy import blind_index, normalize_phone
from bihuan.organization.models import Staff
from bihuan.parts.models import Loan
from bihuan.people.queries import valid_skills
from bihuan.products.models import Unit
from bihuan.regulations.queries import ParameterView
from bihuan.service import operations as service
from bihuan.service.models import BenchJob, Installation, ServiceRequest, WorkOrder
from bihuan.service.queries.bench import last_job
from bihuan.service.queries.further import chosen_region
from bihuan.service.queries.loans import lent_to
from bihuan.service.queries.record import orders_of, story
from bihuan.service.states import BenchState, OrderState, RequestState
from bihuan.service.states.installations import InstallationState

# Which step of the five a state belongs to: received, dispatched, on site, repaired, rated.
STAGE = {
    RequestState.REGISTERED: 0, RequestState.AWAITING_APPROVAL: 0, RequestState.DISPATCHED: 1,
    RequestState.IN_SERVICE: 2, RequestState.COMPLETED: 3, RequestState.CLOSED: 4, RequestState.CANCELLED: 0,
}  # fmt: skip
# The same for a product in the workshop: taken in, diagnosed, in repair, to collect, collected.
BENCH_STAGE = {
    BenchState.RECEIVED: 0, BenchState.DIAGNOSED: 1, BenchState.ESTIMATED: 1, BenchState.CONSENTED: 2,
    BenchState.REPAIRING: 2, BenchState.TESTING: 2, BenchState.DECLINED: 2, BenchState.BEYOND_REPAIR: 2,
    BenchState.READY: 3, BenchState.HANDED_OVER: 4,
}  # fmt: skip

# An installation: agreed, delivered, installed, trained, accepted.
INSTALLATION_STAGE = {
    InstallationState.PLANNED: 0, InstallationState.DELIVERED: 1, InstallationState.INSTALLED: 2,
    InstallationState.TRAINED: 3, InstallationState.REFUSED: 3, InstallationState.ACCEPTED: 4,
    InstallationState.CANCELLED: 0,
}  # fmt: skip


@dataclass(frozen=True)
class Tracked:
    """A case as its tracking page shows it."""

    request: ServiceRequest
    headline: str
    stage: int
    technician: Staff | None
    skills: list[str]
    promises: list[Any]
    events: list[tuple[datetime, str, str]]
    card: OpinionCard | None
    order: WorkOrder | None
    loan: Loan | None = None
    bench: BenchJob | None = None
    bench_stage: int = 0


def further_for(values: Mapping[str, Any], *, unit: Unit | None, serial: str, channel: str) -> list[ParameterView]:
    """Return the fields that clauses want on a customer's report, by what he has said so far (REG-02)."""
    said = {name: str(values.get(name) or "")[:200] for name in ("address", "serial", "model")}
    intake = service.Intake(
        description="", channel=channel, unit=unit, serial_text=said["serial"] or serial, model_text=said["model"],
        address=said["address"], region=chosen_region(values.get("region")),
    )  # fmt: skip
    return service.wanted_for(intake)


def case_by_number(number: str, phone: str) -> ServiceRequest | None:
    """Return the case of this number if the phone is the one given with it (SVC-22)."""
    index = blind_index(normalize_phone(phone))
    if not index:
        return None
    return ServiceRequest.objects.filter(number=number.strip().upper(), phone_index=index).first()


def tracked(pk: int) -> Tracked:
    """Return all that the tracking page shows.

    Raises:
        ServiceRequest.DoesNotExist: the case is gone.
    """
    rows = ServiceRequest.objects.select_related("technician", "model__line", "unit", "outlet", "fault_class")
    request = rows.get(pk=pk)
    orders = orders_of(request)
    order = next((one for one in orders if one.state != OrderState.WITHDRAWN), None)
    bench = last_job(request)
    technician = request.technician
    told = [
        (entry.at, words, said)
        for entry in _story(request, orders, bench)
        if (words := told_as(entry))
        for said in [_said(entry)]
    ]
    return Tracked(
        request=request, headline=bench_headline(bench) or headline(request, order),
        stage=_stage(request, order), technician=technician,
        skills=_skills(technician), promises=[*(for_record(bench) if bench else ()), *for_record(request)],
        events=told[::-1], card=card_of(request), order=order, loan=lent_to(request),
        bench=bench, bench_stage=BENCH_STAGE[BenchState(bench.state)] if bench else 0,
    )  # fmt: skip


def _story(request: ServiceRequest, orders: list[WorkOrder], bench: BenchJob | None) -> list[HistoryEntry]:
    entries = list(story(request, orders))
    if bench is None:
        return entries
    return sorted([*entries, *history.of(BenchJob.kind(), bench.pk)], key=lambda entry: entry.at)


def bench_headline(job: BenchJob | None) -> str:
    """Return where a product in the workshop stands, as one would say it; nothing once it was handed back."""
    if job is None or job.state == BenchState.HANDED_OVER:
        return ""
    return {
        BenchState.RECEIVED: _("Your product is with us and is being examined"),
        BenchState.DIAGNOSED: _("The fault is found, we work out plan and price"),
        BenchState.ESTIMATED: _("Please answer our estimate"),
        BenchState.CONSENTED: _("You agreed, the repair begins soon"),
        BenchState.REPAIRING: _("Your product is being repaired"),
        BenchState.TESTING: _("Repaired, now being tested"),
        BenchState.DECLINED: _("It goes back to you unrepaired"),
        BenchState.BEYOND_REPAIR: _("It can't be repaired; nothing is charged"),
        BenchState.READY: _("You can collect it"),
    }.get(BenchState(job.state), "")


def installation_headline(job: Installation) -> str:
    """Return where an installation stands, as one would say it to the customer."""
    return {
        InstallationState.PLANNED: _("We come at the agreed time"),
        InstallationState.DELIVERED: _("Delivered, now being installed"),
        InstallationState.INSTALLED: _("Installed, your operators are being trained"),
        InstallationState.TRAINED: _("Ready: please check and accept"),
        InstallationState.REFUSED: _("We put right what you named"),
        InstallationState.ACCEPTED: _("Accepted, the warranty runs"),
        InstallationState.CANCELLED: _("This installation was cancelled"),
    }[InstallationState(job.state)]


def _skills(technician: Staff | None) -> list[str]:
    return sorted(valid_skills([technician.pk], timezone.localdate())[technician.pk]) if technician else []


def _stage(request: ServiceRequest, order: WorkOrder | None) -> int:
    on_the_way = order is not None and order.state == OrderState.DEPARTED
    return 2 if on_the_way and request.state == RequestState.DISPATCHED else STAGE[RequestState(request.state)]


def headline(request: ServiceRequest, order: WorkOrder | None) -> str:
    """Return where the case stands in one line, as one would say it."""
    name = request.technician.name[:1] if request.technician else ""
    if request.state in {RequestState.DISPATCHED, RequestState.IN_SERVICE} and order:
        words = {
            OrderState.ASSIGNED: _("A technician has been assigned"),
            OrderState.ACCEPTED: _("Technician %(name)s has accepted the job"),
            OrderState.DEPARTED: _("Technician %(name)s is on the way"),
            OrderState.ARRIVED: _("Technician %(name)s is with you"),
            OrderState.DIAGNOSED: _("The fault is found, being repaired"),
            OrderState.COMPLETED: _("Repaired, please sign"),
            OrderState.SIGNED: _("Repaired"),
        }
        return words.get(OrderState(order.state), "") % {"name": name}
    return {
        RequestState.REGISTERED: _("We have your request and are assigning a technician"),
        RequestState.AWAITING_APPROVAL: _("We have your request and are assigning a technician"),
        RequestState.COMPLETED: _("Repaired, please rate us"),
        RequestState.CLOSED: _("Finished, thank you"),
        RequestState.CANCELLED: _("This request was cancelled"),
    }.get(RequestState(request.state), "")


def told_as(entry: HistoryEntry) -> str:
    """Return how a customer is told of a history entry; empty when it is not for him."""
    if entry.verb in {"comment", "urge"}:
        return _("You wrote") if entry.source == "portal" else ""
    words = {
        ("service.servicerequest", "register"): _("Your request was registered"),
        ("service.servicerequest", "contact"): _("We called you"),
        ("service.servicerequest", "dispatch"): _("A technician was assigned"),
        ("service.servicerequest", "approve"): _("A technician was assigned"),
        ("service.servicerequest", "reassign"): _("Another technician was assigned"),
        ("service.workorder", "accept"): _("The technician accepted the job"),
        ("service.workorder", "depart"): _("The technician set out"),
        ("service.workorder", "arrive"): _("The technician arrived"),
        ("service.workorder", "diagnose"): _("The fault was found"),
        ("service.workorder", "finish"): _("The work was done"),
        ("service.workorder", "sign"): _("You signed the service voucher"),
        ("service.servicerequest", "lend_loaner"): _("You received a loaner"),
        ("service.servicerequest", "loaner_back"): _("You gave the loaner back"),
        **_bench_words(),
        ("service.servicerequest", "reopen"): _("We took it up again"),
        ("service.servicerequest", "close"): _("The case was closed"),
        ("service.servicerequest", "cancel"): _("The request was cancelled"),
    }
    return words.get((entry.kind, entry.verb), "")


def _bench_words() -> dict[tuple[str, str], str]:
    words = {
        "register": _("We took your product in"), "diagnose": _("The fault was found"),
        "estimate": _("We sent you an estimate"), "consent": _("You agreed to the estimate"),
        "decline": _("You declined the estimate"), "call_off": _("You want it back unrepaired"),
        "begin_repair": _("The repair began"), "finish_repair": _("The repair was done"),
        "fail_test": _("A test failed, we go on repairing"), "try_out": _("The function test passed"),
        "give_up": _("It turned out to be beyond repair"), "make_ready": _("You can collect it"),
        "promise": _("We promised another day"), "replace": _("Another unit was given in its place"),
        "remind": _("We reminded you to collect it"), "return_goods": _("You collected it"),
    }  # fmt: skip
    return {("service.benchjob", verb): told for verb, told in words.items()}


def _said(entry: HistoryEntry) -> str:
    return entry.note if entry.source == "portal" or entry.verb == "contact" else ""
