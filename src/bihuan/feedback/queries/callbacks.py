"""Reads of call-backs: the clerk's day, what is known of a customer when he is called, what hangs on his page."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.feedback.models import CallBack, CallBackDue, CallBackFile, CallBackGap, OpinionCard, RhythmDay
from bihuan.feedback.policies.callbacks import callers
from bihuan.feedback.queries import callback_clauses
from bihuan.feedback.states import CardState
from bihuan.feedback.states.callbacks import OPEN_CALLS, CallBackState, CallBackWay, GapReason
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.products.models import Unit
from bihuan.products.queries import cover
from bihuan.products.rules import warranty_span
from bihuan.regulations.queries import paper_meta
from bihuan.service.models import ServiceRequest
from bihuan.service.queries.papers import moment

MOST, SHOWN = 100, 8


@dataclass(frozen=True)
class Day:
    """A clerk's day: what waits, what is done, what went by."""

    rows: list[CallBack]
    waiting: int
    overdue: int
    done: int
    mine: int


def _open(user: Actor, today: date) -> QuerySet[CallBack]:
    rows: QuerySet[CallBack] = CallBack.objects.visible_to(user).filter(state__in=OPEN_CALLS, planned_on__lte=today)
    return rows


def own(user: Any) -> Q:
    """Return which call-backs are somebody's own."""
    return Q(assignee=user.pk)


def day_sheet(user: Any, which: str) -> Day:
    """Return the work list of today, the earliest limit first.

    Args:
        which: mine, overdue, visits or all.
    """
    today = timezone.localdate()
    rows = _open(user, today)
    narrowed = {
        "mine": own(user), "overdue": Q(due_on__lt=today), "visits": Q(way=CallBackWay.VISIT),
    }.get(which, Q())  # fmt: skip
    found = rows.filter(narrowed).select_related("customer__region", "assignee", "region")
    counts = rows.aggregate(
        waiting=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)), mine=Count("pk", filter=own(user))
    )
    begins = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    done = CallBack.objects.visible_to(user).filter(assignee=user.pk, ended_at__gte=begins).count()
    return Day(list(found.order_by("due_on", "planned_on", "pk")[:MOST]), done=done, **counts)


def next_calls(user: Any, *, leave_out: int = 0) -> list[int]:
    """Return the keys of the calls somebody may take next: begun ones, his own, then free ones by limit."""
    rows = _open(user, timezone.localdate()).filter(way=CallBackWay.PHONE).exclude(pk=leave_out)
    begun = rows.filter(own(user), state=CallBackState.TAKEN).order_by("taken_at")
    free = Q(assignee=None) if callers(user) else Q(pk=None)
    waiting = rows.filter(own(user) | free, state=CallBackState.PLANNED)
    some = waiting.order_by(F("assignee").asc(nulls_last=True), "due_on", "planned_on", "pk")
    return [*begun.values_list("pk", flat=True)[:1], *some.values_list("pk", flat=True)[:20]]


def whom(call: CallBack) -> dict[str, Any]:
    """Return whom a visitor calls on and where, as it goes with the call-back."""
    due = call.dues.select_related("file__site").order_by("pk").first()
    site = due.file.site if due else None
    address = (site.address if site else "") or call.customer.address
    contact = call.customer.contacts.filter(is_active=True).order_by("pk").first()
    phone = call.customer.phone or (contact.phone if contact else "")
    return {"address": address or "", "phone": phone or "", "contact_name": contact.name if contact else ""}


def script_of(call: CallBack) -> dict[str, Any]:
    """Return what is asked: as it was when it was done, else by the clause in force."""
    done = call.state not in OPEN_CALLS
    return call.form if done else callback_clauses.script(call.way, call.facts())


def known(call: CallBack) -> dict[str, Any]:
    """Return what somebody should know before he calls: why, which units, what was last."""
    customer, today = call.customer, timezone.localdate()
    dues = list(call.dues.select_related("file__site", "file__contract", "clause__version__regulation").order_by("pk"))
    sites = {due.file.site_id for due in dues}
    units = Unit.objects.filter(customer=customer, replaced_on=None).select_related("model__line", "site", "contract")
    here = units.filter(Q(site__in=sites) | Q(site=None)) if sites and None not in sites else units
    shown = list(here.order_by("-pk")[:SHOWN])
    cases = ServiceRequest.objects.filter(customer=customer).select_related("technician").order_by("-reported_at")
    before = CallBack.objects.filter(customer=customer).exclude(state__in=OPEN_CALLS).exclude(pk=call.pk)
    cards = OpinionCard.objects.filter(request__customer=customer, state=CardState.SENT).select_related("request")
    return {
        "dues": dues, "units": [(one, warranty_span(cover(one, today))[1]) for one in shown],
        "more_units": max(0, here.count() - len(shown)) if len(shown) == SHOWN else 0,
        "cases": list(cases[:5]), "cards": list(cards.order_by("-sent_at")[:3]),
        "before": list(before.exclude(state=CallBackState.WITHDRAWN).order_by("-ended_at")[:3]),
        "contacts": list(customer.contacts.filter(is_active=True).order_by("pk")[:4]),
    }  # fmt: skip


def answers_shown(call: CallBack) -> list[tuple[str, Any]]:
    """Return (question, answer) of a call-back that was made, grades in words."""
    words = {int(row["score"]): row["label"] for row in call.form.get("grades", ())}
    rows = call.form.get("questions", ())
    return [
        (row["label"], words.get(call.answers.get(row["code"])) if row["answered"] == "graded"
         else call.answers.get(row["code"]))
        for row in rows
    ]  # fmt: skip


