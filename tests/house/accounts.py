"""What stands on a customer's page in the gallery: revenue, a rating, a lead, the yearly question, a care plan."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bihuan.customers.models import CareItem, NeedsRequest
from bihuan.customers.operations import care, leads, tiers
from bihuan.customers.operations import revenue as revenues
from bihuan.customers.states.tiers import Rated
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import begin
from tests.cast import Cast


def accounts(cast: Cast) -> dict[str, Any]:
    """Return one of each for 沈雅琴 of 滨江, in 潘峰's charge."""
    customer, year = cast.customer, timezone.localdate().year
    revenues.change_account(customer, agreement_number="XY-1", agreed_on=date(2024, 1, 1), by=SYSTEM)
    plan = care.plan_care(customer, year, owner=cast.panfeng, by=SYSTEM)
    asked = NeedsRequest(number="XQ-1", state="due", customer=customer, year=year + 1, owner=cast.panfeng)
    begin(asked, by=SYSTEM)
    return {
        "revenue": revenues.record_revenue(customer, year - 1, Decimal(250000), by=SYSTEM),
        "rating": tiers.propose(customer, Rated.TIER, year - 1, by=SYSTEM),
        "lead": leads.open_lead(customer, subject="加装新风", owner=cast.panfeng, by=SYSTEM),
        "needs_request": asked, "care_plan": plan,
        "care_item": CareItem.objects.create(plan=plan, label="拜访", due_on=timezone.localdate(), owner=cast.panfeng),
    }  # fmt: skip
