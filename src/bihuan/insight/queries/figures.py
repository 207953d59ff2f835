"""The day's figures, each leading to the records behind it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines.models import Deadline
from bihuan.deadlines.queries import is_late, is_soon
from bihuan.feedback.models import OpinionCard
from bihuan.insight.queries.desk import Desk
from bihuan.kernel.lists.paging import MOST, counted
from bihuan.organization.models import Staff
from bihuan.organization.states import Area, Post
from bihuan.service.models import ServiceRequest, WorkOrder
from bihuan.service.states import OrderState, RequestState


@dataclass(frozen=True)
class Figure:
    """A number, what it counts, what stands beside it, where it leads; beyond 10,000 it isn't counted on."""

    value: int
    label: str
    beside: str
    url: str

    @property
    def shown(self) -> str:
        """Return the number as it is shown."""
        return f"{MOST:,}+" if self.value > MOST else f"{self.value}"


def _today() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def figures(user: Staff, mine: Desk) -> list[Figure]:
    """Return the six figures of the desk for what this person may see; each equals the list it leads to."""
    rows = ServiceRequest.objects.visible_to(user)
    midnight, now = _today(), timezone.now()
    day = timedelta(days=1)
    reported = counted(rows.filter(reported_at__gte=midnight))
    before = counted(rows.filter(reported_at__gte=midnight - day, reported_at__lt=now - day))
    waiting = (
        rows.filter(state=RequestState.REGISTERED)
        .order_by()[: MOST + 1]
        .aggregate(all=Count("pk"), suburb=Count("pk", filter=Q(area=Area.SUBURB)))
    )
    places = {"city": waiting["all"] - waiting["suburb"], "suburb": waiting["suburb"]}
    working = counted(rows.filter(state=RequestState.IN_SERVICE))
    travelling = counted(WorkOrder.objects.visible_to(user).filter(state=OrderState.DEPARTED))
    cards = counted(OpinionCard.objects.visible_to(user).filter(sent_at__gte=midnight))
    register = reverse("service:requests")
    asked = [Figure(cards, _("Opinion cards sent today"), "", reverse("feedback:cards") + "?sent_at=today")]
    return [
        Figure(
            reported,
            _("Reported today"),
            _("this time yesterday %s") % before,
            f"{register}?reported_at=today",
        ),
        Figure(
            waiting["all"],
            _("To be dispatched"),
            _("city %(city)s · suburb %(suburb)s") % places if waiting["all"] <= MOST else "",
            f"{register}?state=registered",
        ),
        Figure(working, _("Under repair"), _("%s on the way") % travelling, f"{register}?state=in_service"),
        *_limits(user, mine),
        *(asked if user.has_perm("feedback.view_cards") else []),
    ]


def _limits(user: Staff, mine: Desk) -> list[Figure]:
    """Return what is due soon and overdue: of all limits for those who look after them, else of one's own desk."""
    own = reverse("insight:desk") + "?tab=all"
    soon, late, soon_at, late_at = mine.soon, mine.late, f"{own}#today", f"{own}#overdue"
    if user.has_perm("deadlines.view_all") or user.holds(Post.OUTLET_MANAGER):
        rows, running = Deadline.objects.visible_to(user).running(), reverse("deadlines:running")
        soon, late = counted(rows.filter(is_soon())), counted(rows.filter(is_late()))
        soon_at, late_at = f"{running}?due=soon", f"{running}?due=late"
    return [Figure(soon, _("Due within 2 hours"), "", soon_at), Figure(late, _("Overdue"), "", late_at)]
