"""Problems on their way to zero in the demo company: one technical under way, one zeroed, one of management."""

import io
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from bihuan.config.demo.clock import Clock
from bihuan.kernel.attachments import Content, inspect
from bihuan.organization.models import Department, Staff
from bihuan.products.models import ProductModel
from bihuan.quality.models.zeroing import Zeroing
from bihuan.quality.operations import zeroing as zero
from bihuan.quality.operations.knowledge import load_shipped_defects
from bihuan.service.models import FailureReport
from bihuan.signoff import operations as signoff
from bihuan.signoff.models import Circulation

SWITCH = (  # code, by whom, days after the first, wording
    ("located", "songyang", 1,
     "故障件解剖三只，启动电容内部引线焊点脱开；整机其余电气件逐一测量合格，排除压缩机、继电器和主控板。"
     "部位确定为启动电容 C1 引线焊点。"),
    ("mechanism", "songyang", 5,
     "焊点锡量不足，剪切强度 11 N（要求不低于 25 N）；外机振动下焊点疲劳，裂纹扩展至断开，"
     "容量由 35 µF 降至 18 µF 以下，压缩机不能启动。"),
    ("reproduced", "songyang", 8,
     "同批未装机电容五只上振动台（5–200 Hz，2 g，48 小时），三只容量跌破 30 µF，解剖见同样裂纹；"
     "另取焊点合格的五只，全部正常。"),
    ("effective", "qianjin", 12,
     "供应商增加浸锡时间并全检焊点剪切强度；新批三十只同条件振动 96 小时，容量变化小于 1 %。"
     "已换装 200 台跟踪十天无同类报修。"),
    ("elsewhere", "qianjin", 14,
     "KFR-26GW、KFR-50LW 用同一供应商电容，已停用在库 1,260 只并退货；洗衣机电机电容为另一供应商，"
     "抽检二十只剪切强度均大于 30 N，不涉及。"),
)  # fmt: skip
DRAIN = (
    ("located", "songyang", 1,
     "漏水机排水接头处锯开检查，裂口均位于接头根部圆角，距端面 6 mm；"
     "水管、抽屉和密封圈打压 0.1 MPa 十分钟不漏。"),
    ("mechanism", "songyang", 4,
     "根部圆角 R0.3（图纸 R1.0），注塑模具修模后圆角变小，应力集中；冬季低温装配时产生微裂，使用中扩展。"),
    ("reproduced", "songyang", 6,
     "取修模后接头二十只，0 ℃ 下装配，七只当即出现微裂；修模前留样二十只无一开裂。"),
)  # fmt: skip
RULES = (
    ("process", "luxin", 2,
     "供应商函告更换浸锡设备；采购收函后未转质量部；首批到货时来料检验按旧规程免检放行；"
     "三天后上线使用。"),
    ("responsibility", "luxin", 5,
     "采购部未按变更规定转函，负直接责任；来料检验组未核对变更标识，负次要责任；"
     "质量管理部对免检清单未及时更新，负管理责任。"),
)  # fmt: skip

BACK = "来料检验组的责任应落实到人，请补充当班检验员的记录。"


def problems(clock: Clock, now: datetime, people: dict[str, Staff]) -> None:
    """Tell three zeroings from their first day."""
    failure = FailureReport.objects.order_by("-pk").first()
    clock.now = _day(now, 26)
    done = _open(
        people, side="technical", problem="KFR-35GW 外机启动电容早期失效", code="KFR-35GW", days=4,
        phenomenon="两周内同一批次外机报修七起，均为开机后压缩机嗡响不启动，更换启动电容后恢复。",
        occasion="用户使用中发生", place="杭州、绍兴用户处", department="QUALITY", owner="qianjin", subject=failure,
    )  # fmt: skip
    _prove(done, SWITCH, people, clock, reviewers=("tangyi",))
    clock.now = _day(now, 9)
    _end(done, people, clock)
    clock.now = _day(now, 12)
    running = _open(
        people, side="technical", problem="XQB75-J 洗衣机排水接头开裂漏水", code="XQB75-J", days=1,
        phenomenon="总装下线打压检查发现五台漏水，当班停线；已发出的同班产品中用户报修两台。",
        occasion="停产", place="总装二线", department="PROD", owner="yaojun",
    )  # fmt: skip
    _prove(running, DRAIN, people, clock, reviewers=("qianjin", "qianjin", ""))
    clock.now = _day(now, 10)
    managed = _open(
        people, side="management", problem="供应商变更工艺未通知即放行", code="KFR-35GW", days=20,
        phenomenon="启动电容供应商更换浸锡设备，来函未转质量部，来料按免检放行，造成批量失效。",
        occasion="质量管理部决定", place="采购部、来料检验组", department="PURCHASE", owner="luxin", subject=failure,
    )  # fmt: skip
    _prove(managed, RULES, people, clock, reviewers=("qianjin", "back"))
    clock.now = now
    load_shipped_defects()