def customer_panel(customer: Any, user: Any) -> dict[str, Any] | None:
    """Return what a customer's page shows of his call-backs: what comes next, and the last results."""
    return _panel(CallBackFile.objects.filter(customer=customer), CallBack.objects.filter(customer=customer), user)


def unit_panel(unit: Unit, user: Any) -> dict[str, Any] | None:
    """Return what a unit's page shows: the call-backs of the place where it stands."""
    if unit.customer_id is None:
        return None
    files = CallBackFile.objects.filter(customer=unit.customer_id, site=unit.site_id, contract=None)
    return _panel(files, CallBack.objects.filter(dues__file__in=files).distinct(), user)


def contract_panel(contract: Any, user: Any) -> dict[str, Any] | None:
    """Return what a contract's page shows of its call-backs."""
    files = CallBackFile.objects.filter(contract=contract)
    return _panel(files, CallBack.objects.filter(dues__file__in=files).distinct(), user)


def _panel(files: QuerySet[CallBackFile], calls: QuerySet[CallBack], user: Any) -> dict[str, Any] | None:
    if not user.has_perm("feedback.view_call_plan"):
        return None
    found = list(files.filter(closed_on=None).select_related("site", "contract", "customer").order_by("pk")[:6])
    waiting = calls.filter(state__in=OPEN_CALLS).order_by("planned_on", "pk")
    ended = calls.exclude(state__in=(*OPEN_CALLS, CallBackState.WITHDRAWN)).order_by("-ended_at")
    if not found and not ended:
        return None
    return {"files": [(one, next_day(one)) for one in found], "waiting": list(waiting[:3]), "ended": list(ended[:3])}


def next_day(file: CallBackFile) -> date | None:
    """Return the next planned day of a file."""
    today = timezone.localdate()
    rows = planned_days(file).filter(planned_on__gte=today).order_by("planned_on")
    first = rows.first()
    return first.planned_on if first else None


def planned_days(file: CallBackFile) -> QuerySet[RhythmDay]:
    """Return the planned days of a file's year, by phone and on site."""
    rhythms = [pk for pk in (file.calls_id, file.visits_id) if pk]
    days = RhythmDay.objects.filter(rhythm__in=rhythms, due_on__gte=file.opened_on)
    return days.select_related("rhythm", "clause__version__regulation").order_by("planned_on", "pk")


def outcomes(file: CallBackFile) -> dict[tuple[str, date], CallBackDue]:
    """Return what became of a file's periods."""
    rows = CallBackDue.objects.filter(file=file, due_on__gte=timezone.localdate() - timedelta(days=400))
    return {(due.name, due.due_on): due for due in rows.select_related("call__assignee")}


def missed_by_plan(day: date) -> int:
    """Return how many customers a day's reconciliation found whom the plan misses; limits gone by are told apart."""
    return CallBackGap.objects.filter(day=day).exclude(reason=GapReason.MISSED).count()


def again_on() -> date:
    """Return the day on which somebody who wasn't reached is called again."""
    days = callback_clauses.WorkingDays()
    return days.onward(timezone.localdate() + timedelta(days=callback_clauses.again_days()))


def may_be_given(call: CallBack) -> list[int]:
    """Return the keys of those who may make a call-back: clerks by phone; the outlet's people on site."""
    posts = [Post.CALLBACK_CLERK, Post.SERVICE_MANAGER]
    if call.way == CallBackWay.VISIT:
        posts += [Post.TECHNICIAN, Post.OUTLET_MANAGER]
    region = call.region or call.customer.region
    outlet = region.outlet if region and call.way == CallBackWay.VISIT else None
    return [one.pk for post in posts for one in holders(post, outlet=outlet)]


def sheet(call: CallBack, by: Actor) -> Sheet:
    """Return the 「客户回访记录表」, to fill in by hand or as it was done."""
    about, script = known(call), script_of(call)
    call.form = call.form or script
    opened = [one.number for one in (call.request, call.complaint, getattr(call, "case", None), call.lead) if one]
    words = {"yes": _("yes"), "no": _("no"), None: ""}
    data = {
        "number": call.number, "way": call.get_way_display(), "customer": call.customer.name,
        "contact": call.contact_name, "date": moment(call.ended_at)[:10] if call.ended_at else "",
        "due": call.due_on.isoformat(), "places": "、".join(dict.fromkeys(str(due.file) for due in about["dues"])),
        "clauses": "、".join(dict.fromkeys(due.clause.label for due in about["dues"])),
        "units": "、".join(f"{unit.model.code} {unit.serial}" for unit, _until in about["units"]),
        "answers": [[label, str(words.get(answer, answer))] for label, answer in answers_shown(call)],
        "words": call.words or call.outcome, "need": call.need, "opened": "、".join(opened),
        "signatures": [
            {"title": _("Customer's signature"), "image": "signature",
             "date": moment(call.ended_at)[:10] if call.ended_at else ""},
            {"title": _("Caller"), "name": call.assignee.name if call.assignee else ""},
        ],
    }  # fmt: skip
    drawn = {"signature": call.signature.read()} if call.signature else {}
    return Sheet(data=data, meta=paper_meta("callback", call.facts()), images=drawn)


def waiting_total() -> tuple[int, int]:
    """Return how many calls wait today, and how many of them are past their limit."""
    today = timezone.localdate()
    rows = CallBack.objects.filter(state__in=OPEN_CALLS, way=CallBackWay.PHONE, planned_on__lte=today)
    found = rows.aggregate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    return found["n"], found["late"]


def own_visits(user: Any, most: int) -> list[CallBack]:
    """Return the visits somebody has been given, the earliest first."""
    rows = CallBack.objects.filter(assignee=user.pk, way=CallBackWay.VISIT, state__in=OPEN_CALLS)
    return list(rows.select_related("customer").order_by("planned_on", "pk")[:most])
