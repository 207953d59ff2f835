"""「供应商异常矫正单」: the list, a new one, the page with its moves, the supplier's link (SUP-01, SUP-02)."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext

from bihuan.kernel import moves
from bihuan.kernel.inputs import NoteForm, OptionalNoteForm
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen, staff_page
from bihuan.products.models import Supplier
from bihuan.quality.forms import abnormalities as forms
from bihuan.quality.models import SupplierAbnormality
from bihuan.quality.operations import abnormalities as operations
from bihuan.quality.queries.abnormalities import answer_token, not_due, open_answer, page
from bihuan.quality.queries.zeroing import subject_of
from bihuan.quality.tables.abnormalities import Abnormalities
from bihuan.regulations.queries import link_days
from bihuan.service.views.links import give_link
from bihuan.service.views.steps import Step, shown, view_of

FIND = "quality.find_abnormality"


def _answer(record: SupplierAbnormality, *, by: Any, **values: Any) -> Any:
    asked = open_answer(record)
    if asked is None:
        raise OperationError(_("No answer of the supplier is open."))
    return operations.answer(asked, operations.Given(files=values.pop("proofs"), **values), by=by)


def _demand(record: SupplierAbnormality) -> dict[str, Any]:
    lot, found = record.lot, f"{record.defective}/{record.sample_size}"
    words = _("Please find out why lot %(lot)s of %(material)s has «%(defects)s» (%(found)s), and put it right.")
    defects = record.defects or record.get_defect_kind_display()
    return {"demand": words % {"lot": lot.code, "material": lot.material, "defects": defects, "found": found}}


STEPS = {
    "check": Step(operations.check, OptionalNoteForm, lazy("Checked; the head confirms it.")),
    "confirm": Step(operations.confirm, OptionalNoteForm, lazy("Confirmed; the request to the supplier is due.")),
    "refute": Step(operations.refute, NoteForm, lazy("Recorded: in order after all.")),
    "issue": Step(
        operations.issue, forms.IssueForm, lazy("Sent; hand the link on where no mail address is known."),
        lazy("The supplier gets a link by which he answers without an account."), initial=_demand,
    ),
    "set_line": Step(
        operations.set_line, forms.LineDayForm, lazy("Confirmed."),
        initial=lambda one: {"line_on": one.line_on, "note": one.line_note},
    ),
    "answer": Step(_answer, forms.AnswerForm, lazy("Entered."), locks=False),
    "accept_answer": Step(operations.accept_answer, OptionalNoteForm, lazy("Accepted; his next lots are watched.")),
    "return_answer": Step(
        operations.return_answer, NoteForm, lazy("He is asked again."),
        lazy("Write what is missing; he reads it on his page and gets a new link."),
    ),
    "charge": Step(operations.charge, forms.HoursForm, lazy("Entered.")),
    "settle": Step(
        operations.settle, forms.SettleForm, lazy("Settled."), initial=lambda one: {"amount": one.charge}
    ),
    "watch_lot": Step(operations.watch_lot, forms.NextLotForm, lazy("Entered.")),
    "verify": Step(operations.verify, forms.VerifyForm, lazy("Verified; it can be closed.")),
    "reopen": Step(operations.reopen, NoteForm, lazy("Reopened; the supplier is asked again."),
                   lazy("He reads the reason on his page and gets a new link; his next lots are counted anew.")),
    "close": Step(operations.close, OptionalNoteForm, lazy("Closed; it stands in the supplier's record.")),
}  # fmt: skip
MOVES = {name: view_of(SupplierAbnormality, name, step) for name, step in STEPS.items()}


@staff_page("quality.view")
def abnormalities(request: StaffRequest) -> HttpResponse:
    """List the incoming abnormalities."""
    may_find = request.user.has_perm(FIND)
    return Abnormalities(request).respond(
        add_url=reverse("quality:new_abnormality") if may_find else "", add_label=_("Register an abnormality")
    )


@staff_page(FIND)
def new_abnormality(request: StaffRequest) -> HttpResponse:
    """Register one, of a record (`?kind=…&id=…`) or a supplier (`?supplier=…`) where the address names it."""
    subject = subject_of(request.GET.get("kind", ""), request.GET.get("id", ""), request.user)
    wanted = request.GET.get("supplier", "")
    start = {"supplier": Supplier.objects.filter(pk=int(wanted[:12])).first() if wanted.isdecimal() else None}
    form = forms.FindForm(request.POST or None, request.FILES or None, initial=start)

    def work() -> SupplierAbnormality:
        return operations.find(form.inspection(subject), by=request.user)

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("Registered; an engineer checks it."))
    back = subject.get_absolute_url() if subject else reverse("quality:abnormalities")  # type: ignore[attr-defined]
    return form_page(
        request, form, heading=_("Register an abnormality"), submit=pgettext("incoming", "Register"), back=back,
        crumbs=[(reverse("quality:abnormalities"), _("Incoming abnormalities"))],
    )  # fmt: skip


@for_record(SupplierAbnormality, "quality.view")
def abnormality(request: StaffRequest, record: SupplierAbnormality) -> HttpResponse:
    """Show one: inspection, verdicts, answers, meeting, dispositions, hours, next lots."""
    idle = not_due(record)
    offered = [move for move in moves.available(record, request.user) if move.name not in idle]
    return shown(request, record, "quality/abnormality.html", moves=offered, **page(record, request.user))


@for_record(SupplierAbnormality, "quality.run_abnormality")
def meet(request: StaffRequest, record: SupplierAbnormality) -> HttpResponse:
    """Record the review meeting."""
    form = forms.ReviewForm(request.POST or None, record=record)

    def work() -> Any:
        return operations.meet(record, form.review(), by=request.user, revision=revision_seen(request))

    return _step(request, record, form, work, "meet", _("Recorded."))


@for_record(SupplierAbnormality, "quality.run_abnormality")
def dispose(request: StaffRequest, record: SupplierAbnormality) -> HttpResponse:
    """Decide what becomes of the lot."""
    form = forms.DisposeForm(request.POST or None, record=record)

    def work() -> Any:
        return operations.dispose(
            record, form.lines(), decision=form.cleaned_data["decision"], by=request.user,
            revision=revision_seen(request),
        )  # fmt: skip

    words = _("Together %(quantity)s. What is used all the same goes round for approval first.")
    intro = words % {"quantity": f"{record.affected.normalize():f}"}
    return _step(request, record, form, work, "dispose", _("Decided."), intro)


def _step(
    request: StaffRequest, record: SupplierAbnormality, form: Any, work: Any, move: str, said: str, intro: str = ""
) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, record, said)
    label = str(record.moves.get(move).label)
    return form_page(
        request, form, heading=label, submit=label, back=record.get_absolute_url(), intro=intro,
        crumbs=[(record.get_absolute_url(), record.number)],
    )  # fmt: skip


@for_record(SupplierAbnormality, "quality.answer_abnormality")
def answer_link(request: StaffRequest, record: SupplierAbnormality) -> HttpResponse:
    """Show the link by which the supplier answers the open round."""
    asked = open_answer(record)
    if asked is None:
        raise Http404(_("No answer of the supplier is open."))
    words = _("With this link the supplier answers without an account, until %(day)s.")
    until = timezone.localdate() + timedelta(days=link_days("supplier_answer"))
    return give_link(
        request, record, reverse("portal:supplier_answer", args=[answer_token(asked)]),
        heading=_("Link for the supplier"), words=words % {"day": until}, about=record.supplier,
    )  # fmt: skip
