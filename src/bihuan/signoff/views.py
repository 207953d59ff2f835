"""Pages of circulated forms: the form with its stations, and what one does there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from bihuan.kernel import attachments, history, records
from bihuan.kernel.actors import permit
from bihuan.kernel.panels import panels_for
from bihuan.kernel.web import (
    StaffRequest,
    acting,
    attempt,
    done,
    for_record,
    form_page,
    page,
    require_post,
    revision_seen,
    staff_page,
    visible,
)
from bihuan.signoff import operations, queries
from bihuan.signoff.forms import (
    AskConsentForm,
    DecideConsentForm,
    DelegateForm,
    ReasonForm,
    ReturnForm,
    SignForm,
    StationForm,
)
from bihuan.signoff.models import Circulation, OutOfOrder, Station
from bihuan.signoff.queries.consents import step_label, steps_to_ask
from bihuan.signoff.states import ConsentState, Proof, Verdict


@staff_page("signoff.view")
def waiting(request: StaffRequest) -> HttpResponse:
    """List what waits for this person's signature."""
    return page(request, "signoff/waiting.html", {"waiting": queries.waiting_for(acting(request))})


@staff_page("signoff.view")
def circulation(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a form with its stations; whose turn it is signs here."""
    record = _visible(request, pk)
    route = queries.route(record, acting(request))
    form = _sign_form(request, route.mine.station) if route.mine else None
    return _circulation_page(request, route, form)


def _circulation_page(request: StaffRequest, route: queries.Route, form: SignForm | None) -> HttpResponse:
    record = route.circulation
    context = {
        "route": route, "form": form, "record": records.resolve(record.subject_kind, record.subject_id),
        "panels": panels_for(record, request.user, request),
        "may_change": record.is_running and request.user.has_perm("signoff.change_route", record),
        "may_withdraw": record.is_running and request.user.has_perm("signoff.withdraw", record),
        "history": history.of(record.subject_kind, record.subject_id).filter(verb__startswith="circulation."),
    }  # fmt: skip
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return page(request, "signoff/circulation.html", context, status=status)


def _sign_form(request: StaffRequest, station: Station) -> SignForm:
    return SignForm(request.POST or None, by=acting(request), station=station)


@staff_page("signoff.view")
def sign(request: StaffRequest, pk: int) -> HttpResponse:
    """Sign a station: agree or refuse, with opinion and signature."""
    require_post(request)
    station = _station(request, pk)
    permit(acting(request), "signoff.sign", station)
    form = _sign_form(request, station)
    if attempt(form, lambda: _sign(station, form, request)):
        return done(request, station.circulation, _("Signed."))
    return _circulation_page(request, queries.route(station.circulation, acting(request)), form)


def _sign(station: Station, form: SignForm, request: StaffRequest) -> Station:
    data, signature = form.cleaned_data, None
    if data["signature"]:
        signature = attachments.attach(
            station.circulation, data["signature"], by=acting(request), caption=station.name, purpose="signature",
            is_locked=True,
        )  # fmt: skip
    return operations.sign(
        station, by=acting(request), opinion=data["opinion"], verdict=data["verdict"], signature=signature,
        proof="" if signature else Proof.PASSWORD, filled=form.filled, revision=revision_seen(request),
    )  # fmt: skip


@staff_page("signoff.view")
def send_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Send a form back to an earlier station."""
    station = _station(request, pk)
    permit(acting(request), "signoff.sign", station)
    earlier = queries.route(station.circulation, acting(request)).earlier
    form = ReturnForm(request.POST or None, earlier=earlier)
    work = lambda data: operations.return_to(station, by=acting(request), **data)  # noqa: E731
    return _act(request, station, form, _("Send back"), work)


@staff_page("signoff.view")
def delegate(request: StaffRequest, pk: int) -> HttpResponse:
    """Pass a station on to a colleague."""
    station = _station(request, pk)
    permit(acting(request), "signoff.delegate", station)
    form = DelegateForm(request.POST or None, by=acting(request))
    work = lambda data: operations.delegate(station, by=acting(request), **data)  # noqa: E731
    return _act(request, station, form, _("Pass on"), work)


@staff_page("signoff.take_over")
def take_over(request: StaffRequest, pk: int) -> HttpResponse:
    """Take over a station whose time is up."""
    station = _station(request, pk)
    form = ReasonForm(request.POST or None)
    work = lambda data: operations.take_over(station, by=acting(request), **data)  # noqa: E731
    return _act(request, station, form, _("Take over"), work)


@staff_page("signoff.change_route")
def skip(request: StaffRequest, pk: int) -> HttpResponse:
    """Leave a station out."""
    station = _station(request, pk)
    form = ReasonForm(request.POST or None)
    work = lambda data: operations.skip_station(station, by=acting(request), **data)  # noqa: E731
    return _act(request, station, form, _("Leave out"), work)


def _act(request: StaffRequest, station: Station, form: Any, heading: str, work: Any) -> HttpResponse:
    """Answer a station's form: do the work, or show it again with what was typed."""
    if request.method == "POST" and attempt(form, lambda: work(form.cleaned_data)):
        return done(request, station.circulation)
    back = station.circulation.get_absolute_url()
    return form_page(request, form, heading=heading, submit=heading, back=back, intro=station.name)


@staff_page("signoff.change_route")
def add(request: StaffRequest, pk: int) -> HttpResponse:
    """Add a station to a form on its way."""
    record = _visible(request, pk)
    form = StationForm(request.POST or None)
    work: Any = lambda: operations.add_station(record, by=acting(request), **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and attempt(form, work):
        return done(request, record)
    heading = _("Add a station")
    return form_page(request, form, heading=heading, submit=heading, back=record.get_absolute_url())


@staff_page("signoff.view")
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a form back."""
    record = _visible(request, pk)
    permit(acting(request), "signoff.withdraw", record)
    form = ReasonForm(request.POST or None)
    work: Any = lambda: operations.withdraw(record, by=acting(request), **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and attempt(form, work):
        return done(request, record)
    heading = _("Take back")
    return form_page(request, form, heading=heading, submit=heading, back=record.get_absolute_url())


def _visible(request: StaffRequest, pk: int) -> Circulation:
    """Return a form that passes this person, or whose record he may see.

    Raises:
        Http404: there is none, or not for him.
    """
    rows = Circulation.objects.select_related("clause__version__regulation", "begun_by")
    found: Circulation | None = rows.filter(pk=pk).first()
    if found is None or not (
        Circulation.objects.visible_to(acting(request)).filter(pk=pk).exists()
        or records.is_visible(found.subject_kind, found.subject_id, acting(request))
    ):
        raise Http404
    return found


def _station(request: StaffRequest, pk: int) -> Station:
    station = Station.objects.select_related("circulation", "staff").filter(pk=pk).first()
    if station is None:
        raise Http404
    station.circulation = _visible(request, station.circulation_id)
    return station


@staff_page("signoff.view")
def ask_consent(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Ask to take a step of a record out of order, in the customer's interest (REG-06)."""
    record = _of_kind(request, kind, pk)
    steps = steps_to_ask(record, request.user)
    if not steps:
        raise PermissionDenied(_("Your post does not allow this."))
    form = AskConsentForm(request.POST or None, steps=steps)

    def work() -> Any:
        return operations.ask_consent(record, by=request.user, **form.cleaned_data)

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Asked for; the general manager has been told."))
    return form_page(
        request, form, heading=_("Take a step out of order"), submit=_("Ask"), back=record.get_absolute_url(),
        intro=_("In the customer's interest a step may be taken out of order once, with the recorded consent."),
    )  # fmt: skip


def _of_kind(request: StaffRequest, kind: str, pk: int) -> Any:
    try:
        model = records.model_of(kind)
    except (LookupError, ValueError) as error:
        raise Http404(_("Not found, or not for you.")) from error
    if not issubclass(model, records.Record):
        raise Http404(_("Not found, or not for you."))
    return visible(model, request, pk=pk)


@for_record(OutOfOrder)
def consent(request: StaffRequest, record: OutOfOrder) -> HttpResponse:
    """Show a step out of order; whoever the clause names consents here."""
    may_decide = record.state == ConsentState.ASKED and request.user.has_perm("signoff.consent", record)
    form = DecideConsentForm(request.POST or None)

    def work() -> Any:
        return operations.decide_consent(
            record, is_agreed=form.cleaned_data["verdict"] == Verdict.AGREE, opinion=form.cleaned_data["opinion"],
            by=request.user, revision=revision_seen(request),
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Decided; who asked has been told."))
    context = {
        "record": record, "step": step_label(record), "form": form if may_decide else None,
        "about": records.resolve(record.subject_kind, record.subject_id),
        "history": history.of(record.kind(), record.pk),
    }  # fmt: skip
    return page(request, "signoff/consent.html", context, status=422 if form.is_bound and form.errors else 200)
