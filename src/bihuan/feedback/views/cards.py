"""Opinion cards: the list, one card, entering it by phone or from paper, the daily reconciliation."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.feedback import operations, queries
from bihuan.feedback.forms import EnteredCardForm
from bihuan.feedback.models import OpinionCard, Reconciliation
from bihuan.feedback.tables import Cards
from bihuan.kernel import history, moves
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, staff_page
from bihuan.service.models import ServiceRequest


@staff_page("feedback.view_cards")
def cards(request: StaffRequest) -> HttpResponse:
    """List the cards."""
    return Cards(request).respond()


@for_record(OpinionCard, "feedback.view_cards")
def card(request: StaffRequest, record: OpinionCard) -> HttpResponse:
    """Show one card as the customer filled it in."""
    context = {
        "record": record, "moves": moves.available(record, request.user),
        "history": history.of(OpinionCard.kind(), record.pk), "case": getattr(record, "case", None),
        "grades": queries.grades_shown(record),
    }  # fmt: skip
    return page(request, "feedback/card.html", context)


@for_record(OpinionCard, "feedback.answer_card")
def answer(request: StaffRequest, record: OpinionCard) -> HttpResponse:
    """Enter a card that came back by phone or on paper."""
    form = EnteredCardForm(request.POST or None, card=record)

    def save() -> OpinionCard:
        values = form.cleaned_data
        return operations.answer(
            record, form.grades(), channel=values["channel"], suggestion=values["suggestion"],
            grievance=values["grievance"], by=request.user,
        )  # fmt: skip

    if request.method == "POST" and attempt(form, save):
        return done(request, record, _("Card entered."))
    return form_page(request, form, heading=_("Enter the answer"), back=record.get_absolute_url())


@require_POST
@for_record(ServiceRequest, "feedback.send_card")
def send(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Send the card that is missing."""
    return done(request, operations.send(record, by=request.user), _("Card sent."))


@staff_page("feedback.view_reconciliation")
def reconciliation(request: StaffRequest, day: str = "") -> HttpResponse:
    """Name every repair of a day that has no card (FULL 5.3, SAT-01)."""
    try:
        asked = request.GET.get("day") or day
        chosen = date.fromisoformat(asked) if asked else timezone.localdate()
    except ValueError:
        raise Http404 from None
    if request.GET.get("day"):
        return redirect("feedback:reconciliation", chosen.isoformat())
    if request.method == "POST":
        operations.reconcile(chosen)
        return done(request, request.path, _("Reconciled."))
    reported, carded = queries.counted(chosen)
    context = {
        "day": chosen, "reported": reported, "carded": carded, "missing": list(queries.without_card(chosen)[:500]),
        "kept": Reconciliation.objects.filter(day=chosen).first(), "before": chosen - timedelta(days=1),
        "after": chosen + timedelta(days=1), "today": timezone.localdate(),
        "recent": Reconciliation.objects.order_by("-day")[:14],
    }  # fmt: skip
    return page(request, "feedback/reconciliation.html", context)
