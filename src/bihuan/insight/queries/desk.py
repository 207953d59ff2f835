"""My desk (工作台): what waits for me, most urgent first, with the time left and the clause."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.deadlines.models import Deadline
from bihuan.deadlines.queries import SOON, nearest
from bihuan.feedback.models import OpinionCase
from bihuan.feedback.states import CaseState
from bihuan.insight.queries.desk_accounts import account_items
from bihuan.insight.queries.desk_calls import call_items
from bihuan.insight.queries.desk_customers import customer_items
from bihuan.insight.queries.desk_items import AT_MOST, Item
from bihuan.insight.queries.desk_quality import loop_items, matter_items
from bihuan.organization.models import Staff
from bihuan.parts.models import Loan, Tool
from bihuan.parts.queries.loans import loans_to_see_to
from bihuan.parts.queries.tools import tools_to_see_to
from bihuan.parts.queries.waiting import faulty_overdue_for, low_for
from bihuan.products.queries.recall_desk import recalls_to_see_to
from bihuan.regulations.models import Clause
from bihuan.service.models import ServiceRequest
from bihuan.service.queries import matters
from bihuan.service.queries.loans import offers_waiting
from bihuan.service.queries.money import open_lines
from bihuan.service.queries.remedies import waiting
from bihuan.service.queries.reports import to_review
from bihuan.service.queries.stranded import stranded
from bihuan.service.states import OPEN, RequestState
from bihuan.service.states.loans import LoanerDue
from bihuan.signoff.queries import waiting_for

TABS = ("all", "dispatch", "sign", "urged", "mine")


@dataclass(frozen=True)
class Desk:
    """What waits for one person, in three groups by when it is due.

    Attributes:
        counts: how many there are under each tab.
        late, soon: how many of all are overdue, and due within two hours.
    """

    overdue: list[Item]
    today: list[Item]
    later: list[Item]
    counts: dict[str, str]
    late: int
    soon: int

    @property
    def is_empty(self) -> bool:
        return not (self.overdue or self.today or self.later)


def desk(user: Staff, tab: str = "all") -> Desk:
    """Return what waits for a person; a fixed number of queries whatever the load."""
    parts = (
        _requests(user), _signatures(user), *loop_items(user), *account_items(user), _cases(user), call_items(user),
        _remedies(user),
        matter_items(matters.waiting(user)), _reports(user), _loans(user), _charges(user), _tools(user), _stock(user),
        _recalls(user), _stranded(user), *customer_items(user),
    )  # fmt: skip
    items = [item for part in parts for item in part]
    more = "+" if any(len(found) >= AT_MOST for found in parts) else ""
    numbers = {name: sum(_is_on(item, name) for item in items) for name in TABS}
    counts = {name: f"{number}{more if number >= AT_MOST else ''}" for name, number in numbers.items()}
    shown = sorted((item for item in items if _is_on(item, tab)), key=_urgency)
    _cite(shown)
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    overdue = [item for item in shown if item.due_at and item.due_at < now]
    today = [item for item in shown if item.due_at and now <= item.due_at < midnight]
    later = [item for item in shown if not item.due_at or item.due_at >= midnight]
    late = sum(bool(item.due_at and item.due_at < now) for item in items)
    soon = sum(bool(item.due_at and now <= item.due_at < now + SOON) for item in items)
    return Desk(overdue, today, later, counts, late, soon)


def _cite(items: Iterable[Item]) -> None:
    """Fetch the clauses behind the limits in one query."""
    limits = [item.deadline for item in items if item.deadline and item.deadline.clause_id]
    rows = Clause.objects.select_related("version__regulation").defer("text")
    clauses = rows.in_bulk({limit.clause_id for limit in limits}) if limits else {}
    for limit in limits:
        limit.clause = clauses[limit.clause_id]


def _is_on(item: Item, tab: str) -> bool:
    return tab == "all" or (item.is_urged if tab == "urged" else item.tab == tab)


def _urgency(item: Item) -> tuple[bool, datetime]:
    return (item.due_at is None, item.due_at or timezone.now())


def _remedies(user: Staff) -> list[Item]:
    return [
        Item(
            number=row.number, title=row.title, detail=row.request.contact_name, url=row.get_absolute_url(),
            state=row.state_label, action=_("Open"), action_url=row.get_absolute_url(), tab="mine",
        )
        for row in waiting(user, AT_MOST)
    ]  # fmt: skip


def _charges(user: Staff) -> list[Item]:
    """Return the accountant's and the manager's lines: cash to count, invoices to write, vouchers without a bill."""
    return [
        Item(
            number=line.number, title=line.title, detail=line.detail, url=line.url, state=line.state, action=_("Open"),
            action_url=line.url, tab="mine", deadline=line.deadline,
        )
        for line in open_lines(user, AT_MOST)
    ]  # fmt: skip


def _loans(user: Staff) -> list[Item]:
    """Return loaners to be offered, handed over or got back."""
    offers, loans = offers_waiting(user, AT_MOST), loans_to_see_to(user, AT_MOST)
    limits = nearest(ServiceRequest.kind(), [one.request_id for one in offers], started_by=LoanerDue.name)
    due = nearest(Loan.kind(), [loan.pk for loan in loans])
    offered = [
        Item(
            number=one.request.number, title=one.request.title, detail=one.request.contact_name,
            url=one.request.get_absolute_url(), state=_("A loaner is to be offered"), action=_("Reserve"),
            action_url=reverse("service:reserve_loaner", args=[one.request_id]), tab="mine",
            deadline=limits.get(one.request_id),
        )
        for one in offers
    ]  # fmt: skip
    return offered + [
        Item(
            number=loan.number, title=str(loan.loaner), detail=f"{loan.borrower} · {loan.about_number}",
            url=loan.get_absolute_url(), state=loan.state_label, action=_("Open"),
            action_url=loan.get_absolute_url(), tab="mine", deadline=due.get(loan.pk),
        )
        for loan in loans
    ]  # fmt: skip


def _tools(user: Staff) -> list[Item]:
    """Return tools that are due, out of use or to be released."""
    return [
        Item(
            number=tool.number, title=tool.name, url=tool.get_absolute_url(), state=tool.state_label,
            detail=_tool_due(tool),
            action=_("Open"), action_url=tool.get_absolute_url(), tab="mine",
        )
        for tool in tools_to_see_to(user, AT_MOST)
    ]  # fmt: skip


def _tool_due(tool: Tool) -> str:
    """Return what a tool is due for first, and when."""
    maintained, calibrated = tool.maintenance_due_on, tool.calibration_due_on
    if calibrated and (maintained is None or calibrated < maintained):
        return _("Calibration due on %(day)s") % {"day": calibrated}
    return _("Maintenance due on %(day)s") % {"day": maintained or "—"}


def _recalls(user: Staff) -> list[Item]:
    """Return the recalls that this colleague is in charge of (WAR-07)."""
    return [
        Item(
            number=line.recall.number, title=line.recall.title, detail=line.detail, url=line.recall.get_absolute_url(),
            state=line.recall.state_label, action=line.action, action_url=line.recall.get_absolute_url(), tab="mine",
        )
        for line in recalls_to_see_to(user, AT_MOST)
    ]  # fmt: skip


def _requests(user: Staff) -> list[Item]:
    rows: QuerySet[ServiceRequest] = ServiceRequest.objects.visible_to(user).select_related("region", "technician")
    own, order = rows.filter(owner=user.pk, state__in=OPEN), ("-urgency", "reported_at")
    due = Deadline.objects.running().filter(kind=ServiceRequest.kind(), owner=user.pk).order_by("due_at")
    parts = [own.filter(pk__in=list(due.values_list("subject_id", flat=True)[:AT_MOST])), own.order_by(*order)]
    if user.has_perm("service.run_board"):
        parts.append(rows.filter(state=RequestState.REGISTERED).order_by(*order))
    found = {row.pk: row for part in parts for row in part[:AT_MOST]}
    limits = nearest(ServiceRequest.kind(), found)
    return [_request_item(row, limits.get(pk), user) for pk, row in found.items()]


def _request_item(row: ServiceRequest, deadline: Any, user: Staff) -> Item:
    parts: Iterable[str] = (row.contact_name, str(row.region or ""), row.technician.name if row.technician else "")
    is_waiting = row.state == RequestState.REGISTERED
    return Item(
        number=row.number,
        title=row.title,
        detail=" · ".join(part for part in parts if part),
        url=row.get_absolute_url(),
        state=row.state_label,
        action=_("Dispatch") if is_waiting else _("Open"),
        action_url=f"{reverse('service:board')}?request={row.pk}" if is_waiting else row.get_absolute_url(),
        tab="dispatch" if is_waiting else "mine",
        deadline=deadline,
        is_urged=row.urged_count > 0,
    )


def _signatures(user: Staff) -> list[Item]:
    return [
        Item(
            number=waits.station.circulation.number, title=waits.station.circulation.title, detail=waits.station.name,
            url=waits.station.circulation.get_absolute_url(), state=_("To be signed"), action=_("Sign off"),
            action_url=waits.station.circulation.get_absolute_url(), tab="sign", deadline=waits.deadline,
        )
        for waits in waiting_for(user)[:AT_MOST]
    ]  # fmt: skip


def _cases(user: Staff) -> list[Item]:
    rows = OpinionCase.objects.visible_to(user).filter(owner=user.pk).exclude(state=CaseState.CLOSED)
    found = list(rows.select_related("card__request", "call__customer").order_by("-opened_at")[:AT_MOST])
    limits = nearest(OpinionCase.kind(), [row.pk for row in found])
    return [
        Item(
            number=row.number, title=row.title, detail=f"{row.customer_name} · {row.get_kind_of_display()}",
            url=row.get_absolute_url(), state=row.state_label, action=_("Answer"), action_url=row.get_absolute_url(),
            tab="mine", deadline=limits.get(row.pk),
        )
        for row in found
    ]  # fmt: skip


def _reports(user: Staff) -> list[Item]:
    """Return the daily reports that wait for this reader's review, as one line (SVC-16)."""
    number = to_review(user)
    if not number:
        return []
    url = reverse("service:reports")
    title = ngettext("%(number)s daily report to review", "%(number)s daily reports to review", number)
    return [
        Item(
            number=_("Daily report"), title=title % {"number": number}, detail="", url=url, state=_("To be reviewed"),
            action=_("Review"), action_url=url, tab="mine",
        )
    ]  # fmt: skip


