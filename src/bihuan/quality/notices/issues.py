"""Who is told about a quality issue besides those whom a clause names."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel import events, outbox
from bihuan.quality.queries.classing import class_label
from bihuan.quality.states.issues import IssueCauseFound, IssueReclassed, IssueReported

TOPIC = "quality.issue"


def reported(event: IssueReported) -> None:
    """Tell whoever is put in charge."""
    issue = event.record
    title = _("%(number)s: you are in charge of «%(subject)s»") % {"number": issue.number, "subject": issue.subject}
    _tell(event, [issue.owner], title)


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
    events.subscribe(IssueReclassed, reclassed)
    events.subscribe(IssueCauseFound, caused)
