"""What stands beside a repair in the gallery: a failure report, a contact sheet, shirking, an emergency, a penalty."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Department
from bihuan.people.operations import rewards, summaries
from bihuan.service.models import ServiceRequest
from bihuan.service.operations import contact_sheets, emergencies, failures, plans, report_shirking
from bihuan.signoff import operations as signoff
from tests.cast import Cast


def beside(cast: Cast, request: ServiceRequest) -> dict[str, Any]:
    """Return one of each: reported, asked and said by 周敏; 陈立军 is said to have shirked, and is called."""
    failure = failures.report_failure(
        failures.Failure(
            occurred_at=timezone.now(), place="星澜苑配电房", symptom="整栋空调跳闸", plan="断电排查",
            salesman=cast.panfeng, request=request,
        ),
        by=cast.zhoumin,
    )  # fmt: skip
    sheet = contact_sheets.ask(
        contact_sheets.Matter(
            to_department=Department.objects.get(code="QUALITY"), subject="电容排查", content="请提供检验记录"
        ),
        by=cast.zhoumin,
    )
    plan = plans.save_plan(
        None, name="停电应急", business="", measures="先断电", is_active=True, levels={}, by=cast.hanli
    )
    plans.put_on_call(plan, staff=cast.chenlijun, order=1, by=cast.hanli)
    emergency = emergencies.declare(plan, level="general", place="星澜苑", situation="冒烟", by=cast.hanli)
    shirking = report_shirking(request, who=cast.chenlijun, note="让客户找别人", by=cast.zhoumin)
    request.refresh_from_db()
    consent = signoff.ask_consent(
        cast.request(description="遥控器无反应"), move="close", reason="电话已解决", by=cast.zhoumin
    )
    deed = rewards.Deed(reason="备用机滑倒开裂", loss=Decimal(180))
    reward = rewards.propose(request, cast.chenlijun, ["property_damaged"], deed, by=SYSTEM)
    rewards.issue(reward, by=SYSTEM)
    reward.refresh_from_db()
    return {
        "failure": failure, "sheet": sheet, "plan": plan, "emergency": emergency, "call": emergency.calls.get(),
        "shirking": shirking, "consent": consent, "reward": reward,
        "reward_summary": summaries.draw_up(timezone.localdate(), by=SYSTEM),
    }  # fmt: skip
