"""Who is told about a quality issue besides those whom a clause names."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel import events, outbox
from bihuan.kernel.tasks import scheduled
from bihuan.organization.queries import holders
from bihuan.organization.states import Post
from bihuan.quality.operations.proposals import reconsider
from bihuan.quality.queries.classing import class_label
from bihuan.quality.queries.proposals import changed_since
from bihuan.quality.states.issues import IssueCauseFound, IssueProposed, IssueReclassed, IssueReported

TOPIC = "quality.issue"


def reported(event: IssueReported) -> None:
    """Tell whoever is put in charge."""
    issue = event.record
    title = _("%(number)s: you are in charge of «%(subject)s»") % {"number": issue.number, "subject": issue.subject}
    _tell(event, [issue.owner], title)


def proposed(event: IssueProposed) -> None:
    """Tell quality that cases have reached a threshold together."""
    row = event.record
    title = _("Proposed: %(title)s, counted %(value)s") % {"title": row.title, "value": row.value}
    outbox.notify(holders(Post.QUALITY), topic=TOPIC, title=title, url=row.get_absolute_url(), record=row)


@scheduled(daily_at="03:40", label=gettext_lazy("Look for cases that reach a threshold together"))
def look_for_proposals() -> None:
    """Look again at every group that changed since the day before: what came by import says nothing by itself."""
    for group in changed_since(timezone.now() - timedelta(days=2)):
        reconsider([group])


def reclassed(event: IssueReclassed) -> None:
    """Tell whoever is in charge, and who confirmed the class, that another one is proposed now."""
    issue = event.record
    name = class_label(issue, issue.class_proposed) or "—"
    title = _("%(number)s: the cases have changed, now proposed: %(name)s") % {"number": issue.number, "name": name}
    _tell(event, [issue.owner, issue.confirmed_by], title)


def caused(event: IssueCauseFound) -> None:
    """Tell the manager of the department that answers for the cause (PRODQ 4.2)."""
    issue = event.record
    manager = issue.department.manager if issue.department else None
    title = _("%(number)s: your department is responsible for «%(subject)s»") % {
        "number": issue.number, "subject": issue.subject,
    }  # fmt: skip
    _tell(event, [manager], title)


def _tell(event: events.Event, people: list[object], title: str) -> None:
    issue = event.record
    others = {one.pk: one for one in people if one is not None and one.pk != event.by.pk}  # type: ignore[attr-defined]
    outbox.notify(list(others.values()), topic=TOPIC, title=title, url=issue.get_absolute_url(), record=issue)


def register() -> None:
    """Make the topic known and hear of the events."""
    outbox.register_topic(TOPIC, gettext_lazy("A quality issue concerns me"))
    events.subscribe(IssueReported, reported)
    events.subscribe(IssueProposed, proposed)
    events.subscribe(IssueReclassed, reclassed)
    events.subscribe(IssueCauseFound, caused)
