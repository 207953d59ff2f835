"""The customer's answer on paper, taken by a colleague: to an estimate of the bench, to a bill's quotation."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from bihuan.kernel.moves import Move
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page
from bihuan.service.forms.bench import AnswerForm

View = Callable[..., HttpResponse]
Take = Callable[[Any, Mapping[str, Any]], Any]


def paper_answer(model: Any, move: Move, take: Take) -> View:
    """Return the view behind a yes or a no on paper.

    Args:
        model: the record that was put before the customer; it hangs on a request.
        move: what the answer does to it; its policy opens the view.
        take: the operation, given the record and `name`, `paper`, `note`, `by` as keywords.
    """

    @for_record(model, move.policy)
    def view(request: StaffRequest, record: Any) -> HttpResponse:
        initial = {"name": record.request.contact_name}
        form = AnswerForm(request.POST or None, request.FILES or None, record=record, initial=initial)

        def work() -> Any:
            values = form.cleaned_data
            paper = values["paper"][0] if values["paper"] else None
            said = {"name": values["name"], "paper": paper, "note": values["note"], "by": request.user}
            return take(record, said)

        if request.method == "POST" and attempt(form, work):
            return done(request, record, _("The customer's answer is on file."))
        return form_page(
            request, form, heading=str(move.label), submit=str(move.label), back=record.get_absolute_url(),
            intro=_("For an answer on paper. On his phone the customer answers by the link."),
            crumbs=[(record.get_absolute_url(), record.number)],
        )  # fmt: skip

    return view
