"""Reading: the list, a version like a document, its revisions, one clause."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from bihuan.kernel import history
from bihuan.kernel.moves import available
from bihuan.kernel.panels import panels_for
from bihuan.kernel.web import StaffRequest, for_record, page, staff_page
from bihuan.regulations import queries
from bihuan.regulations.models import Clause, Regulation, RegulationVersion
from bihuan.regulations.queries.documents import scope_words
from bihuan.regulations.states import VersionState
from bihuan.regulations.tables import RegulationList


@staff_page("regulations.view")
def listing(request: StaffRequest) -> HttpResponse:
    """All regulations."""
    return RegulationList(request).respond(may_draft=request.user.has_perm("regulations.draft"))


@for_record(Regulation, "regulations.view", key="key")
def regulation(request: StaffRequest, record: Regulation) -> HttpResponse:
    """Show a regulation: the version in force, else the newest this viewer may read."""
    versions = queries.of_regulation(record, request.user)
    if not versions:
        raise Http404
    return _document(request, versions[0], versions)


@for_record(RegulationVersion, "regulations.view")
def version(request: StaffRequest, record: RegulationVersion) -> HttpResponse:
    """Show one version, in force or not, withdrawn ones with a banner (REG-01)."""
    return _document(request, record, queries.of_regulation(record.regulation, request.user))


def _document(request: StaffRequest, record: RegulationVersion, versions: list[RegulationVersion]) -> HttpResponse:
    user: Any = request.user
    facts = {
        "version": record,
        "regulation": record.regulation,
        "versions": versions,
        "current": next((one for one in versions if one.state == VersionState.IN_FORCE), None),
        "clauses": queries.document(record),
        "scope": scope_words(record.regulation.scopes.all()),
        "opinions": list(record.opinions.all()),
        "moves": available(record, user),
        "history": history.of(record.kind(), record.pk),
        "panels": panels_for(record, user, request),
        "may_edit": record.is_draft and user.has_perm("regulations.draft", record),
        "may_draft": user.has_perm("regulations.draft"),
        "may_switch": user.has_perm("regulations.switch"),
        "may_review": record.state == VersionState.IN_REVIEW and user.has_perm("regulations.review", record),
        "is_unfinished": any(one.state not in (VersionState.IN_FORCE, VersionState.WITHDRAWN) for one in versions),
    }
    return page(request, "regulations/document.html", facts)


@for_record(RegulationVersion, "regulations.view")
def changes(request: StaffRequest, record: RegulationVersion) -> HttpResponse:
    """Compare a version with the one before it, or with the one named by `?with=`."""
    seen = RegulationVersion.objects.visible_to(request.user)
    wanted = request.GET.get("with", "")
    if wanted:
        other = get_object_or_404(seen, pk=int(wanted) if wanted.isdecimal() else 0, regulation=record.regulation)
    else:
        previous = queries.previous_of(record)
        other = seen.filter(pk=previous.pk).first() if previous else None
    compared = queries.compare(other, record) if other else []
    others = [one for one in queries.of_regulation(record.regulation, request.user) if one.pk != record.pk]
    facts = {"version": record, "regulation": record.regulation, "other": other, "changes": compared, "others": others}
    return page(request, "regulations/changes.html", facts)


@for_record(Regulation, "regulations.view", key="key")
def revisions(request: StaffRequest, record: Regulation) -> HttpResponse:
    """Show the revision history of a regulation (REG-01)."""
    versions = sorted(queries.of_regulation(record, request.user), key=lambda one: -one.sequence)
    entries = history.of(record.kind(), record.pk)
    return page(request, "regulations/revisions.html", {"regulation": record, "versions": versions, "history": entries})


@staff_page("regulations.view")
def clause(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one clause with what it enforces and which records it governs: where every time limit leads (REG-02)."""
    try:
        shown = queries.clause_page(pk, request.user)
    except Clause.DoesNotExist as error:
        raise Http404 from error
    user: Any = request.user
    facts = {
        "shown": shown, "clause": shown.clause, "version": shown.version, "regulation": shown.version.regulation,
        "panels": panels_for(shown.clause, user, request), "scope": scope_words(shown.version.regulation.scopes.all()),
        "may_edit": shown.version.is_draft and user.has_perm("regulations.draft", shown.version),
    }  # fmt: skip
    return page(request, "regulations/clause.html", facts)
