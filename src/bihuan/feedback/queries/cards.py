"""Reads of cards: what is missing, what people said."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import segno
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.feedback import rules
from bihuan.feedback.models import CallBack, OpinionCard, OpinionCase, Reconciliation
from bihuan.feedback.states import CardState, CaseOpened, Severity
from bihuan.kernel import links, prepared
from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.organization.states import Post
from bihuan.regulations.queries import link_days, paper_meta, ruleset
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.queries.answers import Owed, owed_answer
from bihuan.service.queries.papers import moment
from bihuan.service.queries.record import track_token
from bihuan.service.states import RequestState

DEFAULT_DAYS = 15
RECONCILED_AT, MOST_DAYS = "20:30", 31
CARD = "card"


def card_token(card: OpinionCard) -> str:
    """Return the token of the link by which a customer answers his card."""
    return links.make(CARD, card, days=link_days("card"))


def _span(day: date) -> tuple[datetime, datetime]:
    start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    return start, start + timedelta(days=1)


def repairs_of(day: date) -> QuerySet[ServiceRequest]:
    """Return the repairs reported on a day that ask for a card: all but the cancelled."""
    start, end = _span(day)
    rows = ServiceRequest.objects.filter(reported_at__gte=start, reported_at__lt=end)
    return rows.exclude(state=RequestState.CANCELLED)


def without_card(day: date) -> QuerySet[ServiceRequest]:
    """Return every repair reported on a day that has no card yet (SAT-01)."""
    rows = repairs_of(day).filter(cards__isnull=True)
    return rows.select_related("technician", "outlet", "owner").order_by("reported_at", "pk")


def counted(day: date) -> tuple[int, int]:
    """Return how many repairs were reported on a day, and how many of them have a card."""
    reported = repairs_of(day).count()
    return reported, reported - repairs_of(day).filter(cards__isnull=True).count()


def reconcilers() -> list[str]:
    """Return the posts that hear of missing cards, from the clause in force."""
    clause = ruleset().one("reconciliation", "cards", {})
    told = [row["tell"] for row in clause.data["tells"]] if clause else []
    return [post for post in told if post in Post.values] or [Post.CALLBACK_CLERK, Post.SERVICE_MANAGER]


def days_to_reconcile(now: datetime) -> list[date]:
    """Return the days whose register is to be held against the cards now: today's from the clause's hour on.

    The day before goes along once more, and so do days (a month at most) on which nobody was there to do it.

    Args:
        now: local time.
    """
    clause = ruleset().one("reconciliation", "cards", {})
    hour = time.fromisoformat(clause.data["time"] if clause else RECONCILED_AT)
    last = Reconciliation.objects.order_by("-day").first()
    today = now.date() if now.time() >= hour else now.date() - timedelta(days=1)
    if last and last.day >= today and timezone.localtime(last.made_at) >= datetime.combine(today, hour, now.tzinfo):
        return []
    first = max(last.day if last else today - timedelta(days=1), today - timedelta(days=MOST_DAYS))
    first = min(first, today - timedelta(days=1))
    return [first + timedelta(days=step) for step in range((today - first).days + 1)]


def days_to_answer() -> int:
    """Return how many days a card waits for its answer, from the clause in force."""
    clause = ruleset().one("opinion_card", "opinion_card", {})
    return int(clause.data.get("days_to_answer", DEFAULT_DAYS)) if clause else DEFAULT_DAYS


def card_form(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a card asks now, from the clause in force (SAT-01); without one it asks for words alone."""
    clause = ruleset().one("opinion_card", "opinion_card", facts)
    if clause is None:
        return {}
    asked = {name: [dict(row) for row in clause.data.get(name) or ()] for name in ("aspects", "grades")}
    return {**asked, "clause": clause.clause_id, "cited": clause.label}


