"""Who hears of daily reports."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.service.models import DailyReport
from bihuan.service.queries.reports import report_rule
from bihuan.service.states import ReportSubmitted

TOPIC = "report.submitted"


def submitted(event: ReportSubmitted) -> None:
    """Tell those who review it: the outlet's manager, else the post the clause names."""
    report: DailyReport = event.record
    outlet, rule = report.technician.outlet, report_rule()
    manager = outlet.manager if outlet and outlet.manager else None
    people = [manager] if manager else holders(rule.data["reviewed_by"] if rule else Post.SERVICE_MANAGER)
    title = _("Daily report to review: %(number)s") % {"number": report.number}
    outbox.notify(people, topic=TOPIC, title=title, url=report.get_absolute_url(), record=report)


def register() -> None:
    """Subscribe to the event and name its topic."""
    outbox.register_topic(TOPIC, lazy("A daily report was handed in"))
    events.subscribe(ReportSubmitted, submitted)
    deadlines.speak_for(ReportSubmitted)
