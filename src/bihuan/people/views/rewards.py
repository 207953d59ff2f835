"""Notices of reward and penalty: the list, a new one, the record and its moves; monthly summaries (RWD-01 to 03)."""

from decimal import Decimal
from typing import Any

from django.apps import apps
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.deadlines.views.steps import Step, shown, view_of
from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, staff_page, visible
from bihuan.people.forms.rewards import (
    DisputeForm,
    IssueForm,
    MonthForm,
    ProposeForm,
    ReduceForm,
    RulingForm,
)
from bihuan.people.models import Reward, RewardSummary
from bihuan.people.operations import rewards as operations
from bihuan.people.operations import summaries
from bihuan.people.queries import rewards as queries
from bihuan.people.tables.rewards import RewardList, SummaryList

PROPOSE, SUM_UP = "people.propose_reward", "people.sum_rewards"


def _amount(row: Reward) -> dict[str, Any]:
    return {"amount": row.amount if row.amount is not None else row.low}


def _now(row: Reward) -> dict[str, Any]:
    return {"amount": row.amount, "consequence": row.consequence}


STEPS = {
    "issue": Step(
        operations.issue, IssueForm, lazy("Issued; the colleague and his manager have been told."),
        lazy("It goes out under quality's seal. Where the clause has a range, choose the amount and say why."),
        initial=_amount,
    ),
    "drop": Step(operations.drop, NoteForm, lazy("Not issued.")),
    "acknowledge": Step(operations.acknowledge, None, lazy("Accepted; the notice is in effect.")),
    "dispute": Step(
        operations.dispute, DisputeForm, lazy("Administration has been told and decides."),
        lazy("Until administration has decided, the notice has no effect."),
    ),
    "uphold": Step(operations.uphold, RulingForm, lazy("Upheld; those concerned have been told.")),
    "reduce": Step(operations.reduce, ReduceForm, lazy("Made lighter; those concerned have been told."), initial=_now),
    "revoke": Step(operations.revoke, RulingForm, lazy("Cancelled; those concerned have been told.")),
}  # fmt: skip
MOVES = {name: view_of(Reward, name, step) for name, step in STEPS.items()}
SUMMARY_STEPS = {
    "redraw": Step(summaries.redraw, None, lazy("What is new was taken in.")),
    "hand_over": Step(summaries.hand_over, None, lazy("Handed over; finance has been told, and it is locked.")),
}
SUMMARY_MOVES = {name: view_of(RewardSummary, name, step) for name, step in SUMMARY_STEPS.items()}


@staff_page()
def rewards(request: StaffRequest) -> HttpResponse:
    """List the notices one may see."""
    return RewardList(request).respond(
        may_propose=request.user.has_perm(PROPOSE), see_summaries=request.user.has_perm("people.see_summaries")
    )


@for_record(Reward)
def reward(request: StaffRequest, record: Reward) -> HttpResponse:
    """Show one notice: what happened, how the amount came, the dispute and its decision."""
    return shown(
        request, record, "people/reward.html", weighed=queries.weighed(record),
        case=queries.case_of(record, request.user),
        earlier=queries.earlier_of(record) if request.user.has_perm("people.see_rewards") else [],
    )  # fmt: skip


@staff_page(PROPOSE)
def propose(request: StaffRequest) -> HttpResponse:
    """Propose a notice, from a case (`?about=kind:pk`) or by itself."""
    subject = _subject(request)
    form = ProposeForm(request.POST or None, user=request.user)

    def work() -> Reward:
        data = form.cleaned_data
        deed = operations.Deed(
            reason=data["reason"], happened_on=data["happened_on"], quantity=data["quantity"],
            loss=data["loss"] or Decimal(0), is_grave=data["is_grave"],
        )  # fmt: skip
        return operations.propose(subject, data["person"], [data["rule"], data["also"]], deed, by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Proposed; quality has been told."))
    back = subject.get_absolute_url() if subject else reverse("people:rewards")
    crumb = str(getattr(subject, "number", "")) if subject else _("Rewards and penalties")
    return form_page(
        request, form, heading=_("Propose a reward or penalty"), submit=_("Propose"), back=back, crumbs=[(back, crumb)],
        intro=_("The amount follows from the clause; quality issues the notice."),
    )  # fmt: skip


def _subject(request: StaffRequest) -> Any:
    """Return the case that the address names, if this colleague may see it.

    Raises:
        Http404: there is none, or not for him.
    """
    kind, _colon, pk = request.GET.get("about", "").partition(":")
    if not kind:
        return None
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError) as error:
        raise Http404(_("Not found, or not for you.")) from error
    return visible(model, request, pk=pk)


@staff_page("people.see_summaries")
def reward_summaries(request: StaffRequest) -> HttpResponse:
    """List the months' summaries."""
    return SummaryList(request).respond(may_sum=request.user.has_perm(SUM_UP))


@staff_page(SUM_UP)
def sum_up(request: StaffRequest) -> HttpResponse:
    """Draw up a month's summary."""
    form = MonthForm(request.POST or None)

    def work() -> RewardSummary:
        return summaries.draw_up(form.cleaned_data["month"], by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Drawn up."))
    back = reverse("people:reward_summaries")
    return form_page(
        request, form, heading=_("Sum up a month"), submit=_("Draw up"), back=back,
        crumbs=[(back, _("Monthly summaries"))],
        intro=_("It takes in every notice in effect by the end of the month that no earlier summary has."),
    )  # fmt: skip


@for_record(RewardSummary)
def reward_summary(request: StaffRequest, record: RewardSummary) -> HttpResponse:
    """Show a month's summary with its notices."""
    return shown(request, record, "people/summary.html", rewards=queries.lines(record, request.user))
