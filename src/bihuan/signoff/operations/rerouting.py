"""Change the stations of one form that is on its way: by whoever keeps the routes, with a reason, on record."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError
from bihuan.organization.states import Post
from bihuan.signoff.models import Circulation, Station
from bihuan.signoff.operations import passage
from bihuan.signoff.operations.beginning import finish
from bihuan.signoff.states import StationState


@transaction.atomic
def add_station(
    circulation: Circulation,
    *,
    order: int,
    name: str,
    post: str,
    by: Actor,
    reason: str,
    limit_minutes: int | None = None,
    opinion_required: bool = False,
    fills: str = "",
    revision: int | None = None,
) -> Station:
    """Add a station to a form on its way.

    Args:
        order: where; the same number as another one: beside it.
        limit_minutes: working minutes, None for no limit.

    Raises:
        PermissionDenied: this person doesn't keep the routes.
        NotOpen: the form has ended.
        OperationError: no reason, an unknown post, or a place that the form has passed already.
    """
    permit(by, "signoff.change_route", circulation)
    row, now = passage.running(circulation, revision=revision), timezone.now()
    current = row.stations.filter(state=StationState.OPEN).order_by("order").first()
    if post not in Post:
        raise OperationError(_("There is no such post."), field="post")
    if current is not None and order < current.order:
        raise OperationError(_("The form has passed this place already."), field="order")
    beside = row.stations.first()
    station = Station.objects.create(
        circulation=row, order=order, name=name.strip(), post=post, limit_minutes=limit_minutes,
        opinion_required=opinion_required, fills=fills, outlet=beside.outlet if beside else None,
        department=beside.department if beside else None,
    )  # fmt: skip
    _said(row, "station_added", by, f"+ {station.name}", reason)
    if current is not None and order == current.order:
        passage.open_station(row, station, by=by, at=now)
    return station


@transaction.atomic
def skip_station(station: Station, *, by: Actor, reason: str, revision: int | None = None) -> None:
    """Leave a station of a form on its way out.

    Raises:
        PermissionDenied: this person doesn't keep the routes.
        NotOpen: the form has ended.
        OperationError: no reason, or the station has signed already.
    """
    permit(by, "signoff.change_route", station.circulation)
    row, now = passage.running(station.circulation, revision=revision), timezone.now()
    station = row.stations.get(pk=station.pk)
    if station.is_done:
        raise OperationError(_("This station has signed already."))
    if station.is_open:
        passage.stop_time(row, station, by=by, at=now, is_met=False)
    station.state = StationState.SKIPPED
    station.save(update_fields=["state"])
    _said(row, "station_skipped", by, f"− {station.name}", reason)
    if not passage.move_on(row, by=by, at=now):
        finish(row, by=by, at=now)


def _said(circulation: Circulation, verb: str, by: Actor, what: str, reason: str) -> None:
    if not reason.strip():
        raise OperationError(_("Please write why the route is changed."), field="reason")
    passage.touch(circulation)
    passage.note(circulation, verb, by=by, at=timezone.now(), words=f"{what}：{reason.strip()}")
