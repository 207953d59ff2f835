"""What the parameters are called that rate customers, ask them for new needs and plan how they are cared for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

ACCOUNT_KIND_WORDS: dict[str, Any] = {
    "account_tier": _("Tier of key accounts"), "tier_factor": _("Factor of a revenue group"),
    "rating_schedule": _("When customers are rated"), "score_part": _("Part of the customer score"),
    "grade_band": _("Bound of a customer grade"), "needs_round": _("Round of asking for new needs"),
    "care_plan": _("Care plan"),
}  # fmt: skip

ACCOUNT_FIELD_WORDS: dict[str, Any] = {
    "tier": _("Tier"), "level": _("Level, 1 the highest"), "revenue_from": _("Yearly revenue from (CNY)"),
    "upstream": _("Or a registered upstream account"), "care_unit": _("Cared for by"),
    "may_delegate": _("May be delegated by written mandate"), "revenue_group": _("Revenue group"),
    "factor": _("Factor"), "tiers": _("For the tiers"), "rated": _("What is rated"), "month": _("Month"),
    "day": _("Day of the month"), "needs_agreement": _("Only with a signed agreement"),
    "lowered_by": _("A lower tier is approved by"),
    "part": _("Looks at"), "weight": _("Weight (per cent)"), "natures": _("Points by nature"),
    "bands": _("Points by figure"), "reach": _("Starting at"), "grade": _("Grade"), "score_from": _("Score from"),
    "gift": _("Gift"), "occasion": _("On the day of"),
}  # fmt: skip

ACCOUNT_CHOICE_WORDS: dict[str, Any] = {
    "province": _("province"), "city": _("city office"), "county": _("county office"), "one": _("group one"),
    "two": _("group two"), "three": _("group three"), "tier": _("tier of key accounts"), "grade": _("A to D grade"),
    "before": _("who approves the old tier"), "after": _("who approves the new tier"), "nature": _("nature"),
    "size": _("size (employees)"), "sales": _("yearly sales (CNY)"), "trend": _("change to the year before (%)"),
    "new_year": _("New Year"), "spring_festival": _("Spring Festival"), "mid_autumn": _("Mid-Autumn Festival"),
    "founding": _("anniversary of the firm"),
}  # fmt: skip
