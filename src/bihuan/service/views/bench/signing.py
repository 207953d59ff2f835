"""What the customer signs for: the receipt when it is taken in, and having it back (SVC-12, SVC-13)."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.web import StaffRequest, attempt, done, for_record, page, revision_seen
from bihuan.service.forms.bench import GoodsForm, ReturnForm
from bihuan.service.models import BenchJob, ServiceRequest, WorkOrder
from bihuan.service.operations import bench
from bihuan.service.queries.bench import usual_promise


def _known(case: ServiceRequest) -> dict[str, Any]:
    return {
        "serial_text": case.serial_text, "signer_name": case.contact_name,
        "promised_at": usual_promise(case.facts(), timezone.now()),
    }  # fmt: skip


@for_record(ServiceRequest, "service.receive_goods")
def receive(request: StaffRequest, record: ServiceRequest) -> HttpResponse:
    """Take in what a customer brings, against his signature."""
    known = {**_known(record), "accessories": record.extra.get("accessories", "") if record.extra else ""}
    form = GoodsForm(request.POST or None, request.FILES or None, initial=known)

    def work() -> BenchJob:
        return bench.receive(record, form.goods(), by=request.user, revision=revision_seen(request))

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Taken in; the receipt is archived."))
    context = {"form": form, "case": record, "seen": record, "back": record.get_absolute_url()}
    return page(request, "service/bench/receive.html", context, status=422 if form.is_bound else 200)


@for_record(WorkOrder, "service.work_order")
def take_along(request: StaffRequest, record: WorkOrder) -> HttpResponse:
    """Take a product along that can't be repaired on site; then the customer signs the voucher (FULL 4.5)."""
    form = GoodsForm(request.POST or None, request.FILES or None, is_visit=True, initial=_known(record.request))

    def work() -> BenchJob:
        return bench.take_along(
            record, form.goods(), minutes_spent=form.cleaned_data["minutes_spent"], by=request.user,
            revision=revision_seen(request),
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, reverse("service:sign", args=[record.pk]), _("Taken in; now the voucher, please."))
    back = reverse("service:job", args=[record.pk])
    context = {"form": form, "case": record.request, "seen": record, "back": back, "order": record}
    return page(request, "service/bench/receive.html", context, status=422 if form.is_bound else 200)


@for_record(BenchJob, "service.run_bench")
def return_goods(request: StaffRequest, record: BenchJob) -> HttpResponse:
    """Hand a product over against the customer's signature."""
    initial = {"signer_name": record.request.contact_name}
    form = ReturnForm(request.POST or None, request.FILES or None, initial=initial)

    def work() -> BenchJob:
        signature, is_paper = form.signed()
        values = form.cleaned_data
        return bench.return_goods(
            record, signature=signature, is_paper=is_paper, returned_to=values["signer_name"], note=values["note"],
            by=request.user, revision=revision_seen(request),
        )  # fmt: skip

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Handed over; the customer is asked for his opinion."))
    context = {"form": form, "job": record, "case": record.request, "back": record.get_absolute_url()}
    return page(request, "service/bench/return.html", context, status=422 if form.is_bound else 200)
