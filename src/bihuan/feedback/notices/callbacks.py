"""What happens with call-backs by itself: planned, made out, missed, reconciled; and who hears of it (VIS-01)."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.customers.states.erasure import DataLocked
from bihuan.feedback import operations, queries
from bihuan.feedback.models import CallBack
from bihuan.feedback.operations import callback_plan
from bihuan.feedback.operations.callback_audit import reconcile as hold_against_plan
from bihuan.feedback.states.callbacks import CallBackGiven, CallBackWay
from bihuan.kernel import events, outbox
from bihuan.kernel.tasks import scheduled, task
from bihuan.organization.queries import holders

TOPICS = {
    "callback.missed": gettext_lazy("Call-backs past their limit"),
    "callback.gaps": gettext_lazy("Customers whom the plan of call-backs misses"),
    "callback.given": gettext_lazy("A visit is given to me"),
}


@task(max_attempts=5)
def plan_again() -> None:
    """Plan this year again and make out what is near, on somebody's wish."""
    operations.plan_calls()
    operations.open_due()


@scheduled(daily_at="03:10", label=gettext_lazy("Plan call-backs and make out the coming week's"))
def plan_daily() -> None:
    """Follow what changed: new units, ended warranties, closed sites, other clauses."""
    operations.plan_calls()
    operations.open_due()


@scheduled(daily_at="05:30", label=gettext_lazy("Flag missed call-backs and reconcile the plan"))
def reconcile_calls() -> None:
    """Flag what went by, name whom the plan misses, and tell those whom the clause names."""
    today = timezone.localdate()
    missed, row = operations.miss(today), hold_against_plan(today)
    people = [one for post in queries.callback_clauses.told_of_missed() for one in holders(post)]
    day = {"day": date_format(today - timedelta(days=1), "SHORT_DATE_FORMAT"), "count": missed}
    if missed:
        title = _("%(day)s: %(count)s call-backs past their limit") % day
        url = f"{reverse('feedback:callbacks_today')}?which=overdue"
        outbox.notify(people, topic="callback.missed", title=title, url=url, is_urgent=True)
    if others := queries.callbacks.missed_by_plan(row.day):
        title = _("%(count)s customers are missed by the plan of call-backs") % {"count": others}
        outbox.notify(people, topic="callback.gaps", title=title, url=reverse("feedback:callback_gaps"))


def given(event: CallBackGiven) -> None:
    """Tell somebody that a visit is his."""
    call: CallBack = event.record
    if call.way == CallBackWay.VISIT and call.assignee:
        words = {"customer": call.customer.name, "day": date_format(call.planned_on, "SHORT_DATE_FORMAT")}
        title = _("Call-back on site: %(customer)s, %(day)s") % words
        outbox.notify([call.assignee], topic="callback.given", title=title, url=call.get_absolute_url(), record=call)


def register() -> None:
    """Name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    events.subscribe(CallBackGiven, given)
    events.subscribe(DataLocked, callback_plan.let_be)
