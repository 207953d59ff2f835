"""Pages of circulated forms: the form with its stations, and what one does there."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bihuan.kernel import attachments, history, records
from bihuan.kernel.actors import permit
from bihuan.kernel.web import attempt, done, form_page, page, require_post, revision_seen, staff_page
from bihuan.signoff import operations, queries
from bihuan.signoff.forms import DelegateForm, ReasonForm, ReturnForm, SignForm, StationForm
from bihuan.signoff.models import Circulation, Station
from bihuan.signoff.states import Proof


@staff_page("signoff.view")
def waiting(request: HttpRequest) -> HttpResponse:
    """List what waits for this person's signature."""
    return page(request, "signoff/waiting.html", {"waiting": queries.waiting_for(request.user)})  # type: ignore[arg-type]


@staff_page("signoff.view")
def circulation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a form with its stations; whose turn it is signs here."""
    record = _visible(request, pk)
    route = queries.route(record, request.user)
    form = _sign_form(request, route.mine.station) if route.mine else None
    return _circulation_page(request, route, form)


def _circulation_page(request: HttpRequest, route: queries.Route, form: SignForm | None) -> HttpResponse:
    record = route.circulation
    context = {
        "route": route, "form": form, "record": records.resolve(record.subject_kind, record.subject_id),
        "history": history.of(record.subject_kind, record.subject_id).filter(verb__startswith="circulation."),
    }  # fmt: skip
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return page(request, "signoff/circulation.html", context, status=status)


def _sign_form(request: HttpRequest, station: Station) -> SignForm:
    return SignForm(request.POST or None, by=request.user, station=station)  # type: ignore[arg-type]


@staff_page("signoff.view")
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign a station: agree or refuse, with opinion and signature."""
    require_post(request)
    station = _station(request, pk)
    permit(request.user, "signoff.sign", station)
    form = _sign_form(request, station)
    if attempt(form, lambda: _sign(station, form, request)):
        return done(request, station.circulation, _("Signed."))
    return _circulation_page(request, queries.route(station.circulation, request.user), form)


def _sign(station: Station, form: SignForm, request: HttpRequest) -> Station:
    data, signature = form.cleaned_data, None
    if data["signature"]:
        signature = attachments.attach(
            station.circulation, data["signature"], by=request.user, caption=station.name, purpose="signature",
            is_locked=True,
        )  # fmt: skip
    return operations.sign(
        station, by=request.user, opinion=data["opinion"], verdict=data["verdict"], signature=signature,
        proof="" if signature else Proof.PASSWORD, revision=revision_seen(request),
    )  # fmt: skip


@staff_page("signoff.view")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a form back to an earlier station."""
    station = _station(request, pk)
    permit(request.user, "signoff.sign", station)
    earlier = queries.route(station.circulation, request.user).earlier
    form = ReturnForm(request.POST or None, earlier=earlier)
    work = lambda data: operations.return_to(station, by=request.user, **data)  # noqa: E731
    return _act(request, station, form, _("Send back"), work)


@staff_page("signoff.view")
def delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass a station on to a colleague."""
    station = _station(request, pk)
    permit(request.user, "signoff.delegate", station)
    form = DelegateForm(request.POST or None, by=request.user)  # type: ignore[arg-type]
    work = lambda data: operations.delegate(station, by=request.user, **data)  # noqa: E731
    return _act(request, station, form, _("Pass on"), work)


@staff_page("signoff.take_over")
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over a station whose time is up."""
    station = _station(request, pk)
    form = ReasonForm(request.POST or None)
    work = lambda data: operations.take_over(station, by=request.user, **data)  # noqa: E731
    return _act(request, station, form, _("Take over"), work)


@staff_page("signoff.change_route")
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a station out."""
    station = _station(request, pk)
    form = ReasonForm(request.POST or None)
    work = lambda data: operations.skip_station(station, by=request.user, **data)  # noqa: E731
    return _act(request, station, form, _("Leave out"), work)


def _act(request: HttpRequest, station: Station, form: Any, heading: str, work: Any) -> HttpResponse:
    """Answer a station's form: do the work, or show it again with what was typed."""
    if request.method == "POST" and attempt(form, lambda: work(form.cleaned_data)):
        return done(request, station.circulation)
    back = station.circulation.get_absolute_url()
    return form_page(request, form, heading=heading, submit=heading, back=back, intro=station.name)


@staff_page("signoff.change_route")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a station to a form on its way."""
    record = _visible(request, pk)
    form = StationForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda: operations.add_station(record, by=request.user, **form.cleaned_data)
    ):
        return done(request, record)
    heading = _("Add a station")
    return form_page(request, form, heading=heading, submit=heading, back=record.get_absolute_url())


@staff_page("signoff.view")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a form back."""
    record = _visible(request, pk)
    permit(request.user, "signoff.withdraw", record)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda: operations.withdraw(record, by=request.user, **form.cleaned_data)
    ):
        return done(request, record)
    heading = _("Take back")
    return form_page(request, form, heading=heading, submit=heading, back=record.get_absolute_url())


def _visible(request: HttpRequest, pk: int) -> Circulation:
    """Return a form that passes this person, or whose record he may see.

    Raises:
        Http404: there is none, or not for him.
    """
    found = Circulation.objects.select_related("clause__version__regulation", "begun_by").filter(pk=pk).first()
    if found is None or not (
        Circulation.objects.visible_to(request.user).filter(pk=pk).exists()
        or records.is_visible(found.subject_kind, found.subject_id, request.user)
    ):
        raise Http404
    return found


def _station(request: HttpRequest, pk: int) -> Station:
    station = Station.objects.select_related("circulation", "staff").filter(pk=pk).first()
    if station is None:
        raise Http404
    station.circulation = _visible(request, station.circulation_id)
    return station
