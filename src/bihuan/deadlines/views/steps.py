"""The views behind the buttons of records whose moves are plain: one form, one operation each.

`at_once` are moves without anything to fill in; the others open a form in a dialog or on a page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from bihuan.deadlines.queries import for_record as limits_of
from bihuan.kernel import history, moves
from bihuan.kernel.inputs import RecordForm
from bihuan.kernel.panels import panels_for
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Step:
    """What a button does: the form (none: at once), the operation, the word afterwards, an introduction.

    Attributes:
        locks: the operation takes the revision that the person saw.
        initial: what stands in the form, by the record.
        wished: what the address wishes to stand there instead, by the request and the record.
    """

    operation: Callable[..., Any]
    form: type[RecordForm] | None = None
    said: Any = ""
    intro: Any = ""
    locks: bool = True
    initial: Callable[[Any], Mapping[str, Any]] = lambda record: {}
    wished: Callable[[StaffRequest, Any], Mapping[str, Any]] = lambda request, record: {}


def view_of(model: type[Model], name: str, step: Step) -> View:
    """Return the view of one move."""
    move = model.moves.get(name)  # type: ignore[attr-defined]
    return _at_once(model, move, step) if step.form is None else _with_form(model, move, step)


def _extra(request: StaffRequest, step: Step) -> dict[str, Any]:
    return {"revision": revision_seen(request)} if step.locks else {}


def _at_once(model: type[Model], move: moves.Move, step: Step) -> View:
    @require_POST
    @for_record(model, move.policy)
    def view(request: StaffRequest, record: Any) -> HttpResponse:
        step.operation(record, by=request.user, **_extra(request, step))
        return done(request, record, step.said)

    return view


def _with_form(model: type[Model], move: moves.Move, step: Step) -> View:
    @for_record(model, move.policy)
    def view(request: StaffRequest, record: Any) -> HttpResponse:
        assert step.form is not None
        initial = {**step.initial(record), **step.wished(request, record)}
        form = step.form(request.POST or None, request.FILES or None, record=record, initial=initial)

        def work() -> Any:
            values = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
            return step.operation(record, by=request.user, **values, **_extra(request, step))

        if request.method == "POST" and attempt(form, work):
            return done(request, record, step.said)
        return form_page(
            request, form, heading=str(move.label), submit=str(move.label), back=record.get_absolute_url(),
            intro=str(step.intro), crumbs=[(record.get_absolute_url(), record.number)],
        )  # fmt: skip

    return view


def shown(request: StaffRequest, record: Any, template: str, **more: Any) -> HttpResponse:
    """Answer with a record's page: buttons, time limits, history, panels, and what its paper shows."""
    context = {
        "record": record, "moves": moves.available(record, request.user), "deadlines": limits_of(record),
        "history": history.of(record.kind(), record.pk), "panels": panels_for(record, request.user, request), **more,
    }  # fmt: skip
    return page(request, template, context)
