"""举一反三 and changed regulations on the pages (QUA-07)."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from bihuan.kernel.actors import permit
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page
from bihuan.quality.forms.spreading import PlaceForm, RuleForm, SimilarForm
from bihuan.quality.models import CorrectiveAction, RuleChange, SimilarCase
from bihuan.quality.operations import spreading as operations


@for_record(CorrectiveAction, "quality.decide_similar")
def add_similar(request: StaffRequest, record: CorrectiveAction) -> HttpResponse:
    """Add another product or place."""
    form = PlaceForm(request.POST or None)

    def work() -> Any:
        return operations.add_similar(record, by=request.user, **form.cleaned_data)

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Added."))
    return form_page(
        request, form, heading=_("Another product or place"), submit=_("Add"), back=record.get_absolute_url(),
        crumbs=[(record.get_absolute_url(), record.number)],
    )  # fmt: skip


@for_record(SimilarCase)
def decide_similar(request: StaffRequest, record: SimilarCase) -> HttpResponse:
    """Decide whether it is so there too."""
    permit(request.user, "quality.decide_similar", record.corrective_action)
    start = {"applies": {True: "yes", False: "no"}.get(record.applies), "reason": record.reason}  # type: ignore[arg-type]
    form = SimilarForm(request.POST or None, initial={**start, "action": record.action})
    about = record.corrective_action

    def work() -> Any:
        return operations.decide_similar(record, by=request.user, **form.cleaned_data)

    if request.method == "POST" and attempt(form, work):
        return done(request, about, _("Decided."))
    return form_page(
        request, form, heading=_("Is it so at «%(place)s» too?") % {"place": record.place}, submit=_("Decide"),
        back=about.get_absolute_url(), intro=about.ground, crumbs=[(about.get_absolute_url(), about.number)],
    )  # fmt: skip


@for_record(CorrectiveAction, "quality.decide_similar")
def link_rule(request: StaffRequest, record: CorrectiveAction) -> HttpResponse:
    """Say which regulation changes."""
    form = RuleForm(request.POST or None)

    def work() -> Any:
        return operations.link_rule(record, by=request.user, **form.cleaned_data)

    if request.method == "POST" and attempt(form, work):
        return done(request, record, _("Linked; the readers have been told."))
    return form_page(
        request, form, heading=_("Regulation changed"), submit=_("Link a regulation"), back=record.get_absolute_url(),
        crumbs=[(record.get_absolute_url(), record.number)],
    )  # fmt: skip


@for_record(RuleChange)
def read_rule(request: StaffRequest, record: RuleChange) -> HttpResponse:
    """Show what changed, and take the word that it was read."""
    form = forms.Form(request.POST if request.method == "POST" else None)
    version = record.version
    if request.method == "POST" and attempt(form, lambda: operations.read_rule(record, by=request.user)):
        return done(request, version.get_absolute_url(), _("Noted: read."))
    return form_page(
        request, form, heading=_("Changed regulation"), submit=_("I have read it"), back=version.get_absolute_url(),
        intro=f"{version.regulation.key} {version.title}：{record.change}",
        crumbs=[(version.get_absolute_url(), version.title)],
    )  # fmt: skip
