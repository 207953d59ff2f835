"""Pages of software: the list, one with its versions, its forms, and which unit runs what (SVC-19)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.products.forms.software import FoundForm, ReleaseForm, SoftwareForm, WithdrawForm
from bihuan.products.models import Software, SoftwareVersion, Unit
from bihuan.products.operations import software as operations
from bihuan.products.queries.software import version_rows
from bihuan.products.tables import SoftwareList, UnitSoftwareList

VIEW, EDIT, PUT = "products.view", "products.edit_software", "products.put_software"
LIST = "products:software_catalogue"


@staff_page(VIEW)
def catalogue(request: StaffRequest) -> HttpResponse:
    """List the software."""
    adding = {"add_url": reverse("products:add_software"), "add_label": _("New software")}
    return SoftwareList(request).respond(**(adding if request.user.has_perm(EDIT) else {}))


@staff_page(VIEW)
def on_units(request: StaffRequest) -> HttpResponse:
    """List which unit runs which version."""
    return UnitSoftwareList(request).respond()


@for_record(Software, VIEW)
def software(request: StaffRequest, record: Software) -> HttpResponse:
    """Show one piece of software with its versions and how many units run each."""
    context = {
        "software": record, "versions": version_rows(record, request.user), "may_edit": request.user.has_perm(EDIT),
        "history": history.of(record.kind(), record.pk),
    }  # fmt: skip
    return page(request, "products/software/software.html", context)


@staff_page(EDIT)
def add_software(request: StaffRequest) -> HttpResponse:
    """Name a piece of software."""
    form = SoftwareForm(request.POST or None)

    def work() -> Software:
        return operations.save_software(None, by=request.user, **form.values())

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Entered."))
    back = reverse(LIST)
    return form_page(request, form, heading=_("New software"), back=back, crumbs=[(back, _("Software"))])


@for_record(Software, EDIT)
def edit_software(request: StaffRequest, record: Software) -> HttpResponse:
    """Change what is on file about a piece of software."""
    form = SoftwareForm(request.POST or None, instance=record)

    def work() -> Software:
        return operations.save_software(record, by=request.user, revision=revision_seen(request), **form.values())

    return _done_or_form(request, form, record, work, _("Change"))


@for_record(Software, EDIT)
def release(request: StaffRequest, record: Software) -> HttpResponse:
    """Enter a released version."""
    form = ReleaseForm(request.POST or None, software=record)
    return _done_or_form(
        request, form, record, lambda: operations.release(record, by=request.user, **form.cleaned_data),
        _("Release a version"),
    )  # fmt: skip


@for_record(Software, EDIT)
def withdraw(request: StaffRequest, record: Software, version: int) -> HttpResponse:
    """Take a version back."""
    row = get_object_or_404(SoftwareVersion, software=record, pk=version)
    form = WithdrawForm(request.POST or None)
    return _done_or_form(
        request, form, record, lambda: operations.withdraw(row, by=request.user, **form.cleaned_data),
        _("Withdraw %(version)s") % {"version": row.version},
    )  # fmt: skip


@for_record(Unit, PUT)
def found_on(request: StaffRequest, record: Unit) -> HttpResponse:
    """Write down what a unit was found to run."""
    form = FoundForm(request.POST or None, unit=record)
    return _done_or_form(
        request, form, record, lambda: operations.put_on(record, by=request.user, **form.cleaned_data),
        _("Version found on the unit"),
    )  # fmt: skip


def _done_or_form(request: StaffRequest, form: Any, record: Any, work: Any, heading: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    return form_page(request, form, heading=heading, back=back, crumbs=[(back, record.title)])
