"""Pages of revenue, agreement, ratings and mandates (CUS-02, CUS-03)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from bihuan.customers.forms.tiers import (
    AccountForm,
    CorrectionForm,
    MandateForm,
    RevenueForm,
    ReviewForm,
    SubmitForm,
    YearForm,
)
from bihuan.customers.models import Account, Customer, Rating, Revenue
from bihuan.customers.operations import revenue as revenues
from bihuan.customers.operations import tiers as operations
from bihuan.customers.queries import tiers as queries
from bihuan.customers.states.tiers import Rated
from bihuan.customers.tables.tiers import RatingList
from bihuan.deadlines.views.steps import Step, shown, view_of
from bihuan.kernel.inputs import NoteForm, OptionalNoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen, staff_page
from bihuan.signoff.queries import forms as signoff

REVIEW = "customers.run_review"
STEPS = {
    "submit": Step(
        operations.submit, SubmitForm, lazy("Sent; the approver finds it on his desk."),
        lazy("Whoever the clause names approves it; the tier holds from then on."),
    ),
    "confirm": Step(operations.confirm, OptionalNoteForm, lazy("Confirmed; the grade holds from now on.")),
    "recalculate": Step(operations.recalculate, None, lazy("Calculated again.")),
    "drop": Step(operations.drop, NoteForm, lazy("Dropped.")),
}  # fmt: skip
MOVES = {name: view_of(Rating, name, step) for name, step in STEPS.items()}


@staff_page("customers.view_ratings")
def ratings(request: StaffRequest) -> HttpResponse:
    """List the ratings."""
    may_import = request.user.has_perm("customers.edit_revenue")
    return RatingList(request).respond(
        may_review=request.user.has_perm(REVIEW),
        import_url=reverse("kernel:imports") if may_import else "",
    )


@for_record(Rating, "customers.view_ratings")
def rating(request: StaffRequest, record: Rating) -> HttpResponse:
    """Show one rating with its calculation."""
    earlier = Rating.objects.holding().filter(customer=record.customer_id, rated=record.rated).exclude(pk=record.pk)
    return shown(
        request, record, "customers/rating.html", calculation=queries.calculation(record),
        earlier=list(earlier.order_by("-year", "-pk")[:10]), routes=signoff.for_record(record, request.user),
    )  # fmt: skip


@staff_page(REVIEW)
def review(request: StaffRequest) -> HttpResponse:
    """Propose tiers or grades from a year's revenue."""
    form = ReviewForm(request.POST or None)

    def work() -> int:
        data = form.cleaned_data
        return operations.review(data["rated"], data["year"], by=request.user)

    back = reverse("customers:ratings")
    if request.method == "POST" and (count := attempt(form, work)) is not None:
        number = 0 if count is True else int(count)
        said = ngettext("%(number)s rating was written.", "%(number)s ratings were written.", number)
        return done(request, f"{back}?all=1", said % {"number": number})
    return form_page(
        request, form, heading=_("Rate customers"), submit=_("Propose"), back=back,
        crumbs=[(back, _("Customer ratings"))],
        intro=_("From the revenue of a year that is over. Who has a rating of that year already is left alone."),
    )  # fmt: skip


@for_record(Customer, REVIEW)
def rate(request: StaffRequest, record: Customer) -> HttpResponse:
    """Rate one customer's tier out of turn."""
    form = YearForm(request.POST or None)

    def work() -> Rating:
        return operations.propose(record, Rated.TIER, form.cleaned_data["year"], by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Proposed."))
    return _form(request, form, record, _("Rate the tier"))


@for_record(Customer, "customers.edit_revenue")
def add_revenue(request: StaffRequest, record: Customer) -> HttpResponse:
    """Enter a year's revenue."""
    form = RevenueForm(request.POST or None)

    def work() -> Revenue:
        data = form.cleaned_data
        return revenues.record_revenue(record, data["year"], data["amount"], origin=data["origin"], by=request.user)

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Entered."))
    return _form(request, form, record, _("Revenue of a year"))


@for_record(Revenue, "customers.edit_revenue")
def correct_revenue(request: StaffRequest, record: Revenue) -> HttpResponse:
    """Correct a year's revenue."""
    form = CorrectionForm(request.POST or None, record=record, initial={"amount": record.amount})

    def work() -> Revenue:
        data = form.cleaned_data
        return revenues.correct_revenue(
            record, amount=data["amount"], note=data["note"], by=request.user, revision=revision_seen(request)
        )

    if request.method == "POST" and attempt(form, work):
        return done(request, record.customer, _("Corrected."))
    heading = _("Revenue of %(year)s") % {"year": record.year}
    return _form(request, form, record.customer, heading)


@for_record(Customer, "customers.edit_account")
def account(request: StaffRequest, record: Customer) -> HttpResponse:
    """Write down agreement, upstream registration, size and founding day."""
    form = AccountForm(request.POST or None, instance=Account.objects.filter(customer=record).first())

    def work() -> Account:
        return revenues.change_account(record, by=request.user, revision=revision_seen(request), **form.values())

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    return _form(request, form, record, _("Agreement and size"))


@for_record(Customer, "customers.give_mandate")
def mandate(request: StaffRequest, record: Customer) -> HttpResponse:
    """Let an outlet care for a customer by written mandate."""
    form = MandateForm(request.POST or None, request.FILES or None)

    def work() -> Any:
        data = form.cleaned_data
        return operations.give_mandate(
            record, data["outlet"], file=data["file"][0] if data["file"] else None, since_on=data["since_on"],
            until_on=data["until_on"], by=request.user,
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Mandate given."))
    return _form(request, form, record, _("Mandate to care"))


def _form(request: StaffRequest, form: Any, customer: Customer, heading: str) -> HttpResponse:
    back = customer.get_absolute_url()
    crumbs = [(reverse("customers:customers"), _("Customers")), (back, customer.name)]
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs)
