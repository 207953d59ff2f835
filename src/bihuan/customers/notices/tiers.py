"""Who hears of ratings, leads and yearly needs; what the clauses have done every year."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.models import CareItem, Lead, Rating
from bihuan.customers.operations import care, leads, tiers
from bihuan.customers.queries.tiers import care_of
from bihuan.customers.states.care import (
    OPEN_LEADS,
    CareState,
    LeadEnded,
    LeadFollowed,
    LeadOpened,
    NeedsAnswered,
    NeedsDue,
)
from bihuan.customers.states.tiers import Rated, RatingApproved, RatingProposed, RatingRefused, RatingSubmitted
from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.tasks import scheduled
from bihuan.signoff import operations as signoff

TOPIC = "customers.rating"
AHEAD = timedelta(days=1)


def _tell(event: events.Event, title: str, *people: Any) -> None:
    record: Any = event.record
    wanted = [*people, *deadlines.reported_to(event)]
    others = [one for one in wanted if one is not None and one.pk != event.by.pk]
    outbox.notify(others, topic=TOPIC, title=title, url=record.get_absolute_url(), record=record)


def proposed(event: RatingProposed) -> None:
    """Tell the customer's keeper that a tier is to be sent for approval."""
    row: Rating = event.record
    if row.rated == Rated.TIER:
        words = {"customer": row.customer.name, "tier": row.proposed or "—", "year": row.year}
        _tell(event, _("By %(year)s's revenue %(customer)s is to become %(tier)s") % words, row.owner)


def decided(event: RatingApproved | RatingRefused) -> None:
    """Tell who sent it and the keeper what became of it, and for a new tier who cares for the customer."""
    row: Rating = event.record
    words = {"customer": row.customer.name, "tier": row.proposed or "—", "state": row.state_label}
    title = _("%(customer)s: %(tier)s, %(state)s") % words
    _tell(event, title, row.submitted_by, row.customer.keeper, _manager(row))


def _manager(row: Rating) -> Any:
    """Return the outlet's manager where the outlet or its districts care for the customer."""
    care = care_of(row.customer)
    outlet = row.customer.region.outlet if care and row.customer.region else None
    return outlet.manager if outlet else None


def lead_opened(event: LeadOpened) -> None:
    """Tell whoever is to follow it up."""
    row: Lead = event.record
    _tell(event, _("Lead to follow up: %(title)s") % {"title": row.title}, row.owner)


def _quietly(event: events.Event) -> None:
    """Tell those whom clauses in force want told, nobody else."""
    _tell(event, str(getattr(event.record, "title", event.record)))


@scheduled(daily_at="06:30", label=lazy("Rate customers, ask for new needs and plan care by the clauses"))
def by_the_clauses() -> None:
    """Do what the clauses have done on this day of the year."""
    today = timezone.localdate()
    for rated, year in tiers.review_due(today):
        tiers.review(rated, year, by=SYSTEM)
    if wanted := leads.needs_due(today):
        leads.ask_all(wanted, by=SYSTEM)
    if (today.month, today.day) == (1, 2):
        care.plan_all(today.year, by=SYSTEM)


@scheduled(daily_at="08:10", label=lazy("Remind of follow-ups and of care due tomorrow"))
def remind() -> None:
    """Remind of leads to follow up today and of what a care plan has for tomorrow or is overdue since yesterday."""
    today = timezone.localdate()
    rows = Lead.objects.filter(state__in=OPEN_LEADS, next_on=today).select_related("owner", "customer")
    for lead in rows.iterator():
        title = _("To be followed up today: %(title)s") % {"title": lead.title}
        outbox.notify([lead.owner], topic=TOPIC, title=title, url=lead.get_absolute_url(), record=lead)
    days = (today + AHEAD, today - AHEAD)
    items = CareItem.objects.open().filter(due_on__in=days, plan__state=CareState.RUNNING)
    for item in items.select_related("owner", "plan__customer").iterator():
        words = {"what": item.label, "customer": item.plan.customer.name, "day": f"{item.due_on:%m-%d}"}
        late = item.due_on < today
        title = (
            _("Overdue: %(what)s, %(customer)s, %(day)s") if late else _("%(day)s: %(what)s, %(customer)s")
        ) % words
        outbox.notify([item.owner], topic=TOPIC, title=title, url=item.get_absolute_url(), record=item.plan)


def register() -> None:
    """Subscribe to the events, name the topic, and hear what became of tiers sent for approval."""
    outbox.register_topic(TOPIC, lazy("Customer ratings, leads and care"))
    events.subscribe(RatingProposed, proposed)
    events.subscribe(RatingApproved, decided)
    events.subscribe(RatingRefused, decided)
    events.subscribe(LeadOpened, lead_opened)
    for event_type in (RatingSubmitted, LeadFollowed, LeadEnded, NeedsDue, NeedsAnswered):
        events.subscribe(event_type, _quietly)
    deadlines.speak_for(
        RatingProposed, RatingApproved, RatingRefused, RatingSubmitted, LeadOpened, LeadFollowed, LeadEnded, NeedsDue,
        NeedsAnswered,
    )  # fmt: skip
    signoff.when_ended(tiers.FORM, Rating, agreed=tiers.approve, refused=tiers.refuse)
