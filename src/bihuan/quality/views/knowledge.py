"""The knowledge base: list, entry, what is offered for a case, an entry from a closed case (QUA-11)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from bihuan.kernel.inputs import NoteForm
from bihuan.kernel.records import OperationError
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, revision_seen, staff_page
from bihuan.quality.forms.knowledge import EntryForm, FileForm
from bihuan.quality.models.knowledge import KnowledgeEntry
from bihuan.quality.operations import knowledge as operations
from bihuan.quality.queries import knowledge as queries
from bihuan.quality.queries.zeroing import subject_of
from bihuan.quality.tables.knowledge import KnowledgeList
from bihuan.service.views.steps import Step, shown, view_of

STEPS = {
    "approve": Step(operations.approve_entry, None, lazy("Approved; it is offered from now on.")),
    "revise": Step(operations.revise_entry, None, lazy("Open as a draft; it is offered again when approved.")),
    "withdraw": Step(operations.withdraw_entry, NoteForm, lazy("Taken out of use.")),
}
MOVES = {name: view_of(KnowledgeEntry, name, step) for name, step in STEPS.items()}


@staff_page("quality.view_knowledge")
def entries(request: StaffRequest) -> HttpResponse:
    """List the entries."""
    may_write = request.user.has_perm("quality.write_knowledge")
    return KnowledgeList(request).respond(
        add_url=reverse("quality:new_knowledge") if may_write else "", add_label=_("New entry"), may_import=may_write
    )


@for_record(KnowledgeEntry)
def entry(request: StaffRequest, record: KnowledgeEntry) -> HttpResponse:
    """Show one entry."""
    subject = subject_of(record.subject_kind, record.subject_id, request.user)
    return shown(
        request, record, "quality/knowledge/entry.html", subject=subject, vote=queries.vote_of(record, request.user),
        line=dict(queries.lines()).get(record.line_code, record.line_code),
        fault_class=dict(queries.fault_classes()).get(record.fault_class_code, record.fault_class_code),
    )  # fmt: skip


@staff_page("quality.write_knowledge")
def new_entry(request: StaffRequest) -> HttpResponse:
    """Write an entry by hand."""
    form = EntryForm(request.POST or None)

    def work() -> Any:
        return operations.write_entry(form.values(), by=request.user)

    made = attempt(form, work) if request.method == "POST" else None
    if made:
        return done(request, made, _("Saved as a draft; quality approves it."))
    return _form(request, form, _("New entry"), reverse("quality:knowledge"))


@for_record(KnowledgeEntry, "quality.write_knowledge")
def edit_entry(request: StaffRequest, record: KnowledgeEntry) -> HttpResponse:
    """Change a draft."""
    form = EntryForm(
        request.POST or None, record=record, initial={name: getattr(record, name) for name in EntryForm.base_fields}
    )

    def work() -> Any:
        return operations.edit_entry(record, values=form.values(), by=request.user, revision=revision_seen(request))

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Saved."))
    return _form(request, form, record.name, record.get_absolute_url())


def _form(request: StaffRequest, form: Any, heading: str, back: str) -> HttpResponse:
    crumbs = [(reverse("quality:knowledge"), _("Knowledge base"))]
    return form_page(request, form, heading=heading, submit=_("Save"), back=back, crumbs=crumbs)


@require_POST
@for_record(KnowledgeEntry, "quality.view_knowledge")
def vote(request: StaffRequest, record: KnowledgeEntry) -> HttpResponse:
    """Say whether an entry helped."""
    operations.vote(record, is_helpful=request.POST.get("helpful") == "yes", by=request.user)
    return done(request, record, _("Thank you, counted."))


@staff_page("quality.write_knowledge")
def bring_in(request: StaffRequest) -> HttpResponse:
    """Bring in a file of defects."""
    form = FileForm(request.POST or None, request.FILES or None)

    def work() -> Any:
        return operations.bring_in(form.cleaned_data["file"], by=request.user)

    made = attempt(form, work) if request.method == "POST" else None
    if made is not None and request.method == "POST":
        said = ngettext("%(n)s entry brought in as a draft.", "%(n)s entries brought in as drafts.", len(made))
        return done(request, reverse("quality:knowledge") + "?state=draft", said % {"n": len(made)})
    return _form(request, form, _("Bring in a file"), reverse("quality:knowledge"))


@staff_page("quality.view_knowledge")
def offered(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Show what the knowledge base has for a case."""
    record: Any = _case(request, kind, pk)
    draft = queries.draft_from(record) if request.user.has_perm("quality.write_knowledge") else None
    context = {
        "record": record, "entries": queries.offered(record), "may_write": draft is not None,
        "written": queries.written_from(record),
    }  # fmt: skip
    return page(request, "quality/knowledge/offered.html", context)


@require_POST
@staff_page("quality.write_knowledge")
def write_from(request: StaffRequest, kind: str, pk: int) -> HttpResponse:
    """Write an entry from a closed case in one go; it is a draft to be completed."""
    record: Any = _case(request, kind, pk)
    draft = queries.draft_from(record)
    if draft is None:
        raise OperationError(_("The case is not closed yet; write the entry when it is known how it ended."))
    if written := queries.written_from(record):
        return done(request, written, _("An entry was written from this case already."))
    made = operations.write_entry(draft, by=request.user, subject=record)
    return done(request, made, _("Saved as a draft; complete it, quality approves it."))


def _case(request: StaffRequest, kind: str, pk: int) -> Any:
    record = subject_of(kind, pk, request.user) if queries.source_of(kind) else None
    if record is None:
        raise Http404(_("Not found, or not for you."))
    return record
