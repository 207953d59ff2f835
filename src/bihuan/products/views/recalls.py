"""Pages of recalls: list, draft, which units, how far it has come, and each unit (WAR-07)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.customers.models import Customer
from bihuan.kernel import attachments, history
from bihuan.kernel.actors import Actor
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.moves import available
from bihuan.kernel.panels import panels_for
from bihuan.kernel.records import is_visible, resolve
from bihuan.kernel.web import (
    StaffRequest,
    attempt,
    done,
    for_record,
    form_page,
    page,
    require_post,
    revision_seen,
    staff_page,
)
from bihuan.kernel.wording import daytime
from bihuan.products import notices
from bihuan.products.forms.recalls import EvidenceForm, NewOwnerForm, RecallForm, ReplyForm, ScopeForm
from bihuan.products.models import Recall, RecallLetter, RecallScope, RecallUnit
from bihuan.products.operations import recalls as operations
from bihuan.products.queries import recalls as queries
from bihuan.products.states import DRAFT, FOLLOW, RUN, LetterWay, RecallState
from bihuan.products.tables import RecallList, RecallUnitList

VIEW = "products.view_recalls"
Operation = Callable[..., Any]
BEGIN = ("model", "batch", "lot")
WITH_NOTE: dict[str, Operation] = {"call_off": operations.call_off, "ask_close": operations.ask_close}
PLAIN: dict[str, Operation] = {"ask_decision": operations.ask_decision, "close": operations.close}


@staff_page(VIEW)
def recalls(request: StaffRequest) -> HttpResponse:
    """List the recalls."""
    adding = {"add_url": reverse("products:add_recall"), "add_label": _("Draft a recall")}
    return RecallList(request).respond(**(adding if request.user.has_perm(DRAFT) else {}))


@staff_page(VIEW)
def recall_units(request: StaffRequest) -> HttpResponse:
    """List units under recall."""
    return RecallUnitList(request).respond()


@staff_page(DRAFT)
def add_recall(request: StaffRequest) -> HttpResponse:
    """Draft a recall; what the trace began with goes on to the choice of units."""
    form = RecallForm(request.POST or None)
    if request.method == "POST" and (made := attempt(form, lambda: operations.draft(by=request.user, **form.values()))):
        began = urlencode({name: request.GET[name] for name in BEGIN if name in request.GET})
        return done(request, f"{reverse('products:add_scope', args=[made.pk])}?{began}", _("Entered."))
    back = reverse("products:recalls")
    return form_page(request, form, heading=_("Draft a recall"), back=back, crumbs=[(back, _("Recalls"))])


@for_record(Recall, DRAFT)
def edit_recall(request: StaffRequest, record: Recall) -> HttpResponse:
    """Change the words of a draft."""
    form = RecallForm(request.POST or None, instance=record)

    def work() -> Recall:
        return operations.change_recall(record, by=request.user, revision=revision_seen(request), **form.values())

    return _form(request, form, record, work, _("Change"), _("Saved."))


@for_record(Recall, DRAFT)
def add_scope(request: StaffRequest, record: Recall) -> HttpResponse:
    """Choose units; counts first, then they are taken in."""
    start = {name: request.GET[name] for name in (*BEGIN, "serial_from", "serial_to") if name in request.GET}
    form, counts = ScopeForm(request.POST or None, initial=start), None

    def take_in() -> RecallScope:
        return operations.add_scope(record, form.scope(), by=request.user)

    if "preview" in request.POST and form.is_valid():
        counts = attempt(form, lambda: queries.preview(form.scope()))
    elif request.method == "POST" and attempt(form, take_in):
        return done(request, record, pgettext("recall", "Taken in."))
    status = 422 if form.is_bound and form.errors else 200
    return page(
        request, "products/recalls/scope.html", {"form": form, "recall": record, "counts": counts}, status=status
    )


@for_record(Recall, DRAFT)
def drop_scope(request: StaffRequest, record: Recall, scope: int) -> HttpResponse:
    """Take units back out of a draft."""
    require_post(request)
    row = RecallScope.objects.filter(recall=record, pk=scope).first()
    if row is None:
        raise Http404(_("Not found, or not for you."))
    operations.drop_scope(row, by=request.user)
    return done(request, record, _("Taken back."))


@for_record(Recall, VIEW)
def recall(request: StaffRequest, record: Recall) -> HttpResponse:
    """Show a recall: why, which units, how far, what happened."""
    moves = [move for move in available(record, request.user) if move.name not in ("widen", "post")]
    times = {RecallState.DRAFT: record.drafted_at, RecallState.UNDER_WAY: record.decided_at,
             RecallState.CLOSED: record.closed_at}  # fmt: skip
    paper = RecallLetter.objects.filter(recall=record, way=LetterWay.PAPER, sent_at=None)
    context = {
        "recall": record, "progress": queries.progress(record), "moves": moves, "clause": queries.terms(record),
        "scopes": record.scopes.select_related("model", "batch", "lot"), "last_letter": paper.order_by("-pk").first(),
        "times": {str(state): daytime(at) for state, at in times.items() if at},
        "may_draft": request.user.has_perm(DRAFT) and record.state in (RecallState.DRAFT, RecallState.UNDER_WAY),
        "may_post": request.user.has_perm(RUN) and record.state == RecallState.UNDER_WAY,
        "history": history.of(record.kind(), record.pk), "panels": panels_for(record, request.user, request),
    }  # fmt: skip
    return page(request, "products/recalls/recall.html", context)


@for_record(Recall, RUN)
def post_letters(request: StaffRequest, record: Recall, upto: int) -> HttpResponse:
    """Note that the printed letters were posted; what takes longer is done by the worker."""
    require_post(request)
    if operations.post_letters(record, upto=upto, by=request.user):
        notices.post.enqueue(pk=record.pk, upto=upto, by=request.user.pk)
    return done(request, record, _("Letters noted as posted."))


@for_record(Recall, RUN)
def move_recall(request: StaffRequest, record: Recall, name: str) -> HttpResponse:
    """Make one of a recall's moves."""
    operation = PLAIN.get(name) or WITH_NOTE.get(name)
    if operation is None:
        raise Http404(_("Not found, or not for you."))
    label = str(record.moves.get(name).label)
    if name in PLAIN:
        require_post(request)
        operation(record, by=request.user, revision=revision_seen(request))
        return done(request, record, _("Done."))
    form = NoteForm(request.POST or None, record=record, label=_("Note"))

    def work() -> Any:
        note, revision = form.cleaned_data["note"], revision_seen(request)
        return operation(record, note=note, by=request.user, revision=revision) or True

    return _form(request, form, record, work, label, _("Done."))


