"""Certificates: the list, and the forms opened from a colleague's page."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.kernel.actors import permit
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen, staff_page
from bihuan.organization.models import Staff
from bihuan.people import operations
from bihuan.people.forms.certificates import CertificateForm
from bihuan.people.models import Certificate
from bihuan.people.tables.certificates import CertificateList


@staff_page()
def certificates(request: StaffRequest) -> HttpResponse:
    """List certificates: one's own, or everybody's for those who administer or dispatch."""
    return CertificateList(request).respond()


@for_record(Staff, operations.PERM)
def add(request: StaffRequest, record: Staff) -> HttpResponse:
    """Add a certificate to a colleague."""
    form = CertificateForm(request.POST or None, staff=record)
    if (
        request.method == "POST"
        and attempt(form, lambda: operations.add_certificate(record, by=request.user, **form.values())) is not None
    ):
        return done(request, record, _("Added."))
    return _form(request, form, record, _("New certificate"))


@for_record(Certificate)
def change(request: StaffRequest, record: Certificate) -> HttpResponse:
    """Change a certificate, e.g. its expiry after a renewal."""
    permit(request.user, operations.PERM, record.staff)
    heading = record.name
    form = CertificateForm(request.POST or None, instance=record, staff=record.staff)

    def work() -> bool:
        return operations.change_certificate(record, by=request.user, revision=revision_seen(request), **form.values())

    if request.method == "POST" and attempt(form, work) is not None:
        return done(request, record.staff, _("Saved."))
    return _form(request, form, record.staff, heading)


@require_POST
@for_record(Certificate)
def remove(request: StaffRequest, record: Certificate) -> HttpResponse:
    """Take a certificate off the list."""
    operations.remove_certificate(record, by=request.user)
    return done(request, record.staff, _("Removed."))


def _form(request: StaffRequest, form: CertificateForm, staff: Staff, heading: str) -> HttpResponse:
    back = staff.get_absolute_url()
    return form_page(request, form, heading=heading, back=back, crumbs=[(back, staff.name)])
