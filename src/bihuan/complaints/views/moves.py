"""One small form behind each button of a complaint."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bihuan.complaints import operations, queries
from bihuan.complaints.forms import moves as forms
from bihuan.complaints.models import Complaint
from bihuan.complaints.queries.investigations import proposed_cause
from bihuan.complaints.states import Severity
from bihuan.kernel.inputs import NoteForm, OptionalNoteForm
from bihuan.service.states import ReplyBy
from bihuan.service.views.steps import Step, view_of


def _judged(record: Complaint) -> dict[str, Any]:
    return {"kind_of": record.kind_of, "severity": record.severity or Severity.GENERAL}


def _found(record: Complaint) -> dict[str, Any]:
    names = ("cause", "responsible", "countermeasure", "proposal")
    known = {name: getattr(record, name) for name in names}
    return known if record.cause else {**known, "cause": proposed_cause(record)}


def _decided(record: Complaint) -> dict[str, Any]:
    return {"cause": record.cause or proposed_cause(record), "decision": record.proposal}


def _answered(record: Complaint) -> dict[str, Any]:
    owed = queries.answer_owed(record)
    return {"reply_by": owed.ways[-1] if owed else ReplyBy.PHONE, "text": record.decision}


STEPS = {
    "contact": Step(operations.contact, forms.FirstAnswerForm, _("First answer recorded.")),
    "judge": Step(operations.judge, forms.JudgeForm, _("Found justified."), initial=_judged,
                  intro=_("Serious ones reach the vice general manager at once.")),
    "turn_down": Step(operations.turn_down, forms.UnjustifiedForm, _("Now explain it to the customer tactfully.")),
    "explain": Step(operations.explain, forms.ReplyForm, _("Answered and closed."),
                    initial=lambda record: {"reply_by": ReplyBy.PHONE}),
    "hand_on": Step(operations.hand_on, forms.HandOnForm, _("Handed to the department."),
                    initial=lambda record: {"responsible": record.responsible or record.concerned}),
    "find": Step(operations.find, forms.FindingsForm, _("Recorded."), initial=_found),
    "lay_before_rnd": Step(operations.lay_before_rnd, NoteForm, _("The form goes to R&D."),
                           intro=_("The stations of the clause for R&D join the route.")),
    "decide": Step(operations.decide, forms.DecisionForm, _("Decided; now the customer is to be answered."),
                   initial=_decided),
    "reply": Step(operations.reply, forms.ReplyForm, _("Answer recorded."), initial=_answered),
    "call_back": Step(operations.call_back, forms.CallBackForm, _("Recorded.")),
    "handle_again": Step(operations.handle_again, forms.AgainForm, _("Taken up again.")),
    "close": Step(operations.close, OptionalNoteForm, _("Closed.")),
    "urge": Step(operations.urge, OptionalNoteForm, _("Recorded; owner and manager have been told."), locks=False),
    "pass_on": Step(operations.pass_on, forms.PassOnForm, _("Handed over.")),
    "reopen": Step(operations.reopen, NoteForm, _("Taken up again.")),
    "cancel": Step(operations.cancel, forms.CancelForm, _("Closed without more.")),
}  # fmt: skip
MOVES = {name: view_of(Complaint, name, step) for name, step in STEPS.items()}
