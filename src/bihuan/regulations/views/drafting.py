"""Writing: regulations, versions, clauses, scope."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, staff_page
from bihuan.regulations import operations
from bihuan.regulations.forms import (
    ClauseForm,
    HeadForm,
    NewRegulationForm,
    NewVersionForm,
    RevisionForm,
    ScopeForm,
    VersionForm,
)
from bihuan.regulations.models import Clause, Regulation, RegulationVersion
from bihuan.regulations.operations.regulations import next_version
from bihuan.regulations.queries.documents import latest
from bihuan.regulations.views.finding import draft_clause


@staff_page("regulations.draft")
def create(request: StaffRequest) -> HttpResponse:
    """Begin a new regulation."""
    form = NewRegulationForm(request.POST or None)
    if request.method == "POST":
        draft = attempt(form, lambda: operations.create_regulation(**form.cleaned_data, by=request.user))
        if draft:
            return done(request, draft, _("The first draft is open. Add its clauses."))
    return form_page(request, form, heading=_("New regulation"), back=reverse("regulations:list"))


@for_record(Regulation, "regulations.draft", key="key")
def head(request: StaffRequest, record: Regulation) -> HttpResponse:
    """Change a regulation's title, code and owner."""
    start = {"title": record.title, "code": record.code, "department": record.department_id}
    form = HeadForm(request.POST or None, initial=start, revision=record.revision)
    if request.method == "POST" and attempt(form, lambda: _change_head(record, form, request)) is not None:
        return done(request, record)
    return form_page(request, form, heading=_("Title, code, owner"), back=record.get_absolute_url())


def _change_head(record: Regulation, form: HeadForm, request: StaffRequest) -> bool:
    values = {name: form.cleaned_data[name] for name in ("title", "code", "department")}
    operations.change_regulation(record, **values, by=request.user, revision=form.seen())
    return True


@for_record(Regulation, "regulations.draft", key="key")
def new_version(request: StaffRequest, record: Regulation) -> HttpResponse:
    """Make a draft from the newest version."""
    last = latest(record)
    form = NewVersionForm(request.POST or None, initial={"version": next_version(last.version if last else "")})
    if request.method == "POST":
        draft = attempt(form, lambda: operations.new_version(record, **form.cleaned_data, by=request.user))
        if draft:
            return done(request, draft, _("The new version is a draft with all clauses of the last one."))
    back = record.get_absolute_url()
    return form_page(request, form, heading=_("New version"), submit=_("Make the draft"), back=back)


@for_record(Regulation, "regulations.switch", key="key")
def scope(request: StaffRequest, record: Regulation) -> HttpResponse:
    """Say where a regulation applies (REG-04)."""
    form = ScopeForm(request.POST or None, regulation=record)
    if request.method == "POST" and attempt(form, lambda: _set_scope(record, form, request)) is not None:
        return done(request, record, _("New cases follow the new scope; running ones keep their time limits."))
    return form_page(
        request, form, heading=_("Where it applies"), back=record.get_absolute_url(),
        intro=_("Nothing chosen: the whole company. Counts for new cases only."),
    )  # fmt: skip


def _set_scope(record: Regulation, form: ScopeForm, request: StaffRequest) -> bool:
    operations.set_scope(record, form.scope(), by=request.user, revision=form.seen())
    return True


@for_record(Regulation, "regulations.switch", key="key")
def switch(request: StaffRequest, record: Regulation) -> HttpResponse:
    """Switch a regulation on or off for new cases."""
    form = RevisionForm(request.POST or None, revision=record.revision)
    heading = _("Switch off") if record.is_active else _("Switch on")
    if request.method == "POST" and attempt(form, lambda: _switch(record, form, request)) is not None:
        return done(request, record, _("This counts for new cases; running ones keep their time limits."))
    intro = _("New cases will not follow it any more.") if record.is_active else _("New cases will follow it.")
    return form_page(request, form, heading=heading, submit=heading, back=record.get_absolute_url(), intro=intro)


def _switch(record: Regulation, form: RevisionForm, request: StaffRequest) -> bool:
    operations.set_active(record, is_active=not record.is_active, by=request.user, revision=form.seen())
    return True


@for_record(RegulationVersion, "regulations.draft")
def edit_version(request: StaffRequest, record: RegulationVersion) -> HttpResponse:
    """Change a draft's name, reason and intended day."""
    start = {"version": record.version, "note": record.note, "effective_on": record.effective_on}
    form = VersionForm(request.POST or None, initial=start, revision=record.revision)
    if request.method == "POST" and attempt(form, lambda: _edit_version(record, form, request)) is not None:
        return done(request, record)
    return form_page(request, form, heading=_("Version, reason, day"), back=record.get_absolute_url())


def _edit_version(record: RegulationVersion, form: VersionForm, request: StaffRequest) -> bool:
    values = form.cleaned_data
    operations.edit_version(
        record, name=values["version"], note=values["note"], effective_on=values["effective_on"], by=request.user,
        revision=form.seen(),
    )  # fmt: skip
    return True


@for_record(RegulationVersion, "regulations.draft")
def add_clause(request: StaffRequest, record: RegulationVersion) -> HttpResponse:
    """Add a clause to a draft."""
    form = ClauseForm(request.POST or None, revision=record.revision)
    if request.method == "POST":
        clause = attempt(form, lambda: operations.add_clause(record, **_clause_values(form), by=request.user))
        if clause:
            return done(request, _place(clause), _("Clause added."))
    return form_page(request, form, heading=_("New clause"), back=record.get_absolute_url())


@staff_page("regulations.draft")
def edit_clause(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a clause of a draft."""
    clause = draft_clause(request, pk)
    start = {"number": clause.number, "heading": clause.heading, "text": clause.text}
    form = ClauseForm(request.POST or None, initial=start, revision=clause.version.revision)
    if request.method == "POST" and attempt(
        form, lambda: operations.edit_clause(clause, **_clause_values(form), by=request.user)
    ):
        return done(request, _place(clause))
    return form_page(request, form, heading=_("Clause %(label)s") % {"label": clause.label}, back=_place(clause))


@staff_page("regulations.draft")
def remove_clause(request: StaffRequest, pk: int) -> HttpResponse:
    """Remove a clause of a draft with its parameters."""
    clause = draft_clause(request, pk)
    version, form = clause.version, RevisionForm(request.POST or None, revision=clause.version.revision)
    if request.method == "POST" and attempt(form, lambda: _remove_clause(clause, form, request)) is not None:
        return done(request, version, _("Clause removed."))
    heading = _("Remove clause %(label)s") % {"label": clause.label}
    return form_page(request, form, heading=heading, submit=_("Remove"), back=_place(clause))


def _remove_clause(clause: Clause, form: RevisionForm, request: StaffRequest) -> bool:
    operations.remove_clause(clause, by=request.user, revision=form.seen())
    return True


def _clause_values(form: ClauseForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("number", "heading", "text")} | {"revision": form.seen()}


def _place(clause: Clause) -> str:
    return f"{clause.version.get_absolute_url()}#{clause.anchor}"
