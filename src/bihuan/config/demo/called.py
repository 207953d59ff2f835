"""A week of call-backs: planned for every place, most made, some missed, the next ones due (VIS-01)."""

import random
from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.feedback import operations
from bihuan.feedback.models import CallBack
from bihuan.feedback.operations import callbacks
from bihuan.feedback.operations.callbacks import Result
from bihuan.feedback.queries.callback_clauses import WorkingDays
from bihuan.feedback.queries.callbacks import may_be_given
from bihuan.kernel.attachments import Content
from bihuan.organization.models import Staff

DAYS, VISITS = 6, 8
WORDS = (
    "用得挺好，没什么问题。", "上次师傅修得仔细，讲得也清楚。", "机器正常，就是希望来之前先打个电话。", "都好，谢谢。",
    "滤网自己清洗过了，效果不错。", "天冷了声音比以前大一点，能接受。", "",
)  # fmt: skip
NEEDS = ("明年打算给会议室再装两台，想要个报价。", "楼上要改造，到时候想请你们看看方案。")
MET = ("王主任", "李经理", "周师傅", "刘主管")
FOUND = ("清洗滤网，紧固接线，试机正常。", "检查整套设备，运行参数正常。", "补充制冷剂，测压正常。")


def back(clock: Clock, now: datetime, people: dict[str, Staff], signature: Content) -> None:
    """Plan, and let two clerks and some technicians work the last days off; what they leave is due or missed."""
    chance, working = random.Random(11), WorkingDays()  # noqa: S311 - a story, not a secret
    first = timezone.localdate(now) - timedelta(days=DAYS)
    for day in (first + timedelta(days=n) for n in range(DAYS)):
        clock.now = _at(day, 3, 10)
        if day == first:
            operations.plan_calls(day.year)
        operations.open_due(day)
        if working.works(day):
            _work(clock, day, people, signature, chance)
        clock.now = _at(day, 18, 0)
        operations.reconcile_calls(day)
    clock.now = now
    today = timezone.localdate(now)
    operations.plan_calls(today.year)
    operations.open_due(today)
    operations.miss(today)
    operations.reconcile_calls(today)
    _give_visits(people["hejing"], 10)


def _at(day: date, hour: int, minute: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _work(clock: Clock, day: date, people: dict[str, Staff], signature: Content, chance: random.Random) -> None:
    """Let the clerks make most calls of a day, the technicians a visit or two."""
    clerks = (people["hejing"], people["miaoxin"])
    waiting = CallBack.objects.filter(way="phone", state="planned", planned_on__lte=day)
    for n, call in enumerate(waiting.order_by("due_on", "pk")[:34]):
        clock.now = _at(day, 9, 0) + timedelta(minutes=12 * n + chance.randrange(4))
        if clock.now.astimezone(timezone.get_current_timezone()).hour >= 17 or chance.random() < 0.04:
            continue
        clerk = clerks[n % 2]
        taken = callbacks.take(call, by=clerk)
        if chance.random() < 0.07:
            again = WorkingDays().onward(day + timedelta(days=1))
            if not CallBack.objects.filter(customer=call.customer, planned_on=again).exists():
                callbacks.not_reached(taken, again_on=again, by=clerk, note="无人接听")
                continue
        grade = chance.choices((4, 3, 2), (62, 36, 2))[0]
        answers = {"running": "yes", "promises": "yes" if grade > 2 else "no", "service": grade}
        words = "约好上午来，等到下午才到。" if grade == 2 else chance.choice(WORDS)
        need = chance.choice(NEEDS) if chance.random() < 0.02 else ""
        callbacks.finish(taken, Result(answers=answers, words=words, need=need, contact_name=_met(call)), by=clerk)
    _visit(clock, day, clerks[0], signature, chance)


def _visit(clock: Clock, day: date, clerk: Staff, signature: Content, chance: random.Random) -> None:
    clock.now = _at(day, 8, 40)
    visits = CallBack.objects.filter(way="visit", state="planned", planned_on__lte=day, assignee=None)
    for n, call in enumerate(visits.order_by("due_on", "pk")[:VISITS]):
        given = _given(call, clerk)
        if given is None or given.assignee is None:
            continue
        clock.now = _at(day, 10, 0) + timedelta(minutes=45 * n)
        callbacks.take(given, by=given.assignee)
        grade = chance.choices((4, 3), (70, 30))[0]
        answers = {"running": "yes", "checked": chance.choice(FOUND), "usage": "yes", "service": grade}
        result = Result(answers=answers, signature=signature, contact_name=_met(call))
        callbacks.finish(given, result, by=given.assignee)


def _met(call: CallBack) -> str:
    """Return who was spoken with: of a household its own name, of a company somebody there."""
    name = call.customer.name
    return name if len(name) <= 3 else MET[call.customer_id % len(MET)]


def _given(call: CallBack, clerk: Staff) -> CallBack | None:
    """Give a visit to a technician of the region's outlet."""
    found = Staff.objects.filter(pk__in=may_be_given(call), post_holdings__post="technician").order_by("pk")
    one = found[call.pk % len(found)] if found else None
    return callbacks.assign(call, to=one, by=clerk) if one else None


def _give_visits(clerk: Staff, count: int) -> None:
    """Give the visits that are next to somebody."""
    visits = CallBack.objects.filter(way="visit", state="planned", assignee=None, due_on__gte=F("planned_on"))
    for call in visits.order_by("planned_on", "pk")[:count]:
        _given(call, clerk)
