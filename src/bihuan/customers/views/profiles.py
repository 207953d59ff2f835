"""The page of a company's profile."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.customers.forms.profiles import ProfileForm
from bihuan.customers.models import Customer, Profile
from bihuan.customers.operations.profiles import write_profile
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen


@for_record(Customer, "customers.change")
def profile(request: StaffRequest, record: Customer) -> HttpResponse:
    """Write what a company is and does."""
    form = ProfileForm(request.POST or None, instance=Profile.objects.filter(customer=record.pk).first() or Profile())

    def work() -> Profile:
        return write_profile(record, by=request.user, revision=revision_seen(request), **form.values())

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    crumbs = [(reverse("customers:customers"), _("Customers")), (back, record.name)]
    return form_page(request, form, heading=_("Company profile"), back=back, crumbs=crumbs)
