"""The kinds of parameter that rate customers, ask them for new needs and plan how they are cared for."""

from bihuan.regulations.rules.kinds import EVERY, Field, Kind, count, less, more

OCCASIONS = ("new_year", "spring_festival", "mid_autumn", "founding")  # days on which a customer is greeted
_LABEL = Field("label", "text")
_POINTS = Field("score", "integer", low=0, high=100)

ACCOUNT_KINDS = (
    Kind("account_tier", (_LABEL, Field("tier", "text"), Field("level", "integer", low=1, high=9),
                          Field("revenue_from", "decimal", low=0),
                          Field("upstream", "boolean", is_required=False, default=False),
                          Field("care_unit", "choice", choices=("province", "city", "county")),
                          Field("post", "post", is_required=False),
                          Field("may_delegate", "boolean", is_required=False, default=False)), less("revenue_from")),
    Kind("tier_factor", (_LABEL, Field("revenue_group", "choice", choices=("one", "two", "three")),
                         Field("factor", "decimal", low=0, high=1), Field("tiers", "texts")), less("factor")),
    Kind("rating_schedule", (_LABEL, Field("rated", "choice", choices=("tier", "grade")),
                             Field("month", "integer", low=1, high=12), Field("day", "integer", low=1, high=28),
                             Field("needs_agreement", "boolean", is_required=False, default=False),
                             Field("lowered_by", "choice", is_required=False, choices=("before", "after"))), more()),
    Kind("score_part", (_LABEL, Field("part", "choice", choices=("nature", "size", "sales", "trend")),
                        Field("weight", "decimal", low=0, high=100),
                        Field("natures", "rows", is_required=False, columns=(Field("code", "code"), _POINTS)),
                        Field("bands", "rows", is_required=False, columns=(Field("reach", "decimal"), _POINTS))),
         more("weight")),
    Kind("grade_band", (_LABEL, Field("grade", "choice", choices=("A", "B", "C", "D")),
                        Field("score_from", "decimal", low=0, high=100)), more("score_from")),
    Kind("needs_round", (_LABEL, Field("month", "integer", low=1, high=12), Field("day", "integer", low=1, high=28),
                         Field("gift", "text", is_required=False)), more()),
    Kind("care_plan", (_LABEL, Field("tiers", "texts"), Field("items", "rows", columns=(
        Field("code", "code"), Field("label", "text"), Field("every", "choice", is_required=False, choices=EVERY[2:]),
        Field("occasion", "choice", is_required=False, choices=OCCASIONS)))), count("items")),
)  # fmt: skip
