"""What came back: those asked, answers by phone and on paper, interviews and other feedback (SAT-04)."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Customer
from bihuan.feedback.forms.surveys import EnteredSurveyForm, EntryForm
from bihuan.feedback.models import FeedbackEntry, SurveyAnswer, SurveyInvitation
from bihuan.feedback.operations import answering, entries
from bihuan.feedback.queries import grades as graded
from bihuan.feedback.queries.surveys import answer_lines, may_answer, qr_uri, survey_address
from bihuan.feedback.rules.surveys import months_after, months_before
from bihuan.feedback.states.surveys import Grade
from bihuan.feedback.tables.surveys import Entries, Invitations, SurveyAnswers
from bihuan.kernel import attachments, history
from bihuan.kernel.panels import panels_for
from bihuan.kernel.web import StaffRequest, attempt, done, for_record, form_page, page, staff_page

VIEW, ENTER = "feedback.view_surveys", "feedback.enter_survey"


@staff_page(VIEW)
def invitations(request: StaffRequest) -> HttpResponse:
    """List those asked."""
    return Invitations(request).respond()


@staff_page(VIEW)
def answers(request: StaffRequest) -> HttpResponse:
    """List what came back with a name."""
    return SurveyAnswers(request).respond()


@for_record(SurveyInvitation, VIEW)
def invitation(request: StaffRequest, record: SurveyInvitation) -> HttpResponse:
    """Show one invitation: its link, its code, and where its answer is entered."""
    is_open = may_answer(record)
    address = survey_address(record) if is_open and request.user.has_perm(ENTER) else ""
    kept = None if record.round.is_anonymous else SurveyAnswer.objects.filter(invitation=record).first()
    context = {
        "record": record, "is_open": is_open, "answer": kept, "may_enter": request.user.has_perm(ENTER),
        "address": address, "qr": qr_uri(address) if address else "",
    }  # fmt: skip
    return page(request, "feedback/surveys/invitation.html", context)


@for_record(SurveyInvitation, ENTER)
def enter(request: StaffRequest, record: SurveyInvitation) -> HttpResponse:
    """Enter an answer by phone, from paper or from an interview."""
    form = EnteredSurveyForm(
        request.POST or None, request.FILES or None, questionnaire=record.round.questionnaire
    )  # fmt: skip

    def work() -> Any:
        values = form.cleaned_data
        answering.answer(
            record, form.answers(), by=request.user, channel=values["channel"], scans=values.get("scans") or ()
        )

    if request.method == "POST" and attempt(form, work):
        return done(request, reverse("feedback:invitation", args=[record.pk]), _("Entered."))
    back = reverse("feedback:invitation", args=[record.pk])
    crumbs = [(record.round.get_absolute_url(), record.round.number), (back, record.customer.name)]
    return form_page(request, form, heading=_("Enter the answer"), back=back, crumbs=crumbs)


@for_record(SurveyAnswer, VIEW)
def answer(request: StaffRequest, record: SurveyAnswer) -> HttpResponse:
    """Show one customer's answer."""
    context = {
        "record": record, "lines": answer_lines(record), "history": history.of(record.kind(), record.pk),
        "scans": list(attachments.of(record.kind(), record.pk)),
    }  # fmt: skip
    return page(request, "feedback/surveys/answer.html", context)


@staff_page(VIEW)
def entry_list(request: StaffRequest) -> HttpResponse:
    """List interviews and other feedback."""
    return Entries(request).respond()


@for_record(Customer, ENTER)
def add_entry(request: StaffRequest, record: Customer) -> HttpResponse:
    """Enter what a customer said."""
    form = EntryForm(request.POST or None, initial={"happened_on": timezone.localdate()})

    def work() -> FeedbackEntry:
        return entries.enter(form.said(record), by=request.user)

    if request.method == "POST" and (made := attempt(form, work)):
        return done(request, made, _("Entered."))
    crumbs = [(record.get_absolute_url(), record.name)]
    return form_page(
        request, form, heading=_("Interview or other feedback"), back=record.get_absolute_url(), crumbs=crumbs
    )


@for_record(FeedbackEntry, VIEW)
def entry(request: StaffRequest, record: FeedbackEntry) -> HttpResponse:
    """Show one."""
    context = {
        "record": record, "history": history.of(record.kind(), record.pk),
        "grade": dict(Grade.choices).get(record.grade or 0, ""), "panels": panels_for(record, request.user, request),
    }  # fmt: skip
    return page(request, "feedback/surveys/entry.html", context)


@staff_page("feedback.view_cards")
def grades(request: StaffRequest) -> HttpResponse:
    """Show the technicians' grades of a month, from the opinion cards (FULL 5.2)."""
    month = graded.month_of(request.GET.get("month", ""))
    aspects, rows = graded.grades_of(month, request.user)
    context = {
        "month": month, "before": months_before(month, 1), "after": months_after(month, 1), "aspects": aspects,
        "rows": rows, "clause": graded.card_clause(), "is_last": months_after(month, 1) > timezone.localdate(),
        "last": months_after(month, 1) - timedelta(days=1),
    }  # fmt: skip
    return page(request, "feedback/grades.html", context)
