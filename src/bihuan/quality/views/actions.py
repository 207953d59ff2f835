"""「纠正和预防措施要求书」: the list, a new one about any record, the record and its moves (QUA-07)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel.actors import permit
from bihuan.kernel.inputs import NoteForm, OptionalNoteForm
from bihuan.kernel.records import model_of
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, staff_page, visible
from bihuan.quality.forms.actions import DoneForm, MeasureForm, PlanForm, RequireForm, VerifyForm, planned
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.operations import actions as operations
from bihuan.quality.operations import effects
from bihuan.quality.queries import actions as queries
from bihuan.quality.queries.causes import proposed
from bihuan.quality.tables.actions import CorrectiveActions
from bihuan.service.views.steps import Step, shown, view_of


def _plan(record: CorrectiveAction, *, by: Any, revision: int | None = None, **values: Any) -> CorrectiveAction:
    measure = operations.Measure(
        figure=values.pop("figure"), limit=values.pop("limit"), days=values.pop("days"), name=values.pop("measure"),
        better=values.pop("better"),
    )  # fmt: skip
    return operations.plan(record, operations.Plan(measure=measure, **values), by=by, revision=revision)


def _proposed(request: StaffRequest, action: CorrectiveAction) -> dict[str, Any]:
    """Begin with the cause that an investigation proposes, as long as none is written."""
    found = next(iter(proposed(action, request.user)), None)
    return {"cause": found.cause} if found else {}


INTRO = lazy("How the effect is judged is said now and computed afterwards; once the action has begun it stands.")
STEPS = {
    "plan": Step(_plan, PlanForm, lazy("Planned."), INTRO, initial=planned, wished=_proposed),
    "replan": Step(_plan, PlanForm, lazy("The plan was changed."), INTRO, initial=planned),
    "begin": Step(operations.begin, said=lazy("Begun; figure, limit and window stand from now on.")),
    "finish": Step(operations.finish, DoneForm, lazy("Reported; quality verifies it.")),
    "verify": Step(operations.verify, VerifyForm, lazy("Verified; the effect is watched from tomorrow.")),
    "send_back": Step(operations.send_back, NoteForm, lazy("Sent back.")),
    "measure": Step(effects.measure, MeasureForm, lazy("Entered.")),
    "confirm": Step(effects.confirm, OptionalNoteForm, lazy("The effect is confirmed.")),
    "reopen": Step(effects.reopen, NoteForm, lazy("A new round begins.")),
    "cancel": Step(operations.cancel, NoteForm, lazy("No longer required.")),
}
MOVES = {name: view_of(CorrectiveAction, name, step) for name, step in STEPS.items()}


@staff_page("quality.view_actions")
def actions(request: StaffRequest) -> HttpResponse:
    """List the actions of one's department; quality and managers see all."""
    return CorrectiveActions(request).respond()


@for_record(CorrectiveAction)
def action(request: StaffRequest, record: CorrectiveAction) -> HttpResponse:
    """Show one action."""
    return shown(request, record, "quality/actions/action.html", **queries.page(record, request.user))


@staff_page("quality.require_action")
def require(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Require an action from a record this person may see."""
    try:
        subject: Any = visible(model_of(kind), request, pk=pk)
    except (LookupError, ValueError) as error:
        raise Http404(_("Not found, or not for you.")) from error
    permit(request.user, "quality.require_action", subject)
    start = {name: getattr(subject, name, None) for name in ("model", "fault_class")}
    form = RequireForm(request.POST or None, initial=start)

    def work() -> Any:
        return operations.require(subject, by=request.user, **form.cleaned_data)

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("Required; the owner has been told."))
    back = subject.get_absolute_url()
    return form_page(
        request, form, heading=_("Require corrective action"), submit=_("Require"), back=back,
        intro=f"{getattr(subject, 'number', '')} {subject.title}", crumbs=[(back, str(subject))],
    )  # fmt: skip
