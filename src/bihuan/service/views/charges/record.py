"""One bill: its page, its lines, its buttons; and the bill on the technician's phone."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bihuan.deadlines import queries as deadlines
from bihuan.kernel import attachments, history
from bihuan.kernel.inputs import NoteForm, RecordForm
from bihuan.kernel.moves import available
from bihuan.kernel.panels import panels_for
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.kernel.wording import daytime
from bihuan.regulations.queries import holding_rules
from bihuan.service.forms import charges as forms
from bihuan.service.models import CashHandover, Charge, ServiceRequest, WorkOrder
from bihuan.service.operations import charges
from bihuan.service.queries import charges as queries
from bihuan.service.states.charges import CHARGE_MOVES, ChargeState
from bihuan.service.tables.charges import Charges
from bihuan.service.views.links import give_link
from bihuan.service.views.paper_answers import paper_answer

View = Callable[..., HttpResponse]
READ = "service.view_charges"


@staff_page(READ)
def bills(request: StaffRequest) -> HttpResponse:
    """List bills."""
    return Charges(request).respond()


@staff_page(READ)
def bill(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one bill: each line with its reason and clause, what was agreed, paid, invoiced."""
    found = queries.opened(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Not found, or not for you."))
    with holding_rules():
        return page(request, "service/charges/bill.html", _facts(request, found))


def _facts(request: StaffRequest, found: Charge) -> dict[str, Any]:
    facts = found.request.facts()
    small = queries.small_clause(facts)
    times = {
        ChargeState.QUOTED: found.quoted_at, ChargeState.AGREED: found.agreed_at, ChargeState.DUE: found.due_at,
        ChargeState.COLLECTED: found.collected_at, ChargeState.INVOICED: found.invoiced_at,
        ChargeState.SETTLED: found.settled_at,
    }  # fmt: skip
    return {
        "record": found, "bill": found, "lines": queries.shown_lines(found), "moves": available(found, request.user),
        "times": {str(state): daytime(at) for state, at in times.items() if at}, "record_kind": Charge.kind(),
        "deadlines": deadlines.for_record(found), "payments": found.payments.select_related("received_by", "handover"),
        "invoice": getattr(found, "invoice", None), "history": _told(found), "small_clause": small,
        "is_small": queries.is_small_sum(found), "quotation_clause": queries.quotation_clause(facts),
        "same_day_clause": queries.same_day_clause(found), "panels": panels_for(found, request.user, request),
        "handovers": CashHandover.objects.visible_to(request.user).filter(payments__charge=found.pk),
        "files": attachments.of(Charge.kind(), found.pk), "may_link": found.state == ChargeState.QUOTED
        and request.user.has_perm("service.edit_charge", found),
        "is_case_visible": ServiceRequest.objects.visible_to(request.user).filter(pk=found.request_id).exists(),
    }  # fmt: skip


def _told(found: Charge) -> list[Any]:
    silent = {name for name in (field.name for field in Charge._meta.fields) if name.endswith("_at")}
    entries = list(history.of(Charge.kind(), found.pk))
    for entry in entries:
        entry.changes = {name: pair for name, pair in (entry.changes or {}).items() if name not in silent}
    return entries


def _button(name: str, form_type: Any, operation: Callable[..., Any], said: Any, intro: Any = "") -> View:
    move = CHARGE_MOVES.get(name)

    @for_record(Charge, move.policy)
    def view(request: StaffRequest, record: Charge) -> HttpResponse:
        form = form_type(request.POST or None, record=record)

        def work() -> Any:
            values = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
            return operation(record, by=request.user, revision=revision_seen(request), **values) is not None

        if request.method == "POST" and attempt(form, work):
            return done(request, record, said)
        label = str(move.label)
        return form_page(
            request, form, heading=label, submit=label, back=record.get_absolute_url(), intro=str(intro),
            crumbs=[(record.get_absolute_url(), record.number)],
        )  # fmt: skip

    return view


BUTTONS: dict[str, tuple[Any, Callable[..., Any], Any, Any]] = {
    "quote": (RecordForm, charges.quote, gettext_lazy("The quotation lies before the customer: give him the link."),
              gettext_lazy("The customer answers by link on his phone, or on the printed quotation.")),
    "fall_due": (RecordForm, charges.fall_due, gettext_lazy("The amount is due."), ""),
    "collect": (forms.CollectForm, charges.collect, gettext_lazy("Collected. The receipt can be printed."), ""),
    "invoice": (forms.InvoiceForm, charges.invoice, gettext_lazy("The invoice is entered."), ""),
    "post_invoice": (forms.InvoiceForm, charges.invoice, gettext_lazy("The invoice is entered."), ""),
    "pay": (forms.PayForm, charges.pay, gettext_lazy("The payment is entered."), ""),
    "discount": (forms.DiscountForm, charges.discount, gettext_lazy("Saved."),
                 gettext_lazy("Above your limit the discount goes to whoever approves that much.")),
    "void": (NoteForm, charges.void, gettext_lazy("The bill is void."), ""),
}  # fmt: skip


def view_of(name: str) -> View:
    """Return the view behind one of a bill's buttons."""
    return _button(name, *BUTTONS[name])


def answer_of(name: str) -> View:
    """Return the view that takes the customer's word on paper: agree, to the amount on it, or decline."""
    if name == "agree":
        return paper_answer(
            Charge, CHARGE_MOVES.get(name), lambda bill, said: charges.agree(bill, amount=bill.amount, **said)
        )  # fmt: skip
    return paper_answer(Charge, CHARGE_MOVES.get(name), lambda bill, said: charges.decline(bill, **said))


@for_record(Charge, "service.edit_charge")
def amend(request: StaffRequest, record: Charge) -> HttpResponse:
    """Change the lines of a bill that isn't due yet."""
    form = forms.BillLinesForm(request.POST or None, record=record, initial=_lines(record))

    def work() -> Any:
        return charges.amend(record, lines=form.chosen(), by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    context = {"form": form, "record": record, "basis": queries.basis_clause(record.request.facts())}
    return page(request, "service/charges/lines.html", context, status=422 if form.errors else 200)


def _lines(record: Charge) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for number, line in enumerate(record.lines.all()):
        for name in ("kind", "text", "code", "quantity", "unit_price"):
            values[f"{name}_{number}"] = getattr(line, name)
        values[f"is_covered_{number}"] = not line.is_charged
    return values


@for_record(Charge, "service.edit_charge")
def link(request: StaffRequest, record: Charge) -> HttpResponse:
    """Show the link by which the customer answers the quotation, as text and QR code."""
    if record.state != ChargeState.QUOTED:
        raise Http404(_("No estimate waits for an answer."))
    words = _("With this link the customer agrees or declines on his phone, until %(day)s.")
    address = reverse("portal:quotation", args=[queries.quotation_token(record)])
    return give_link(
        request, record, address, heading=_("Link to the quotation"), words=words % {"day": record.valid_until}
    )  # fmt: skip


@require_POST
@for_record(WorkOrder, "service.edit_charge")
def draw_up(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Draw up the bill of a job, before the work for a quotation or after it."""
    made = charges.bill(record, by=request.user)
    return done(request, made, _("The bill is drawn up."))


@for_record(WorkOrder, "service.collect_charge")
def collect_on_phone(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Collect the bill of a job on the spot."""
    found = queries.of_order(record)
    if found is None or found.state != ChargeState.DUE:
        raise Http404(_("Nothing is due on this job."))
    form = forms.CollectForm(request.POST or None, record=found)

    def work() -> Any:
        values = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
        return charges.collect(found, by=request.user, revision=revision_seen(request), **values)

    back = reverse("service:job", args=[record.pk])
    if request.method == "POST" and (paid := attempt(form, work)):
        return done(request, back, _("Collected. Receipt %(number)s.") % {"number": paid.number})
    return page(
        request, "service/charges/phone_collect.html",
        {"form": form, "order": record, "bill": found, "lines": queries.shown_lines(found), "back": back,
         "small_clause": queries.small_clause(found.request.facts())},
        status=422 if form.is_bound else 200,
    )  # fmt: skip
