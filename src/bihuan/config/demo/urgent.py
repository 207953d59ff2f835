"""Emergency procedures of serious issues in the demo company: one gone through to the end, one in progress."""

import io
from datetime import timedelta

from django.utils import timezone
from PIL import Image, ImageDraw

from bihuan.config.demo.clock import Clock
from bihuan.kernel.attachments import Content, inspect
from bihuan.organization.models import Department, Staff
from bihuan.quality.models import EmergencyReading, IssueEmergency, QualityIssue
from bihuan.quality.operations import emergencies
from bihuan.regulations.models import RegulationVersion
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

People = dict[str, Staff]
CIRCULAR = (
    "因接水盘卡扣未压到位，整机下线未做倾斜排水检查，造成用户室内积水、一人滑倒受伤，并被客户通报。\n"
    "制造部三号工位未按作业指导书操作，终检漏检，负直接责任；质量管理部首件确认未覆盖排水项，负管理责任。\n"
    "自即日起整机下线逐台做倾斜排水检查并记录；各班组本周内完成专题学习，质量管理部抽查。"
)


def alarmed(issue: QualityIssue, clock: Clock, people: People, *, far: str) -> None:
    """Raise the alarm about a serious issue and go on until its circular is fixed in a standard, or to the measures.

    Args:
        far: "measured" stops where the technical centre is to approve.
    """
    clock.now += timedelta(minutes=25)
    alarm = emergencies.Alarm(
        situation=issue.background, customer_name="嘉远酒店管理有限公司", contact="工程部 郑工", owner=people["yaojun"]
    )
    one = emergencies.open_emergency(issue, alarm=alarm, by=people["qianjin"])
    clock.now += timedelta(hours=2)
    emergencies.propose_disposition(
        one, disposition="库存和在途 36 台全部换货；已装机 64 台由服务网点三天内逐台上门检查，不合格的当场更换。",
        by=people["yaojun"],
    )  # fmt: skip
    clock.now += timedelta(hours=2)
    meeting = emergencies.Meeting(
        held_at=clock.now - timedelta(hours=1), chair=people["tangyi"], guests="嘉远酒店 郑工（电话）",
        attended=[people[name] for name in ("hejianguo", "qianjin", "yaojun", "songyang", "hanli", "sunli")],
        resolutions="在制和库存停发，逐台倾斜排水检查，姚军，今天\n已装机 64 台上门检查，韩立，三天内\n"
                    "复现试验并给出原因，宋扬，两天内",
    )  # fmt: skip
    emergencies.meet(one, meeting=meeting, by=people["yaojun"])
    clock.now += timedelta(hours=1)
    order = emergencies.Order(
        text="三号工位增加卡扣到位防错检查；整机下线逐台做 15° 倾斜排水检查，合格方可入库。",
        department=Department.objects.get(code="PROD"), due_on=timezone.localdate(clock.now + timedelta(days=5)),
    )  # fmt: skip
    emergencies.order(one, notice=order, by=people["songyang"])
    clock.now += timedelta(hours=20)
    measures = "卡扣工位加到位开关，不到位不放行；下线工位增加倾斜台，每台 30 秒，记录随整机档案保存。"
    emergencies.propose_measures(one, measures=measures, by=people["yaojun"])
    if far != "measured":
        _to_the_end(one, clock, people)


def _to_the_end(one: IssueEmergency, clock: Clock, people: People) -> None:
    emergencies.note_answer(
        one, agrees=True, name="郑工", way="letter", words="按此处置，检查结果书面告知我方。",
        evidence=[_letter(one)], by=people["yaojun"],
    )  # fmt: skip
    clock.now += timedelta(hours=3)
    emergencies.approve_measures(one, note="同意", by=people["tangyi"])
    clock.now += timedelta(days=3)
    seen = "换货 36 台、上门检查 64 台全部完成。整改后下线 1,120 台倾斜检查全部合格，客户无新反映。"
    emergencies.verify(one, verification=seen, by=people["sunli"])
    works = [Department.objects.get(code=code) for code in ("PROD", "QUALITY")]
    circular = emergencies.Circular(title="关于接水盘漏水伤及用户的质量通报", text=CIRCULAR, departments=works)
    emergencies.submit_circular(one, circular=circular, by=people["sunli"])
    for signer in ("hejianguo", "linhai"):
        clock.now += timedelta(hours=4)
        form = Circulation.objects.of(one).running().get()
        signoff.sign(form.stations.get(state="open"), verdict="agree", opinion="同意发布。", by=people[signer])
    clock.now += timedelta(days=1)
    for reading in EmergencyReading.objects.filter(emergency=one).select_related("reader").order_by("pk")[:4]:
        emergencies.read(reading, by=reading.reader)
    version = RegulationVersion.objects.get(regulation__key="CAPA", state="in_force")
    standard = emergencies.Standard(version=version, change="整机下线增加逐台倾斜排水检查", departments=works[:1])
    emergencies.fix(one, standard=standard, by=people["songyang"])


def _letter(one: IssueEmergency) -> Content:
    """Return the customer's letter, drawn here."""
    image = Image.new("RGB", (420, 560), (250, 249, 245))
    draw = ImageDraw.Draw(image)
    for line in range(11):
        draw.line((50, 110 + line * 32, 370 - (line % 3) * 40, 110 + line * 32), fill=(120, 124, 130), width=2)
    draw.ellipse((250, 430, 350, 530), outline=(200, 16, 46), width=4)
    out = io.BytesIO()
    image.save(out, "PNG")
    return inspect(f"{one.number} 客户复函.png", out.getvalue())
