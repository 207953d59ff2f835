"""What happens to surveys by themselves: invitations made and mailed, reminders, the end of their time (COMM 5.6)."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as lazy

from bihuan.feedback.models import SurveyInvitation, SurveyRound
from bihuan.feedback.operations import forgetting, rounds, spreading
from bihuan.feedback.queries.audience import agrees_to_texts
from bihuan.feedback.queries.surveys import may_answer, survey_address, to_send, unplanned
from bihuan.feedback.states.surveys import Outcome, RoundState, SurveyClosed, SurveyReported, SurveySent, SurveyWay
from bihuan.kernel import events, outbox
from bihuan.kernel.erasure import ContentDestroyed
from bihuan.kernel.masking import MOBILE
from bihuan.kernel.privacy import normalize_phone, revealed
from bihuan.kernel.tasks import enqueue_many, scheduled, task
from bihuan.organization.models import Staff
from bihuan.organization.queries import holders
from bihuan.organization.states import Post

TOPICS = {
    "survey.due": lazy("A satisfaction survey is due"),
    "survey.silent": lazy("Customers asked in a survey have not answered"),
    "survey.closed": lazy("A survey is to be analysed"),
    "survey.reported": lazy("The result of a survey is there"),
}
BATCH = 2000
REPORTED_TO = (Post.DEPARTMENT_MANAGER, Post.QUALITY, Post.VICE_GENERAL_MANAGER, Post.GENERAL_MANAGER)


def sent(event: SurveySent) -> None:
    """Make the invitations and mail them."""
    invite.enqueue(pk=event.record.pk)


def closed(event: SurveyClosed) -> None:
    """Tell who is in charge to analyse it."""
    one = event.record
    _tell([one.owner], one, "survey.closed", _("%(number)s has ended: please analyse %(name)s") % _words(one))


def reported(event: SurveyReported) -> None:
    """Tell the management that the result is there."""
    one = event.record
    people = [person for post in REPORTED_TO for person in holders(post)]
    _tell(people, one, "survey.reported", _("Result of %(name)s (%(number)s)") % _words(one))


def _words(one: SurveyRound) -> dict[str, Any]:
    return {"number": one.number, "name": one.name}


def _tell(people: list[Staff], one: SurveyRound, topic: str, title: str) -> None:
    outbox.notify(people, topic=topic, title=title, url=one.get_absolute_url(), record=one)


@task(max_attempts=40)
def invite(pk: int) -> None:
    """Make the invitations, chunk by chunk, then mail them; killed in between, it goes on where it was."""
    one = SurveyRound.objects.get(pk=pk)
    while spreading.spread(one) is not None:
        pass
    send_out(one, reminder=0)


def send_out(one: SurveyRound, *, reminder: int) -> None:
    """Have every mail and text message of a round sent that isn't answered."""
    for way, work in ((SurveyWay.MAIL, mail_invitation), (SurveyWay.TEXT, text_invitation)):
        keys = to_send(one, way).values_list("pk", flat=True)
        rows = list(keys if reminder else keys.filter(sent_at=None))
        for at in range(0, len(rows), BATCH):
            enqueue_many(work, [{"pk": pk, "reminder": reminder} for pk in rows[at : at + BATCH]])


@task(max_attempts=40)
def mail_invitation(pk: int, reminder: int = 0) -> None:
    """Mail one customer his link; what the other side doesn't take is tried again."""
    row = _still_asked(pk, reminder)
    if row is None:
        return
    box = outbox.mailbox(row.customer)
    if not box:
        spreading.on_paper(pk)
        return
    title, body = mail_words(row, is_reminder=bool(reminder))
    if error := outbox.send(box, title, body):
        raise ConnectionError(error)
    spreading.mark_sent([pk])


@task(max_attempts=40)
def text_invitation(pk: int, reminder: int = 0) -> None:
    """Text one customer his link; who has no mobile phone, or took his agreement back, is asked on paper."""
    row = _still_asked(pk, reminder)
    if row is None:
        return
    phone = normalize_phone(revealed(row.customer.phone))
    if not (MOBILE.match(phone) and outbox.has_sms() and agrees_to_texts(row.customer_id)):
        spreading.on_paper(pk)
        return
    if error := outbox.text(phone, text_words(row)):
        raise ConnectionError(error)
    spreading.mark_sent([pk])


def _still_asked(pk: int, reminder: int) -> SurveyInvitation | None:
    """Return an invitation that is to go out; None where it did, or is over, or he is to be left alone."""
    row = SurveyInvitation.objects.select_related("round__questionnaire", "customer").get(pk=pk)
    is_out = row.sent_at is not None and not reminder
    return row if may_answer(row) and not is_out and not row.customer.is_restricted else None


def text_words(row: SurveyInvitation) -> str:
    """Return the words of an invitation by text message."""
    words = {"name": row.round.questionnaire.name, "day": row.round.last_day, "link": survey_address(row)}
    return _("%(name)s: please answer until %(day)s: %(link)s") % words


def mail_words(row: SurveyInvitation, *, is_reminder: bool = False) -> tuple[str, str]:
    """Return subject and text of an invitation."""
    form = row.round.questionnaire
    title = _("Please answer: %(name)s") % {"name": form.name}
    if is_reminder:
        title = _("A reminder: %(name)s") % {"name": form.name}
    promise = _("Your answers stay anonymous.") if form.is_anonymous else ""
    ask = _("Answer until %(day)s: %(link)s") % {"day": row.round.last_day, "link": survey_address(row)}
    return title, "\n\n".join(filter(None, [form.intro, ask, promise]))


@scheduled(daily_at="09:10", label=gettext_lazy("Remind customers of surveys"))
def remind() -> None:
    """Remind the silent by the clause's day, and tell the clerk whom to call."""
    today = timezone.localdate()
    for one in SurveyRound.objects.filter(
        state=RoundState.RUNNING, reminded_at=None, remind_on__lte=today, void_on__gt=today
    ):
        _remind(one)


@transaction.atomic
def _remind(one: SurveyRound) -> None:
    if not rounds.remind(one):
        return
    silent = one.invitations.filter(outcome=Outcome.WAITING).count()
    send_out(one, reminder=1)
    if silent:
        title = _("%(number)s: %(count)s customers have not answered") % {**_words(one), "count": silent}
        _tell([one.owner], one, "survey.silent", title)


@scheduled(daily_at="00:20", label=pgettext_lazy("survey", "Close surveys whose time is over"))
def lapse() -> None:
    """Close the rounds whose time is over; what isn't back is void."""
    today = timezone.localdate()
    for one in SurveyRound.objects.filter(state=RoundState.RUNNING, void_on__lte=today).exclude(spread_at=None):
        rounds.lapse(one)


@scheduled(every=timedelta(days=1), label=gettext_lazy("Tell of surveys that are due"))
def tell_due() -> None:
    """Tell sales and managers of a management review whose survey is due and not planned."""
    for review in unplanned(timezone.localdate()):
        title = _("The satisfaction survey before the management review of %(day)s is due") % {"day": review.held_on}
        people = [one for post in (Post.SALES, Post.SERVICE_MANAGER) for one in holders(post)]
        outbox.notify(people, topic="survey.due", title=title, url=review.get_absolute_url(), record=review)


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    events.subscribe(SurveySent, sent)
    events.subscribe(ContentDestroyed, forgetting.forget)
    events.subscribe(SurveyClosed, closed)
    events.subscribe(SurveyReported, reported)
