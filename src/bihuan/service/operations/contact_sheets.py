"""One department asks another; where they don't agree the office decides and supervises (CSYS, SVC-21)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel import search
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.events import publish
from bihuan.kernel.moves import begin, perform
from bihuan.kernel.numbering import next_number
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Department, Staff
from bihuan.organization.queries import deputy_for, holder
from bihuan.organization.states import Post
from bihuan.service.models import ContactSheet, ServiceRequest
from bihuan.service.states.contact_sheets import (
    SheetAsked,
    SheetConfirmed,
    SheetDone,
    SheetState,
    SheetTaken,
)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What one department asks of another, or did in its place (`done`: then it is filed afterwards)."""

    to_department: Department
    subject: str
    content: str
    wanted_at: datetime | None = None
    request: ServiceRequest | None = None
    done: str = ""


@transaction.atomic
def ask(matter: Matter, *, by: Staff) -> ContactSheet:
    """Ask another department for help, or file afterwards what was solved first (CSYS 2.6, 6.1).

    Raises:
        OperationError: no department of one's own, one's own department asked, nothing written.
    """
    permit(by, "service.ask_sheet")
    if by.department is None:
        raise OperationError(_("You belong to no department; ask the administration to enter it."))
    if by.department_id == matter.to_department.pk:
        raise OperationError(_("Choose another department than your own."), field="to_department")
    now, done = timezone.now(), matter.done.strip()
    sheet = ContactSheet(
        request=matter.request, from_department=by.department, asked_by=by, asked_at=now,
        to_department=matter.to_department, owner=_head(matter.to_department),
        subject=required(matter.subject, _("Write what it is about."), field="subject")[:120],
        content=required(matter.content, _("Write what is asked."), field="content"), wanted_at=matter.wanted_at,
        is_after_fact=bool(done), result=done, done_at=now if done else None,
        state=SheetState.DONE if done else SheetState.ASKED,
    )  # fmt: skip
    sheet.number = next_number("CS", at=now)
    begin(sheet, by=by, event=SheetDone if done else SheetAsked, at=now)
    search.index(sheet.kind(), sheet.pk, f"{sheet.number} {sheet.subject} {sheet.content}")
    return sheet


def _head(department: Department) -> Staff | None:
    return deputy_for(department.manager) if department.manager else None


@transaction.atomic
def accept_sheet(sheet: ContactSheet, *, answer: str = "", by: Actor, revision: int | None = None) -> ContactSheet:
    """Agree to help."""
    sheet = locked(ContactSheet, sheet.pk, revision=revision)
    now = timezone.now()
    perform(sheet, "accept", by=by, at=now, changes={"answer": answer.strip(), "answered_at": now})
    publish(SheetTaken(record=sheet, at=now, by=by))
    return sheet


@transaction.atomic
def decline_sheet(sheet: ContactSheet, *, answer: str, by: Actor, revision: int | None = None) -> ContactSheet:
    """Say no, with the reason; who asked may lay it before the office."""
    sheet = locked(ContactSheet, sheet.pk, revision=revision)
    text = required(answer, _("Write the reason."), field="answer")
    changes = {"answer": text, "answered_at": timezone.now(), "owner": sheet.asked_by}
    perform(sheet, "decline", by=by, changes=changes)
    return sheet


@transaction.atomic
def refer(sheet: ContactSheet, *, dispute: str, by: Actor, revision: int | None = None) -> ContactSheet:
    """Lay a disagreement before the office, which decides (CSYS 6.3).

    Raises:
        EvidenceMissing: the office has decided this matter already; its decision binds.
    """
    sheet = locked(ContactSheet, sheet.pk, revision=revision)
    text = required(dispute, _("Write on what you don't agree."), field="dispute")
    _drop(sheet, SheetDone.name, by=by)
    perform(sheet, "refer", by=by, changes={"dispute": text, "owner": holder(Post.OFFICE)})
    return sheet


@transaction.atomic
def rule(
    sheet: ContactSheet, *, is_to_be_done: bool, ruling: str, by: Actor, revision: int | None = None
) -> ContactSheet:
    """Decide a disagreement; the decision is recorded and binds both departments."""
    sheet = locked(ContactSheet, sheet.pk, revision=revision)
    now = timezone.now()
    changes: dict[str, Any] = {
        "ruling": required(ruling, _("Write the decision."), field="ruling"), "ruled_by": by, "ruled_at": now,
        "owner": _head(sheet.to_department) if is_to_be_done else sheet.asked_by,
    }  # fmt: skip
    perform(sheet, "order" if is_to_be_done else "release", by=by, at=now, changes=changes)
    if is_to_be_done:
        publish(SheetTaken(record=sheet, at=now, by=by))
    return sheet


@transaction.atomic
def supervise(sheet: ContactSheet, *, note: str, by: Actor) -> ContactSheet:
    """Record how the office supervises what it decided.

    Raises:
        OperationError: the office has decided nothing here.
    """
    sheet = locked(ContactSheet, sheet.pk)
    if not sheet.ruled_at:
        raise OperationError(_("The office supervises what it has decided; nothing was laid before it here."))
    perform(sheet, "supervise", by=by, note=required(note, _("Write how it stands.")))
    return sheet


@transaction.atomic
def finish_sheet(sheet: ContactSheet, *, result: str, by: Actor, revision: int | None = None) -> ContactSheet:
    """Report that it is done; who asked confirms."""
    sheet = locked(ContactSheet, sheet.pk, revision=revision)
    text = required(result, _("Write what was done."), field="result")
    owner = _head(sheet.to_department) if sheet.is_after_fact else sheet.asked_by
    perform(sheet, "finish", by=by, changes={"result": text, "done_at": timezone.now(), "owner": owner})
    return sheet


@transaction.atomic
def confirm_sheet(sheet: ContactSheet, *, note: str = "", by: Actor, revision: int | None = None) -> ContactSheet:
    """Confirm what was done."""
    sheet = locked(ContactSheet, sheet.pk, revision=revision)
    perform(sheet, "confirm", by=by, note=note.strip(), changes={"confirmed_at": timezone.now()})
    return sheet


@transaction.atomic
def send_back(sheet: ContactSheet, *, note: str, by: Actor, revision: int | None = None) -> ContactSheet:
    """Not what was asked: it goes on; what was solved first goes back to him who solved it."""
    sheet = locked(ContactSheet, sheet.pk, revision=revision)
    owner = sheet.asked_by if sheet.is_after_fact else _head(sheet.to_department)
    changes = {"owner": owner, "done_at": None}
    _drop(sheet, SheetConfirmed.name, by=by)
    perform(sheet, "send_back", by=by, note=required(note, _("Write what is missing.")), changes=changes)
    return sheet


@transaction.atomic
def withdraw_sheet(sheet: ContactSheet, *, note: str, by: Actor, revision: int | None = None) -> ContactSheet:
    """No longer ask for it."""
    sheet = locked(ContactSheet, sheet.pk, revision=revision)
    perform(sheet, "withdraw", by=by, note=required(note, _("Write the reason.")))
    return sheet


def _drop(sheet: ContactSheet, met_by: str, *, by: Actor) -> None:
    """Drop the running limits that end with an event which is not to come for now."""
    rows = Deadline.objects.of(sheet.kind(), sheet.pk).running().filter(met_by=met_by)
    deadlines.cancel(list(rows.select_for_update(of=("self",))), by=by, at=timezone.now())
