"""Statutory repair, replacement and refund: the list, one record, its buttons."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel import history
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.moves import available
from bihuan.kernel.panels import panels_for
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.regulations.queries import holding_rules
from bihuan.service import operations
from bihuan.service.forms.remedies import AgreeForm, AskRemedyForm, CarryOutForm
from bihuan.service.models import Remedy, ServiceRequest
from bihuan.service.queries.lines import OFFER_WORDS
from bihuan.service.queries.remedies import clause_of, opened, reason_of
from bihuan.service.states.remedies import REMEDY_MOVES
from bihuan.service.tables.remedies import Remedies

View = Callable[..., HttpResponse]
READ = "service.view_remedies"


@staff_page(READ)
def remedies(request: StaffRequest) -> HttpResponse:
    """List them."""
    return Remedies(request).respond()


@staff_page(READ)
def remedy(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one: what it rests on, what was decided, what a refund comes to."""
    found = opened(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Not found, or not for you."))
    with holding_rules():
        context = {
            "record": found, "moves": available(found, request.user), "clause": clause_of(found),
            "why": reason_of(found), "offers": [OFFER_WORDS[name] for name in found.offers if name in OFFER_WORDS],
            "history": history.of(Remedy.kind(), found.pk), "panels": panels_for(found, request.user, request),
        }  # fmt: skip
        return page(request, "service/remedy.html", context)


@for_record(ServiceRequest, "service.handle_request")
def ask_remedy(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Enter that the customer asks for repair, replacement or refund."""
    form = AskRemedyForm(request.POST or None, record=record)

    def work() -> Any:
        values = {name: form.cleaned_data[name] for name in ("kind", "reason")}
        return operations.ask_remedy(record, by=request.user, revision=revision_seen(request), **values)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Entered."))
    return form_page(
        request, form, heading=_("The customer asks for"), submit=_("Enter"), back=record.get_absolute_url()
    )


def _button(name: str, form_type: Any, operation: Callable[..., Any], said: Any) -> View:
    move = REMEDY_MOVES.get(name)

    @for_record(Remedy, move.policy)
    def view(request: StaffRequest, record: Remedy) -> HttpResponse:
        form = form_type(request.POST or None, record=record)

        def work() -> Any:
            values = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
            return operation(record, by=request.user, revision=revision_seen(request), **values)

        if request.method == "POST" and attempt(form, work):
            return done(request, record, said)
        label = str(move.label)
        return form_page(request, form, heading=label, submit=label, back=record.get_absolute_url())

    return view


BUTTONS: dict[str, tuple[Any, Callable[..., Any]]] = {
    "settle_responsibility": (NoteForm, operations.settle_responsibility),
    "agree": (AgreeForm, operations.agree_remedy),
    "refuse": (NoteForm, operations.refuse_remedy),
    "carry_out": (CarryOutForm, operations.carry_out),
    "withdraw": (NoteForm, operations.withdraw_remedy),
}


def view_of(name: str) -> View:
    """Return the view behind one of a remedy's buttons."""
    form, operation = BUTTONS[name]
    return _button(name, form, operation, gettext_lazy("Saved."))
