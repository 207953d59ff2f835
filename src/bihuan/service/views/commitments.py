"""Written commitments: the list, one with its promises, issued, handed over, the customer's link (WAR-05)."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.web import (
    StaffRequest,
    attempt,
    done,
    for_record,
    form_page,
    require_post,
    revision_seen,
    staff_page,
)
from bihuan.products.models import Unit
from bihuan.regulations.queries import link_days
from bihuan.service.forms.commitments import ReceivedForm
from bihuan.service.models import ServiceCommitment
from bihuan.service.operations import commitments as operations
from bihuan.service.queries.commitments import commitment_token, joined
from bihuan.service.states.commitments import CommitmentWay
from bihuan.service.tables.commitments import Commitments
from bihuan.service.views.links import give_link
from bihuan.service.views.steps import shown

VIEW, ISSUE, HAND = "service.view_commitments", "service.issue_commitment", "service.hand_commitment"


@staff_page(VIEW)
def commitments(request: StaffRequest) -> HttpResponse:
    """List the written commitments."""
    return Commitments(request).respond()


@for_record(ServiceCommitment)
def commitment(request: StaffRequest, record: ServiceCommitment) -> HttpResponse:
    """Show what was promised, each promise with its clause, and whether the customer has it."""
    found = joined(ServiceCommitment.objects.all()).get(pk=record.pk)
    may_link = request.user.has_perm(HAND, found)
    return shown(request, found, "service/commitments/record.html", may_link=may_link)


@for_record(Unit, ISSUE)
def issue(request: StaffRequest, record: Unit) -> HttpResponse:
    """Give the commitment for a unit; a new edition where the clauses have changed."""
    require_post(request)
    made = operations.issue(record, by=request.user)
    is_old = made.issued_at < timezone.now() - timedelta(seconds=30)
    said = _("Edition %(edition)s says the same; it stands.") if is_old else _("Issued: edition %(edition)s.")
    return done(request, made, said % {"edition": made.edition})


@for_record(ServiceCommitment, HAND)
def receive(request: StaffRequest, record: ServiceCommitment) -> HttpResponse:
    """Write down who received it on paper."""
    initial = {"name": record.customer.name}
    form = ReceivedForm(request.POST or None, request.FILES or None, record=record, initial=initial)

    def work() -> Any:
        paper = form.cleaned_data["paper"]
        return operations.receive(
            record, name=form.cleaned_data["name"], way=CommitmentWay.PAPER, paper=paper[0] if paper else None,
            by=request.user, revision=revision_seen(request),
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("On file: the customer has it."))
    back = record.get_absolute_url()
    return form_page(request, form, heading=_("Customer has it"), back=back, crumbs=[(back, record.number)])


@for_record(ServiceCommitment, HAND)
def link(request: StaffRequest, record: ServiceCommitment) -> HttpResponse:
    """Show the link by which the customer reads his commitment, as text and QR code."""
    words = _("Whoever has this link reads the commitment without an account, until %(day)s.")
    until = timezone.localdate() + timedelta(days=link_days("commitment"))
    address = reverse("portal:commitment", args=[commitment_token(record)])
    return give_link(
        request, record, address, heading=_("Customer's link"), words=words % {"day": until}, opens=True
    )  # fmt: skip
