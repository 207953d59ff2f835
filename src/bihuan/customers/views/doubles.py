"""Pages of files that may be of one customer: the list, a pair side by side, merging and parting (CUS-01)."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan.customers.forms.doubles import MergeForm, OtherForm
from bihuan.customers.models import Customer, Merge, Pair
from bihuan.customers.operations import doubles, merging
from bihuan.customers.queries.doubles import side_by_side
from bihuan.customers.states.doubles import PairState
from bihuan.customers.tables.doubles import PairList
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, staff_page

MAY = "customers.merge"


@staff_page(MAY)
def pairs(request: StaffRequest) -> HttpResponse:
    """List the pairs that may be one customer."""
    return PairList(request).respond(look=reverse("customers:compare"))


@require_POST
@staff_page(MAY)
def compare(request: StaffRequest) -> HttpResponse:
    """Compare what is new or changed now, without waiting for the hour."""
    found = doubles.compare(most=1000)
    return done(request, reverse("customers:pairs"), _("%(count)s new pairs found.") % {"count": found})


@for_record(Pair, MAY)
def pair(request: StaffRequest, record: Pair) -> HttpResponse:
    """Show both files side by side; merge them."""
    is_open = record.verdict == PairState.OPEN
    form = MergeForm(request.POST or None, pair=record)

    def work() -> Merge:
        stays, goes = form.chosen()
        return merging.merge(stays, goes, note=form.cleaned_data["note"], by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made.survivor, _("Merged; it can be undone on this page."))
    context = {"pair": record, "lines": side_by_side(record), "form": form, "is_open": is_open}
    return page(request, "customers/pair.html", context, status=422 if form.is_bound and form.errors else 200)


@require_POST
@for_record(Pair, MAY)
def part(request: StaffRequest, record: Pair) -> HttpResponse:
    """Remember that they are two customers."""
    doubles.part(record, by=request.user)
    return done(request, reverse("customers:pairs"), _("Remembered: they are not the same."))


@for_record(Customer, MAY)
def name(request: StaffRequest, record: Customer) -> HttpResponse:
    """Name the other file of this customer, to look at both side by side."""
    form = OtherForm(request.POST or None, by=request.user)

    def work() -> Pair:
        return doubles.name_pair(record, form.cleaned_data["other"], by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made)
    back = record.get_absolute_url()
    crumbs = [(reverse("customers:customers"), _("Customers")), (back, record.name)]
    return form_page(
        request, form, heading=_("Merge with another file"), submit=_("Side by side"), back=back, crumbs=crumbs
    )


@require_POST
@for_record(Merge, MAY)
def undo(request: StaffRequest, record: Merge) -> HttpResponse:
    """Part what was merged."""
    double = merging.undo(record, by=request.user)
    return done(request, double, _("Parted; each file has its own again."))
