"""What of the stock waits for somebody: levels to be filled up, faulty parts that should have come back."""

from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.parts.models import FaultyPart, Stock
from bihuan.parts.queries.faulty import overdue

KEEPERS = (Post.WAREHOUSE, Post.SERVICE_MANAGER)


def low_for(user: Staff) -> int:
    """Return how many levels below safety stock this person has to fill up: the keepers' all, an outlet's its own."""
    rows = Stock.objects.low()
    if user.holds(*KEEPERS):
        return rows.count()
    if user.holds(Post.OUTLET_MANAGER) and user.outlet_id:
        return rows.filter(place__outlet=user.outlet_id).count()
    return 0


def faulty_overdue_for(user: Staff) -> int:
    """Return how many faulty parts past their limit this person has to get back; a technician, to bring back."""
    if user.holds(*KEEPERS, Post.OUTLET_MANAGER):
        return overdue().filter(pk__in=FaultyPart.objects.visible_to(user).values("pk")).count()
    return overdue().filter(technician=user.pk).count()
