"""What customers said of the demo company: a survey analysed, one being answered, interviews."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.config.demo.clock import Clock
from bihuan.customers.models import Customer
from bihuan.feedback.models import Questionnaire, SurveyFinding, SurveyInvitation, SurveyRound
from bihuan.feedback.operations import answering, entries, findings, questionnaires, rounds, spreading
from bihuan.feedback.rules.surveys import Asked
from bihuan.kernel.actors import VisitorActor
from bihuan.kernel.attachments import Content
from bihuan.organization.models import Staff
from bihuan.quality.models import CorrectiveAction
from bihuan.quality.operations import actions

People = dict[str, Staff]
QUESTIONS = (
    Asked("q1", "scale", "产品质量和使用性能"),
    Asked("q2", "scale", "安装调试和使用培训"),
    Asked("q3", "scale", "报修后的响应速度"),
    Asked("q4", "scale", "技术员的态度和技术"),
    Asked("q5", "scale", "维修收费和配件价格"),
    Asked("q6", "scale", "总体满意度", is_overall=True),
    Asked("q7", "loyalty", "您愿意向亲友或同行推荐北辰电器吗？"),
    Asked("q8", "several", "您希望我们先改进哪些方面？", is_required=False,
          options=("上门更准时", "配件供应", "收费透明", "使用指导", "热线接听")),
    Asked("q9", "text", "其他意见和建议", is_required=False),
)  # fmt: skip
INTRO = (
    "尊敬的客户：感谢您选用北辰电器。为改进产品和服务，请您用两分钟如实填写。您的意见由业务部汇总，提交公司管理评审。"
)
THANKS = "您的答卷已收到。我们会认真改进，感谢您的支持！"
SAID = (
    "师傅上门前打了电话，很守时。", "外机支架生锈，希望用不锈钢的。", "换一个电路板等了八天，太久。",
    "收费前没有说清楚，上门才知道要另收高空作业费。", "热线经常占线。", "安装很细心，走的时候把地也擦干净了。",
    "夏天高峰期能不能多派几个人。", "希望能在微信上约时间。", "保修卡上的字太小，老人看不清。", "一直用你们的，放心。",
)  # fmt: skip
# How likely each grade is, 1 to 5: most are content, with the charges least.
USUAL, CHARGES = (2, 4, 14, 42, 38), (7, 13, 28, 34, 18)
ANSWERED, NOW = 120, 38
VISITOR = VisitorActor("", frozenset({answering.ANSWER}))
KEEPER = "xuwen"


def asked(chance: random.Random, clock: Clock, now: datetime, people: People, proof: Content) -> None:
    """Let the survey of the half-year before run its course, send this one, and enter what was said besides."""
    by, today = people[KEEPER], timezone.localdate(now)
    clock.now = _morning(now, 200)
    sheet = questionnaires.Sheet(name="客户满意度调查表", intro=INTRO, thanks=THANKS)
    form = questionnaires.draft("satisfaction", sheet, questions=QUESTIONS, by=by)
    form = questionnaires.release(form, by=by)
    past = _sent(form, "上期客户满意度调查", today - timedelta(days=135), clock, by)
    _answers(past, ANSWERED, 45, chance, clock, now - timedelta(days=198))
    clock.now = _morning(now, 138)
    past = rounds.close(SurveyRound.objects.get(pk=past.pk), note="二个月期满，未收回的视为无效", by=by)
    _decided(past, clock, people, proof)
    clock.now = _morning(now, 9)
    running = _sent(form, "本期客户满意度调查", today + timedelta(days=51), clock, by)
    _answers(running, NOW, 8, chance, clock, now - timedelta(days=9))
    rounds.plan_review(today + timedelta(days=233), note="年度管理评审", by=by)
    _entered(clock, now, people)
    clock.now = now


def _morning(now: datetime, days: int) -> datetime:
    return timezone.localtime(now - timedelta(days=days)).replace(hour=9, minute=10, second=0, microsecond=0)


def _sent(form: Questionnaire, name: str, review: date, clock: Clock, by: Staff) -> SurveyRound:
    kept = rounds.plan_review(review, note="半年管理评审", by=by)
    plan = rounds.Plan(name=f"{timezone.localdate():%Y 年}{name}", questionnaire=form, owner=by, review=kept)
    one = rounds.plan(plan, by=by)
    clock.now += timedelta(minutes=25)
    one = rounds.send(one, by=by)
    while spreading.spread(one) is not None:
        pass
    spreading.mark_sent(list(one.invitations.values_list("pk", flat=True)))
    return one


def _answers(one: SurveyRound, number: int, days: int, chance: random.Random, clock: Clock, since: datetime) -> None:
    """Let some customers answer within so many days, one after the other."""
    rows = list(SurveyInvitation.objects.filter(round=one).select_related("customer").order_by("pk"))
    chosen = chance.sample(rows, min(number, len(rows)))
    step = timedelta(days=days) / max(1, len(chosen))
    for at, row in enumerate(chosen):
        clock.now = since + timedelta(hours=1) + at * step
        channel = chance.choices(("link", "phone", "paper"), (8, 2, 1))[0]
        answering.answer(row, _grades(chance), by=VISITOR, channel=channel)


def _grades(chance: random.Random) -> dict[str, Any]:
    given: dict[str, Any] = {
        f"q{n}": chance.choices(range(1, 6), CHARGES if n == 5 else USUAL)[0] for n in range(1, 6)
    }  # fmt: skip
    mean = sum(given.values()) / len(given)
    given["q6"] = max(1, min(5, round(mean + chance.uniform(-0.4, 0.8))))
    given["q7"] = max(0, min(10, round(2 * mean + chance.uniform(-1, 2))))
    if chance.random() < 0.4:
        given["q8"] = chance.sample(range(5), chance.randint(1, 2))
    if chance.random() < 0.22:
        given["q9"] = chance.choice(SAID)
    return given


def _acted(row: CorrectiveAction, proof: Content, clock: Clock, people: People) -> None:
    """Have the owner plan, begin and finish what is required, and quality look at it."""
    plan = actions.Plan(
        cause="派工时未向客户说明上门费和高空作业费，价目表只在门店张贴。",
        action="派工电话逐项告知收费，短信附价目表链接；上门先出示价目表再动工。",
        due_on=timezone.localdate() + timedelta(days=5),
        measure=actions.Measure(figure="manual", name="收费项目不满意比例（%）", limit=Decimal(10), days=365),
    )
    row = actions.begin(actions.plan(row, plan, by=row.owner), by=row.owner)
    row = actions.finish(row, result="话术和短信模板已下发，抽查录音 20 条均已告知。", proofs=[proof], by=row.owner)
    clock.now += timedelta(hours=2)
    actions.verify(row, note="抽听派工录音 10 条、查短信记录 10 条，上门前均已告知收费。", by=people["qianjin"])


def _decided(one: SurveyRound, clock: Clock, people: People, proof: Content) -> None:
    """Require action for what most are dissatisfied with, say why not for the rest, and report."""
    clock.now += timedelta(days=2)
    for at, finding in enumerate(SurveyFinding.objects.filter(round=one).order_by("-dissatisfied", "pk")):
        if at == 0:
            ground = f"“{finding.text}”不满意 {finding.dissatisfied}/{finding.answered}，客户反映收费事前不清楚。"
            row = findings.require_action(finding, ground=ground, owner=people["hanli"], by=people[KEEPER])
            _acted(row, proof, clock, people)
        else:
            findings.dismiss(finding, note="集中在旺季两周，已增派人员，下期继续观察。", by=people[KEEPER])
    clock.now += timedelta(hours=6)
    text = (
        "总体满意度与上年同期持平，技术员的态度和技术得分最高。维修收费和配件价格最低，客户多次提到上门前不知道要收哪些费用。"
        "已要求技术部制订收费事前告知的措施，下期调查验证效果。"
    )
    rounds.report(one, conclusion=text, by=people[KEEPER])


def _entered(clock: Clock, now: datetime, people: People) -> None:
    """Enter an interview, a letter of praise and a visit."""
    told = (
        (24, "interview", "王经理", "空调运行稳定，保养及时；希望每季度提前发送保养计划，便于安排机房停机。", 4),
        (13, "praise", "", "雨天夜里上门抢修，凌晨一点修好才走，特来信表扬陈立军师傅。", 5),
        (5, "visit", "总务科", "备件等了十天，已经第二次；再这样明年换供应商。", 2),
    )
    customers = list(Customer.objects.order_by("pk")[:60:20])
    for (days, kind, who, words, grade), customer in zip(told, customers, strict=False):
        clock.now = _morning(now, days)
        said = entries.Said(
            kind_of=kind, customer=customer, happened_on=timezone.localdate(), said_by=who, words=words, grade=grade
        )  # fmt: skip
        entries.enter(said, by=people[KEEPER])
