"""The written handling document, signed by a head and kept as it was signed (PQC 4.2, PQF 3.2; CMP-11)."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.complaints.models import Complaint
from bihuan.kernel import attachments, documents
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Content
from bihuan.kernel.moves import check, perform
from bihuan.kernel.records import OperationError, locked
from bihuan.organization.models import Staff

FORM = "complaint_result"
UNSIGNED: dict[str, Any] = {
    "document_signed_by": None, "document_signed_at": None, "document_signature": None, "document": None,
}  # fmt: skip


@transaction.atomic
def sign_document(complaint: Complaint, *, signature: Content, by: Staff, revision: int | None = None) -> Complaint:
    """Sign the handling document: cause, remedy and improvement as they stand are printed and kept for good.

    A complaint that is handled again is signed anew; the earlier document stays among its files.

    Raises:
        EvidenceMissing: the cause or what is done for the customer isn't written.
        OperationError: it is signed already.
    """
    complaint = locked(Complaint, complaint.pk, revision=revision)
    check(complaint, "sign_document", by=by)
    if complaint.document_id:
        raise OperationError(_("The handling document is signed already."))
    now = timezone.now()
    drawn = attachments.attach(complaint, signature, by=by, purpose="signature", is_locked=True)
    changes = {"document_signed_by": by, "document_signed_at": now, "document_signature": drawn}
    perform(complaint, "sign_document", by=by, at=now, changes=changes)
    paper = documents.print_form(FORM, complaint, by=SYSTEM, at=now)
    name = _("Complaint handling document")
    content = Content(f"{name} {complaint.number}.pdf", documents.PDF, paper)
    kept = attachments.attach(complaint, content, by=SYSTEM, caption=name, purpose=FORM, is_locked=True)
    Complaint.objects.filter(pk=complaint.pk).update(document=kept)
    complaint.document = kept
    return complaint