def _open(people: dict[str, Staff], *, code: str, days: int, department: str, owner: str, **words: Any) -> Zeroing:
    problem = zero.Problem(
        happened_on=timezone.localdate() - timedelta(days=days),
        model=ProductModel.objects.filter(code=code).first(), department=Department.objects.get(code=department),
        owner=people[owner], **words,
    )  # fmt: skip
    return zero.open_zeroing(problem, by=people["qianjin"])


def _prove(zeroing: Zeroing, lines: Any, people: dict[str, Staff], clock: Clock, *, reviewers: tuple[str, ...]) -> None:
    """Write criterion by criterion and have each reviewed: "" leaves it waiting, "back" gives it back."""
    start = clock.now
    for place, (code, author, days, text) in enumerate(lines):
        clock.now = start + timedelta(days=days)
        row = zeroing.criteria.get(code=code)
        files = [photo(f"{zeroing.number} {row.label}")] if row.needs_files else []
        row = zero.write(row, text=text, files=files, by=people[author])
        reviewer = reviewers[min(place, len(reviewers) - 1)]
        clock.now += timedelta(hours=5)
        if reviewer == "back":
            zero.judge(
                row,
                is_accepted=False,
                opinion="来料检验组的责任应落实到人，请补充当班检验员的记录。",
                by=people["qianjin"],
            )
        elif reviewer:
            zero.judge(row, is_accepted=True, opinion="同意。", by=people[reviewer])


def _end(zeroing: Zeroing, people: dict[str, Staff], clock: Clock) -> None:
    """Hold the meeting, send the report round, have everybody sign."""
    meeting = zero.Meeting(
        held_on=timezone.localdate(), chair=people["hejianguo"], verdict="passed",
        members="贺建国（副总经理）、钱进（质量管理部）、唐毅、宋扬（研发部）、姚军（制造部）、陆欣（采购部）、韩立（技术部）",
        minutes="五条逐项汇报，试验数据充分，举一反三范围完整。同意通过，供应商整改三个月后复查。",
    )  # fmt: skip
    zero.meet(zeroing, meeting, by=people["qianjin"])
    clock.now += timedelta(hours=3)
    zero.submit(zeroing, by=people["qianjin"])
    form = Circulation.objects.of(zeroing).running().first()
    while form is not None and (station := form.stations.filter(state="open").first()) is not None:
        clock.now += timedelta(hours=6)
        signer = Staff.objects.filter(post_holdings__post=station.post).order_by("pk")[0]
        signoff.sign(station, verdict="agree", opinion="同意归零。", by=signer)


def photo(name: str) -> Content:
    """Return a picture as evidence, drawn here."""
    image = Image.new("RGB", (480, 320), (236, 238, 240))
    draw = ImageDraw.Draw(image)
    for ring in range(6):
        draw.ellipse(
            (150 + ring * 14, 70 + ring * 14, 330 - ring * 14, 250 - ring * 14), outline=(90, 98, 110), width=3
        )
    draw.line((60, 280, 210, 180, 270, 200, 420, 60), fill=(176, 36, 28), width=4)
    out = io.BytesIO()
    image.save(out, "PNG")
    return inspect(f"{name}.png", out.getvalue())


def _day(now: datetime, days: int) -> datetime:
    return timezone.localtime(now - timedelta(days=days)).replace(hour=9, minute=20, second=0)