def grade_bounds(card: OpinionCard | CallBack) -> tuple[int, int]:
    """Return the best grade that makes a case, and the best that makes it serious, from the clauses in force.

    Without a clause the worst grade the card offers makes a case and none makes it serious.
    """
    facts, now = card.facts(), ruleset()
    bad, serious = (now.one("threshold", name, facts) for name in ("bad_grade", "serious_grade"))
    worst = min((value for value, _label in rules.choices(card.form)), default=0)
    return int(bad.data["value"]) if bad else worst, int(serious.data["value"]) if serious else worst - 1


def answer_owed(case: OpinionCase) -> Owed | None:
    """Return how a case is to be answered by the clauses in force, the strictest of them; None: in any way (SAT-02)."""
    return owed_answer(case.facts(), CaseOpened.name)


def card_of(request: ServiceRequest) -> OpinionCard | None:
    """Return the last card of a repair."""
    return prepared.first(OpinionCard.objects.filter(request=request.pk).select_related("technician").order_by("-pk"))


def panel(request: ServiceRequest, user: Any) -> dict[str, Any]:
    """Return what a request's page shows of its card."""
    card = card_of(request)
    if card is None:
        return {"card": None}
    return {"card": card, "grades": grades_shown(card), "token": card_token(card)}


def grades_shown(card: OpinionCard) -> list[tuple[str, str]]:
    """Return (aspect, grade) of a card in the words of its clause; no grade where the customer gave none."""
    return [(aspect.label, aspect.grade) for aspect in rules.graded(card.form, card.graded)]


def card_sheet(card: OpinionCard, by: Actor) -> Sheet:
    """Return the 「客户意见调查卡」, to fill in by hand or as it was answered (SAT-01)."""
    request, order = card.request, card.order
    data = {
        "number": card.number,
        "work_order": order.number if order else request.number,
        "customer": request.contact_name,
        "phone": str(request.phone or ""),
        "model": request.model_text,
        "date": moment(order.completed_at)[:10] if order else "",
        "technician": card.technician.name if card.technician else "",
        "service": order.work_done if order else request.description,
        "grades": [label for _value, label in rules.choices(card.form)],
        "aspects": [{"name": name, "grade": grade} for name, grade in grades_shown(card)],
        "suggestion": card.suggestion,
        "grievance": card.grievance,
        "signatures": [
            {"title": _("Customer's signature"), "date": moment(card.answered_at)[:10]},
            {"title": _("Call-back clerk")},
        ],
    }
    return Sheet(
        data=data,
        meta=paper_meta("opinion_card", card.facts()),
        qr=f"{settings.BIHUAN_ADDRESS}/c/{card_token(card)}/",
        qr_note=_("scan to rate"),
    )


def case_letter(case: OpinionCase, by: Actor) -> Sheet:
    """Return the letter that tells a customer how his opinion was dealt with (SAT-02, FULL 5.5)."""
    request = case.card.request if case.card else case.call.request if case.call else None
    told = case.card.answered_at if case.card else case.call.ended_at if case.call else None
    source = _("on the opinion card of repair %(number)s") % {"number": case.card.request.number} if case.card else (
        _("when we called you back")
    )  # fmt: skip
    data = {
        "number": case.number, "contact": case.customer_name, "date": moment(told or case.opened_at)[:10],
        "source": source, "is_serious": case.severity == Severity.SERIOUS, "text": case.reply,
        "replied": moment(case.replied_at), "follow": request is not None,
    }  # fmt: skip
    follow = f"{settings.BIHUAN_ADDRESS}/t/{track_token(request)}/" if request else ""
    return Sheet(data=data, meta=paper_meta("case_letter", case.facts()), qr=follow, qr_note=_("scan to write to us"))


def card_address(card: OpinionCard) -> str:
    """Return the whole address by which a customer answers his card."""
    return f"{settings.BIHUAN_ADDRESS}/c/{card_token(card)}/"


def order_panel(order: WorkOrder, user: Any) -> dict[str, Any] | None:
    """Return the unanswered card of a signed job as a QR code for the customer to scan; None when there is none."""
    card = OpinionCard.objects.filter(order=order).exclude(state=CardState.ANSWERED).first()
    return {"qr": segno.make(card_address(card), micro=False).svg_data_uri(scale=4)} if card else None
