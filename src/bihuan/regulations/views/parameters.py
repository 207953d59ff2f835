"""Parameters on typed forms: choose a kind, fill it in, more rows when needed."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from bihuan.kernel.web import StaffRequest, attempt, done, form_page, page, staff_page
from bihuan.regulations import operations
from bihuan.regulations.forms import ParameterForm, RevisionForm
from bihuan.regulations.models import Clause, Parameter
from bihuan.regulations.queries.words import KIND_WORDS
from bihuan.regulations.rules import KINDS
from bihuan.regulations.views.finding import draft_clause, draft_parameter


@staff_page("regulations.draft")
def choose(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask what kind of parameter a clause is to carry."""
    clause = draft_clause(request, pk)
    return page(request, "regulations/kinds.html", {"clause": clause, "kinds": KIND_WORDS.items()})


@staff_page("regulations.draft")
def add(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """Add a parameter of a kind to a clause of a draft."""
    clause = draft_clause(request, pk)
    if kind not in KINDS:
        raise Http404
    form = ParameterForm(kind, request.POST or None, revision=clause.version.revision)
    if _is_sent(request) and attempt(form, lambda: _add(clause, kind, form, request)):
        return done(request, _place(clause), _("The clause carries it now."))
    return _show(request, form, clause, kind)


@staff_page("regulations.draft")
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a parameter of a draft."""
    parameter = draft_parameter(request, pk)
    clause = parameter.clause
    form = ParameterForm(parameter.kind, request.POST or None, parameter=parameter, revision=clause.version.revision)
    if _is_sent(request) and attempt(form, lambda: _edit(parameter, form, request)):
        return done(request, _place(clause))
    return _show(request, form, clause, parameter.kind)


@staff_page("regulations.draft")
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Remove a parameter of a draft."""
    parameter = draft_parameter(request, pk)
    clause = parameter.clause
    form = RevisionForm(request.POST or None, revision=clause.version.revision)
    if request.method == "POST" and attempt(form, lambda: _remove(parameter, form, request)):
        return done(request, _place(clause), _("Parameter removed."))
    heading = _("Remove «%(label)s»") % {"label": parameter.label}
    return form_page(request, form, heading=heading, submit=_("Remove"), back=_place(clause))


def _add(clause: Clause, kind: str, form: ParameterForm, request: StaffRequest) -> bool:
    operations.add_parameter(
        clause, kind=kind, name=form.cleaned_data["name"], data=form.parameter_data, when=form.parameter_when,
        by=request.user, revision=form.seen(),
    )  # fmt: skip
    return True


def _edit(parameter: Parameter, form: ParameterForm, request: StaffRequest) -> bool:
    operations.edit_parameter(
        parameter, name=form.cleaned_data["name"], data=form.parameter_data, when=form.parameter_when,
        by=request.user, revision=form.seen(),
    )  # fmt: skip
    return True


def _remove(parameter: Parameter, form: RevisionForm, request: StaffRequest) -> bool:
    operations.remove_parameter(parameter, by=request.user, revision=form.seen())
    return True


def _is_sent(request: StaffRequest) -> bool:
    """Tell whether the form is to be saved; asking for more rows only draws it again."""
    return request.method == "POST" and "more" not in request.POST


def _show(request: StaffRequest, form: ParameterForm, clause: Clause, kind: str) -> HttpResponse:
    wants_more = request.method == "POST" and "more" in request.POST
    status = 422 if form.is_bound and not wants_more and form.errors else 200
    facts = {
        "form": form, "clause": clause, "kind": KIND_WORDS[kind], "back": _place(clause), "is_quiet": wants_more,
    }  # fmt: skip
    return page(request, "regulations/parameter.html", facts, status=status)


def _place(clause: Clause) -> str:
    return f"{clause.version.get_absolute_url()}#{clause.anchor}"
