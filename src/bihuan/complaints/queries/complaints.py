"""All that a complaint's page, the list and the desk show."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints.models import Complaint
from bihuan.complaints.policies import document_signers, service_keepers
from bihuan.complaints.states import ComplaintState
from bihuan.kernel import attachments, links, prepared
from bihuan.kernel.actors import Actor
from bihuan.kernel.attachments import Attachment
from bihuan.kernel.privacy import blind_index, normalize_phone
from bihuan.kernel.records import Tracked
from bihuan.kernel.wording import daytime
from bihuan.organization.models import Staff
from bihuan.products.models import Unit
from bihuan.quality.queries.compiling import Closed
from bihuan.quality.queries.knowledge import place_of
from bihuan.regulations.queries import link_days
from bihuan.service.queries.matters import Waiting

FOLLOW = "complaint"
NEAR = ("customer", "unit__batch", "model__line", "request", "outlet__department", "concerned", "responsible")
# The rest by queries of their own: a database plans a join of twenty tables for 40 ms.
BESIDE = (
    "about_staff", "taken_by", "recorded_by", "owner", "replied_by", "called_back_by", "same_as", "fault_code",
    "document_signed_by", "document",
)  # fmt: skip
DOUBLE_DAYS = 30
TO_SIGN = (ComplaintState.REPLIED, ComplaintState.CALLED_BACK)  # closing waits for the signed document


def follow_token(complaint: Complaint) -> str:
    """Return the token of the link by which the customer follows his complaint."""
    return links.make(FOLLOW, complaint, days=link_days("complaint"))


def opened(user: Actor) -> QuerySet[Complaint]:
    """Return visible complaints with all that their page names joined in."""
    rows: QuerySet[Complaint] = Complaint.objects.visible_to(user).select_related(*NEAR)
    return rows.prefetch_related(*BESIDE)


def compared(user: Actor) -> QuerySet[Complaint]:
    """Return visible complaints with what a comparison looks at."""
    rows: QuerySet[Complaint] = Complaint.objects.visible_to(user)
    return rows.select_related("model__line", "unit", "fault_code", "concerned", "responsible")


def times(record: Complaint) -> dict[str, str]:
    """Return when each state on the path was reached."""
    moments = {
        ComplaintState.REGISTERED: record.complained_at, ComplaintState.JUDGED: record.judged_at,
        ComplaintState.DECIDED: record.decided_at, ComplaintState.REPLIED: record.replied_at,
        ComplaintState.CALLED_BACK: record.called_back_at, ComplaintState.CLOSED: record.closed_at,
    }  # fmt: skip
    return {str(state): daytime(moment) for state, moment in moments.items() if moment}


def searchable(complaint: Complaint) -> str:
    """Return the words a complaint is found by; personal data is not among them (SEC-01)."""
    parts = [
        complaint.number, complaint.contact_name, complaint.model_text, complaint.serial_text, complaint.batch,
        complaint.order_no, complaint.description,
    ]  # fmt: skip
    return " ".join(part for part in parts if part)


def closed_between(since: datetime, until: datetime) -> list[Closed]:
    """Return the complaints closed in a period, for the compilation of cases (REG-05)."""
    rows = Complaint.objects.filter(state=ComplaintState.CLOSED, closed_at__gte=since, closed_at__lt=until)
    return [Closed(row.kind(), row.pk, row.number, row.title, row.closed_at) for row in rows]


def similar(*, unit: Unit | None = None, phone: str = "", serial: str = "", order_no: str = "") -> list[Complaint]:
    """Return open complaints on the same unit or order or from the same phone, and closed ones of the last weeks."""
    same = Q(pk__in=[])
    if unit:
        same |= Q(unit=unit)
    elif serial.strip():
        same |= Q(serial_text=serial.strip())
    if order_no.strip():
        same |= Q(order_no=order_no.strip())
    if digits := normalize_phone(phone):
        same |= Q(phone_index=blind_index(digits))
    since = timezone.now() - timedelta(days=DOUBLE_DAYS)
    late = Q(state__in=[ComplaintState.CLOSED], closed_at__gte=since)
    running = ~Q(state__in=[ComplaintState.CLOSED, ComplaintState.CANCELLED])
    return list(Complaint.objects.filter(same).filter(running | late).order_by("-pk")[:5])


def doubles(complaint: Complaint, user: Actor) -> list[Complaint]:
    """Return the visible complaints that were joined with this one."""
    rows = Complaint.objects.visible_to(user).filter(same_as=complaint.pk)
    return prepared.read(rows.order_by("pk"))


def files(record: Tracked) -> list[Attachment]:
    """Return the files on a complaint or on what hangs on it."""
    return prepared.read(attachments.of(record.kind(), record.pk).order_by("pk"))


def about(
    *, request: Any = None, visit: Any = None, unit: Any = None, customer: Any = None, user: Any
) -> list[Complaint]:  # fmt: skip
    """Return the last complaints of a request, a visit, a unit or a customer, as far as this person may see them."""
    rows = Complaint.objects.visible_to(user)
    rows = rows.filter(request=request.pk) if request is not None else rows
    rows = rows.filter(visit=visit.pk) if visit is not None else rows
    rows = rows.filter(unit=unit.pk) if unit is not None else rows
    rows = rows.filter(customer=customer.pk) if customer is not None else rows
    return prepared.read(rows.order_by("-complained_at", "-pk")[:6])


def of_request(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the complaints linked with a request, and whether one may be made of it (linked, not copied)."""
    may = user.has_perm("complaints.register")
    found = about(request=record, user=user)
    return {"complaints": found, "may": may, "count": len(found) or None} if found or may else None


