"""Who hears of recalls: customers by mail, the one in charge, and the work of spreading and mailing (WAR-07)."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as lazy

from bihuan.kernel import events, outbox
from bihuan.kernel.tasks import enqueue_many, scheduled, task
from bihuan.organization.models import Staff
from bihuan.products.models import Recall, RecallLetter
from bihuan.products.operations import recalls
from bihuan.products.queries.recalls import letter_token
from bihuan.products.states import LetterWay, RecallDecided, RecallHandedOn, RecallReplied, RecallWidened, Whereabouts

TOGETHER = 10  # letters a task: each is sent by itself, all are noted at once
TOPICS = {
    "recall.decided": lazy("A recall was decided"),
    "recall.replied": lazy("A customer of a recall has passed the unit on"),
    "recall.silent": lazy("Customers of a recall don't answer"),
}


def decided(event: RecallDecided | RecallWidened) -> None:
    """Collect the units and tell who is in charge."""
    recall: Recall = event.record
    collect.enqueue(pk=recall.pk)
    title = _("%(number)s is decided: %(subject)s") % {"number": recall.number, "subject": recall.subject}
    _tell(recall, "recall.decided", title, is_urgent=True)


def replied(event: RecallReplied) -> None:
    """Tell who is in charge of units that went to somebody else: the new owner has to be found."""
    one = event.record
    if one.whereabouts == Whereabouts.SOLD_ON:
        _tell(one.recall, "recall.replied", _("%(number)s was passed on: find the new owner") % {"number": one.number})


def handed_on(event: RecallHandedOn) -> None:
    """Mail the new owner his letter; a paper one waits with the others to be printed and posted."""
    letter = event.record.letter
    if letter is not None and letter.way == LetterWay.MAIL:
        mail_letter.enqueue(pk=letter.pk)


def _tell(recall: Recall, topic: str, title: str, *, is_urgent: bool = False) -> None:
    people: list[Staff | None] = [recall.owner] if recall.owner_id else []
    url = recall.get_absolute_url()
    outbox.notify(people, topic=topic, title=title, url=url, record=recall, is_urgent=is_urgent)


@task(max_attempts=40)
def collect(pk: int) -> None:
    """Bring the units in, chunk by chunk, then mail the letters; killed in between, it goes on where it was.

    Nothing is mailed before the last unit is in, so that a customer of many units gets one letter.
    """
    recall = Recall.objects.get(pk=pk)
    while recalls.spread(recall) is not None:
        pass
    letters = RecallLetter.objects.filter(recall=recall, way=LetterWay.MAIL, sent_at=None).order_by("pk")
    waiting = list(letters.values_list("pk", flat=True))
    enqueue_many(mail_letters, [{"pks": waiting[at : at + TOGETHER]} for at in range(0, len(waiting), TOGETHER)])


@task(max_attempts=40)
def mail_letters(pks: list[int]) -> None:
    """Mail some customers their notices and note together what went out; what isn't taken is tried again alone.

    A worker killed in between may send these few twice; none is lost.
    """
    waiting = RecallLetter.objects.filter(pk__in=pks, way=LetterWay.MAIL, sent_at=None)
    sent, error = list[RecallLetter](), ""
    try:
        for letter in waiting.select_related("recall", "customer").order_by("pk"):
            if failure := _mail(letter, sent):
                error = failure
    finally:
        recalls.mailed_together(sent)
    if error:
        raise ConnectionError(error)


def _mail(letter: RecallLetter, sent: list[RecallLetter]) -> str:
    """Mail one notice; return what the other side said against it. Without a mailbox it goes by post."""
    box = outbox.mailbox(letter.customer)
    if not box:
        recalls.by_post(letter)
        return ""
    error = outbox.send(box, *mail_words(letter))
    if not error:
        sent.append(letter)
    return error


@task(max_attempts=40)
def mail_letter(pk: int, reminder: int = 0) -> None:
    """Mail a customer his notice, once; what the other side doesn't take is tried again."""
    letter = RecallLetter.objects.select_related("recall", "customer").get(pk=pk)
    if letter.sent_at is not None and not reminder:
        return
    box = outbox.mailbox(letter.customer)
    if not box:  # the address was taken off the file meanwhile, or no mail server is set: nobody was told
        recalls.by_post(letter)
        return
    title, body = mail_words(letter, is_reminder=bool(reminder))
    if error := outbox.send(box, title, body):
        raise ConnectionError(error)
    if not reminder:
        recalls.mailed(letter)


def mail_words(letter: RecallLetter, *, is_reminder: bool = False) -> tuple[str, str]:
    """Return subject and text of a notice."""
    recall = letter.recall
    title = _("Recall notice %(number)s: %(subject)s") % {"number": recall.number, "subject": recall.subject}
    if is_reminder:
        title = _("Please answer: %(title)s") % {"title": title}
    link = f"{settings.BIHUAN_ADDRESS}/r/{letter_token(letter)}/"
    ask = _("Tell us where it is and choose a day: %(link)s") % {"link": link}
    return title, "\n\n".join(filter(None, [recall.reason, recall.hazard, recall.advice, ask]))


@task(max_attempts=40)
def post(pk: int, upto: int, by: int) -> None:
    """Note the posted letters that one answer had no time for."""
    recall, colleague = Recall.objects.get(pk=pk), Staff.objects.get(pk=by)
    while recalls.post_letters(recall, upto=upto, by=colleague):
        pass


@scheduled(daily_at="09:20", label=gettext_lazy("Repeat notices of recall"))
def remind() -> None:
    """Remind customers who haven't answered, and tell who is in charge whom to call or write to again."""
    silent: dict[int, list[RecallLetter]] = {}
    for letter in recalls.due_reminders():
        silent.setdefault(letter.recall_id, []).append(letter)
    for letters in silent.values():
        mails = [one for one in letters if one.way == LetterWay.MAIL]
        enqueue_many(mail_letter, [{"pk": one.pk, "reminder": one.reminded_count} for one in mails])
        words: dict[str, Any] = {"number": letters[0].recall.number, "count": len(letters)}
        title = _("%(number)s: %(count)s customers have not answered") % words
        _tell(letters[0].recall, "recall.silent", title)


def register() -> None:
    """Subscribe to the events and name the topics."""
    for topic, label in TOPICS.items():
        outbox.register_topic(topic, label)
    events.subscribe(RecallDecided, decided)
    events.subscribe(RecallWidened, decided)
    events.subscribe(RecallReplied, replied)
    events.subscribe(RecallHandedOn, handed_on)