@for_record(RecallUnit, VIEW)
def recall_unit(request: StaffRequest, record: RecallUnit) -> HttpResponse:
    """Show one unit under recall."""
    holder = Customer.objects.visible_to(request.user).filter(pk=record.customer_id).first()
    is_shown = bool(holder) or not record.customer_id  # words and files name the customer
    times = {"listed": record.created_at, "notified": record.notified_at, "replied": record.replied_at}
    context = {
        "one": record,
        "holder": holder,
        "letter": record.letter,
        "files": attachments.of(record.kind(), record.pk) if is_shown else [],
        "carrying": _carrying(record, request.user),
        "may_unmask": request.user.has_perm(FOLLOW, record),
        "record_kind": record.kind(),
        "moves": available(record, request.user),
        "times": {state: daytime(at) for state, at in times.items() if at},
        "history": history.of(record.kind(), record.pk) if is_shown else [],
        "panels": panels_for(record, request.user, request),
    }
    return page(request, "products/recalls/unit.html", context)


def _carrying(record: RecallUnit, user: Actor) -> Any:
    """Return the request that carries the remedy out, as far as the viewer may open it."""
    kind, pk = record.request_kind, record.request_id
    return resolve(kind, pk) if pk and is_visible(kind, pk, user) else None


@for_record(RecallUnit, FOLLOW)
def move_unit(request: StaffRequest, record: RecallUnit, name: str) -> HttpResponse:
    """Write down what became of a unit."""
    by, initial = request.user, {"revision": record.revision}
    if name == "arrange":
        require_post(request)
        operations.arrange(record, by=by, revision=revision_seen(request))
        return done(request, record, _("Arranged; the request is in the register."))
    if name == "hand_on":
        return _hand_on(request, record)
    kind = ReplyForm if name == "reply" else EvidenceForm
    form: Any = kind(request.POST or None, request.FILES or None, initial=initial)
    operation = {**operations.MOVES, "reply": operations.reply}.get(name)
    if operation is None:
        raise Http404(_("Not found, or not for you."))

    def work() -> Any:
        values = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
        return operation(record, by=by, revision=revision_seen(request), **values)

    return _form(request, form, record, work, str(record.moves.get(name).label), _("Done."))


def _hand_on(request: StaffRequest, record: RecallUnit) -> HttpResponse:
    form = NewOwnerForm(request.POST or None, by=request.user, initial={"revision": record.revision})

    def work() -> Any:
        said = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
        return operations.hand_on(record, by=request.user, revision=revision_seen(request), **said)

    return _form(request, form, record, work, str(record.moves.get("hand_on").label), _("He will be told."))


def _form(request: StaffRequest, form: Any, record: Any, work: Any, heading: str, said: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, record, said)
    back = record.get_absolute_url()
    crumbs = [(reverse("products:recalls"), _("Recalls")), (back, str(record))]
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs)