def of_visit(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the complaints made of what was said on a visit, and whether one may be made of it."""
    found = about(visit=record, user=user)
    may = bool(record.complaint) and not found and user.has_perm("complaints.register")
    return {"complaints": found, "may": may, "count": len(found) or None} if found or may else None


def of_unit(record: Any, user: Any) -> dict[str, Any] | None:
    """Return the complaints about a unit."""
    found = about(unit=record, user=user)
    return {"complaints": found, "may": False, "count": len(found)} if found else None


def of_customer(record: Any, user: Any) -> dict[str, Any] | None:
    """Return a customer's complaints."""
    found = about(customer=record, user=user)
    return {"complaints": found, "may": False, "count": len(found)} if found else None


def known_of(record: Complaint) -> dict[str, Any] | None:
    """Return an entry of the knowledge base as a closed complaint about a product would have it (QUA-11)."""
    if record.is_service or record.state != ComplaintState.CLOSED or not record.cause:
        return None
    return {
        "name": record.title[:120], "symptom": record.description, "causes": record.cause,
        "treatment": record.decision, "prevention": record.countermeasure, "source": record.number, **place_of(record),
    }  # fmt: skip


def waiting(user: Staff, at_most: int) -> list[Waiting]:
    """Return the complaints that wait for a colleague: his own, what his post judges, what customers wrote."""
    mine = Q(owner=user.pk)
    if user.holds(*service_keepers()):
        mine |= Q(group="service", state__in=[ComplaintState.REGISTERED, ComplaintState.REPLIED])
    if user.has_perm("complaints.judge_complaint"):
        mine |= Q(group="product", state=ComplaintState.REGISTERED)
    if user.holds(*document_signers()):
        mine |= Q(group="product", state__in=TO_SIGN, document=None)
    rows = Complaint.objects.visible_to(user).open().filter(mine | Q(owner=user.pk, unread_at__isnull=False))
    rows = rows.select_related("concerned", "responsible")
    return [_waiting(one, user) for one in rows.order_by("complained_at", "pk")[:at_most]]


def _waiting(complaint: Complaint, user: Staff) -> Waiting:
    return Waiting(complaint, complaint.contact_name, _next(complaint, user), complaint.get_absolute_url())


def _next(complaint: Complaint, user: Staff) -> str:
    if complaint.unread_at:
        return _("Read")
    is_unsigned = complaint.state in TO_SIGN and complaint.document_id is None
    if is_unsigned and user.has_perm("complaints.sign_document", complaint):
        return _("Sign the handling document")
    move = next((move for move in complaint.moves.of(complaint.state) if move.is_primary), None)
    return str(move.label) if move and user.has_perm(move.policy, complaint) else _("Open")
