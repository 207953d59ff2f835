"""Pages of tools: the list, one tool, its check on the phone, its care (PRT-04)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bihuan.kernel import history
from bihuan.kernel.inputs import OptionalNoteForm, ShortNoteForm
from bihuan.kernel.moves import available
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.parts.forms.tools import CareForm, CheckForm, ToolForm
from bihuan.parts.models import Tool
from bihuan.parts.operations import tools as operations
from bihuan.parts.queries.tools import care_clause, held_by
from bihuan.parts.states.tools import TOOL_MOVES, ToolState
from bihuan.parts.tables.tools import ToolList

VIEW, KEEP = "parts.view", "parts.keep_tools"
SHOWN = 20
CHECKED = ("take_tool", "check_tool")
FORMS: dict[str, tuple[Any, Any]] = {
    "fail_tool": (ShortNoteForm, gettext_lazy("What is wrong with it")),
    "fix_tool": (ShortNoteForm, gettext_lazy("What was done")),
    "release_tool": (OptionalNoteForm, ""), "reject_tool": (ShortNoteForm, gettext_lazy("What is wrong with it")),
    "maintain_tool": (CareForm, ""), "calibrate_tool": (CareForm, gettext_lazy("Certificate no. and result")),
    "ask_tool_write_off": (ShortNoteForm, ""), "write_off_tool": (OptionalNoteForm, ""),
    "keep_tool": (ShortNoteForm, ""),
}  # fmt: skip


@staff_page(VIEW)
def tools(request: StaffRequest) -> HttpResponse:
    """List the tools."""
    adding = {"add_url": reverse("parts:add_tool"), "add_label": _("New tool")}
    paper = {"print_url": reverse("kernel:print_list", args=["tool_list"])}
    return ToolList(request).respond(**paper, **(adding if request.user.has_perm(KEEP) else {}))


@staff_page("parts.hold_tools")
def my_tools(request: StaffRequest) -> HttpResponse:
    """Show a colleague on his phone which tools he has; a number typed or scanned opens the tool."""
    number = request.GET.get("number", "").strip().upper()
    found = Tool.objects.visible_to(request.user).filter(number=number).first() if number else None
    if found:
        return redirect(found)
    return page(request, "parts/tools/mine.html", {"tools": held_by(request.user), "number": number})


@for_record(Tool, VIEW)
def tool(request: StaffRequest, record: Tool) -> HttpResponse:
    """Show a tool: who has it, when it is due, what was done to it."""
    moves = available(record, request.user)
    context = {
        "record": record, "moves": [move for move in moves if move.name not in (*CHECKED, "return_tool")],
        "pages": [move for move in moves if move.name in CHECKED],
        "may_return": any(move.name == "return_tool" for move in moves),
        "clause": care_clause(record.facts()), "cares": record.cares.select_related("by")[:SHOWN],
        "may_see_cost": request.user.has_perm("parts.see_cost"),
        "may_keep": request.user.has_perm(KEEP, record), "history": history.of(record.kind(), record.pk),
    }  # fmt: skip
    return page(request, "parts/tools/tool.html", context)


@staff_page(KEEP)
def add_tool(request: StaffRequest) -> HttpResponse:
    """Enter a tool."""
    form = ToolForm(request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: operations.add_tool(by=request.user, **form.values()))
    ):
        return done(request, made, _("Entered."))
    back = reverse("parts:tools")
    return form_page(request, form, heading=_("New tool"), back=back, crumbs=[(back, _("Tools"))])


@for_record(Tool, KEEP)
def edit_tool(request: StaffRequest, record: Tool) -> HttpResponse:
    """Correct what is on file."""
    form = ToolForm(request.POST or None, instance=record)

    def work() -> Tool:
        return operations.change_tool(record, by=request.user, revision=revision_seen(request), **form.values())

    return _form(request, form, record, work, _("Change"))


def check_view(name: str) -> Callable[..., HttpResponse]:
    """Return the page of the check before use, alone or when taking the tool."""
    move, verb = TOOL_MOVES.get(name), getattr(operations, name)

    @for_record(Tool, move.policy)
    def view(request: StaffRequest, record: Tool) -> HttpResponse:
        form = CheckForm(request.POST or None, tool=record)

        def work() -> Tool:
            made: Tool = verb(
                record, form.results(), note=form.cleaned_data["note"], by=request.user, revision=revision_seen(request)
            )
            return made

        if request.method == "POST" and (made := attempt(form, work)):
            failed, passed = _("Not passed: the tool is out of use."), _("All points passed.")
            return done(request, made, failed if made.state == ToolState.OUT else passed)
        context = {"form": form, "record": record, "move": move, "clause": care_clause(record.facts())}
        return page(request, "parts/tools/check.html", context, status=422 if form.is_bound else 200)

    return view


@require_POST
@for_record(Tool, "parts.return_tool")
def return_tool(request: StaffRequest, record: Tool) -> HttpResponse:
    """Bring it back."""
    operations.return_tool(record, by=request.user, revision=revision_seen(request))
    return done(request, record, _("The tool is back."))


def move_view(name: str) -> Callable[..., HttpResponse]:
    """Return the form behind one of the other buttons."""
    move, verb = TOOL_MOVES.get(name), getattr(operations, name)
    kind, label = FORMS[name]

    @for_record(Tool, move.policy)
    def view(request: StaffRequest, record: Tool) -> HttpResponse:
        form = kind(request.POST or None)
        if label:
            form.fields["note"].label = label

        def work() -> Tool:
            made: Tool = verb(record, by=request.user, revision=revision_seen(request), **form.cleaned_data)
            return made

        return _form(request, form, record, work, str(move.label))

    return view


def _form(request: StaffRequest, form: Any, record: Tool, work: Any, heading: str) -> HttpResponse:
    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    back = record.get_absolute_url()
    crumbs = [(reverse("parts:tools"), _("Tools")), (back, record.number)]
    return form_page(request, form, heading=heading, back=back, crumbs=crumbs)
