"""Who hears of failure reports, contact sheets and reports of shirking (CSYS)."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines import operations as deadlines
from bihuan.kernel import events, outbox
from bihuan.organization.models import Staff
from bihuan.organization.queries import deputy_for, holders, superior_of
from bihuan.organization.states import Post
from bihuan.service.models import ContactSheet, FailureReport, ShirkingReport
from bihuan.service.states.contact_sheets import (
    SheetAnswered,
    SheetAsked,
    SheetDone,
    SheetReferred,
    SheetRuled,
    SheetState,
    SheetTaken,
    SheetWithdrawn,
)
from bihuan.service.states.failures import FailureClosed, FailurePassedOn, FailureReported
from bihuan.service.states.shirking import ShirkingAnswered, ShirkingDecided, ShirkingReported

TOPICS = {
    "failure.reported": lazy("A major failure was reported"),
    "failure.closed": lazy("A major failure was dealt with"),
    "sheet.mine": lazy("A work contact sheet waits for me"),
    "sheet.news": lazy("News of a work contact sheet"),
    "service.shirking": lazy("Shirking was reported"),
}


def _tell(event: events.Event, topic: str, title: str, people: Iterable[Staff | None], *, urgent: bool = True) -> None:
    """Tell these, and whom the clauses in force want told of the event besides (上报)."""
    record: Any = event.record
    wanted = [*(deputy_for(one) for one in people if one is not None), *deadlines.reported_to(event)]
    others = [one for one in wanted if one.pk != event.by.pk]
    outbox.notify(
        others, topic=topic, title=title, url=record.get_absolute_url(), record=record, is_urgent=urgent
    )  # fmt: skip


def failure_reported(event: FailureReported) -> None:
    """Tell him who signed the contract and the manager in charge."""
    report: FailureReport = event.record
    title = _("Major failure %(number)s: %(title)s") % {"number": report.number, "title": report.title}
    _tell(event, "failure.reported", title, [report.salesman, report.owner])


def failure_passed(event: FailurePassedOn) -> None:
    """Tell the executives."""
    report: FailureReport = event.record
    told = [one.staff for one in report.receipts.filter(role="executive").select_related("staff")]
    title = _("Major failure %(number)s: %(title)s") % {"number": report.number, "title": report.title}
    _tell(event, "failure.reported", title, told)


def failure_closed(event: FailureClosed) -> None:
    """Tell everybody who was told of the failure."""
    report: FailureReport = event.record
    told = [one.staff for one in report.receipts.select_related("staff")]
    title = _("%(number)s was dealt with: %(title)s") % {"number": report.number, "title": report.title}
    _tell(event, "failure.closed", title, [*told, report.reporter], urgent=False)


def sheet_turned(event: events.Event) -> None:
    """Tell whose turn it is now, and what it is."""
    sheet: ContactSheet = event.record
    said = _("%(number)s waits for you (%(state)s): %(title)s")
    words = {"number": sheet.number, "state": sheet.state_label, "title": sheet.subject}
    _tell(event, "sheet.mine", said % words, [sheet.owner])


def sheet_answered(event: SheetAnswered) -> None:
    """Tell who asked what the other department says."""
    sheet: ContactSheet = event.record
    is_no = sheet.state == SheetState.DECLINED
    said = _("%(number)s was declined: %(title)s") if is_no else _("%(number)s was accepted: %(title)s")
    _tell(event, "sheet.news", said % {"number": sheet.number, "title": sheet.subject}, [sheet.asked_by])


def sheet_ruled(event: SheetRuled) -> None:
    """Tell both departments what the office decided."""
    sheet: ContactSheet = event.record
    title = _("%(number)s: the office has decided: %(title)s") % {"number": sheet.number, "title": sheet.subject}
    _tell(event, "sheet.news", title, [sheet.asked_by, sheet.from_department.manager, sheet.to_department.manager])


def sheet_withdrawn(event: SheetWithdrawn) -> None:
    """Tell the department that was asked."""
    sheet: ContactSheet = event.record
    title = _("%(number)s was withdrawn: %(title)s") % {"number": sheet.number, "title": sheet.subject}
    _tell(event, "sheet.news", title, [sheet.to_department.manager], urgent=False)


def shirking_reported(event: ShirkingReported) -> None:
    """Tell the administration and the colleague's manager, and himself: he may give his account (CSYS)."""
    report: ShirkingReport = event.record
    title = _("%(number)s: shirking reported, %(name)s") % {"number": report.number, "name": report.who.name}
    others = [*holders(Post.ADMINISTRATION), superior_of(report.who)]
    _tell(event, "service.shirking", title, [one for one in others if one != report.who])
    asked = _("%(number)s: you are said to have shirked; please give your account") % {"number": report.number}
    outbox.notify(
        [report.who], topic="service.shirking", title=asked, url=report.get_absolute_url(), record=report,
        is_urgent=True,
    )  # fmt: skip


def shirking_answered(event: ShirkingAnswered) -> None:
    """Tell whose it is to judge."""
    report: ShirkingReport = event.record
    title = _("%(number)s: %(name)s has given his account") % {"number": report.number, "name": report.who.name}
    _tell(event, "service.shirking", title, [report.owner])


def shirking_decided(event: ShirkingDecided) -> None:
    """Tell those concerned how it was decided."""
    report: ShirkingReport = event.record
    title = _("%(number)s was decided: %(state)s") % {"number": report.number, "state": report.state_label}
    _tell(event, "service.shirking", title, [report.who, report.reported_by, report.owner])


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    heard: tuple[tuple[type[events.Event], Callable[[Any], None]], ...] = (
        (FailureReported, failure_reported), (FailurePassedOn, failure_passed), (FailureClosed, failure_closed),
        (SheetAsked, sheet_turned), (SheetTaken, sheet_turned), (SheetDone, sheet_turned),
        (SheetReferred, sheet_turned), (SheetAnswered, sheet_answered), (SheetRuled, sheet_ruled),
        (SheetWithdrawn, sheet_withdrawn), (ShirkingReported, shirking_reported),
        (ShirkingAnswered, shirking_answered), (ShirkingDecided, shirking_decided),
    )  # fmt: skip
    for event_type, handler in heard:
        events.subscribe(event_type, handler)
        deadlines.speak_for(event_type)