def _stranded(user: Staff) -> list[Item]:
    """Return the jobs that are planned for somebody who is away, as one line (SVC-08)."""
    found = stranded(user, AT_MOST) if user.has_perm("service.plan_days") else []
    if not found:
        return []
    url = f"{reverse('service:day_plans')}?day={timezone.localdate(found[0].order.planned_at)}"
    count = len({one.order.pk for one in found})
    words = ngettext(
        "%(number)s job is planned for somebody who is away",
        "%(number)s jobs are planned for somebody who is away",
        count,
    )
    names = "、".join(dict.fromkeys(one.person.name for one in found))
    return [
        Item(
            number=_("Plan a day"), title=words % {"number": count}, detail=names, url=url,
            state=_("To be given to others"), action=_("Plan a day"), action_url=url, tab="dispatch",
        )
    ]  # fmt: skip


def _stock(user: Staff) -> list[Item]:
    """Return levels below safety stock and faulty parts past their limit, one line each (PRT-01)."""
    low, late = low_for(user), faulty_overdue_for(user)
    lines = (
        (low, ngettext("%(number)s level below safety stock", "%(number)s levels below safety stock", low),
         _("Stock"), f"{reverse('parts:stock')}?level=low", _("To be filled up")),
        (late, ngettext("%(number)s faulty part overdue", "%(number)s faulty parts overdue", late),
         _("Faulty parts"), f"{reverse('parts:faulty_parts')}?limit=over", _("Due back")),
    )  # fmt: skip
    return [
        Item(
            number=heading, title=title % {"number": number}, detail="", url=url, state=state, action=_("Open"),
            action_url=url, tab="mine",
        )
        for number, title, heading, url, state in lines if number
    ]  # fmt: skip
