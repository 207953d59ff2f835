"""Who hears that stock runs low."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel import events, outbox
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.parts.states import PlaceKind, ReserveTaken, StockRanLow

TOPICS = {
    "stock.low": lazy("Stock below its safety level"),
    "stock.reserve_taken": lazy("Parts taken from the emergency reserve"),
}


def ran_low(event: StockRanLow) -> None:
    """Tell the warehouse; of a van its technician too, of an outlet its manager."""
    stock = event.stock
    place = stock.place
    people = list(holders(Post.WAREHOUSE, at=timezone.now()))
    if place.technician_id:
        people.append(place.technician)
    if place.place_kind == PlaceKind.OUTLET and place.outlet and place.outlet.manager:
        people.append(place.outlet.manager)
    title = _("%(place)s: %(part)s is down to %(count)s, safety stock %(safety)s") % {
        "place": place, "part": stock.part, "count": stock.quantity, "safety": stock.safety_stock,
    }  # fmt: skip
    outbox.notify(people, topic="stock.low", title=title, url=place.get_absolute_url(), record=stock.part)


def reserve_taken(event: ReserveTaken) -> None:
    """Tell warehouse and manager what left the emergency reserve, for what, and what is left."""
    move, stock = event.move, event.stock
    people = [*holders(Post.WAREHOUSE, at=event.at), *holders(Post.SERVICE_MANAGER, at=event.at)]
    title = _("%(place)s: %(count)s of %(part)s from the emergency reserve for %(about)s, %(left)s left") % {
        "place": stock.place, "part": stock.part, "count": move.from_reserve, "about": move.about_number,
        "left": stock.quantity,
    }  # fmt: skip
    others = {one.pk: one for one in people if one.pk != event.by.pk}
    url = stock.place.get_absolute_url()
    outbox.notify(list(others.values()), topic="stock.reserve_taken", title=title, url=url, record=stock.part)


def register() -> None:
    """Subscribe, and name the topic people choose."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    events.subscribe(StockRanLow, ran_low)
    events.subscribe(ReserveTaken, reserve_taken)
