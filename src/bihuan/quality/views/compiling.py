"""Compilations of cases on the pages (REG-05)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, revision_seen, staff_page
from bihuan.quality.forms.compiling import CompileForm, LeaveForm, RuleForm
from bihuan.quality.models import CaseCompilation, CompiledCase
from bihuan.quality.operations import compiling as operations
from bihuan.quality.queries.compiling import page_facts
from bihuan.quality.tables.compiling import CompilationList
from bihuan.regulations.models import Regulation
from bihuan.service.views.steps import Step, shown, view_of

FINISH = view_of(
    CaseCompilation, "finish", Step(operations.finish, None, lazy("Compiled; the drafts go to joint review now."))
)
DECIDE, USUAL = "quality.decide_compiled", "QMGT"


@staff_page("quality.view_compilations")
def compilations(request: StaffRequest) -> HttpResponse:
    """List the compilations."""
    return CompilationList(request).respond()


@for_record(CaseCompilation)
def compilation(request: StaffRequest, record: CaseCompilation) -> HttpResponse:
    """Show a compilation with its cases."""
    return shown(request, record, "quality/compilation.html", direct="finish", **page_facts(record, request.user))


@for_record(CompiledCase, DECIDE)
def make_rule(request: StaffRequest, record: CompiledCase) -> HttpResponse:
    """Draft a clause from a case."""
    start = {"regulation": Regulation.objects.filter(key=USUAL).first(), "heading": record.subject[:120]}
    form = RuleForm(request.POST or None, case=record, initial=start)
    return _decided(request, record, form, operations.make_rule, _("Make a rule of it"), _("The clause is drafted."))


@for_record(CompiledCase, DECIDE)
def leave(request: StaffRequest, record: CompiledCase) -> HttpResponse:
    """Leave the regulations as they are."""
    form = LeaveForm(request.POST or None, case=record, initial={"reason": record.reason})
    return _decided(request, record, form, operations.leave, _("Leave it as it is"), _("Saved."))


def _decided(
    request: StaffRequest, record: CompiledCase, form: CompileForm, work: Callable[..., Any], heading: str, said: str
) -> HttpResponse:
    def act() -> Any:
        return work(record, by=request.user, revision=revision_seen(request), **form.values())

    whole = record.compilation
    if request.method == "POST" and attempt(form, act):
        return done(request, whole, said)
    return form_page(
        request, form, heading=heading, submit=heading, back=whole.get_absolute_url(),
        intro=f"{record.number} {record.subject}", crumbs=[(whole.get_absolute_url(), whole.number)],
    )  # fmt: skip
