"""The kinds of parameter a clause can carry, and the fields of each. Forms, packs, checks and sentences follow it.

A kind that the company's next regulation needs is a few lines here, its words in `queries/words.py`, and the code
that reads it in the app that acts on it.
"""

from dataclasses import replace
from typing import Any

from bihuan.regulations.rules.account_kinds import ACCOUNT_KINDS
from bihuan.regulations.rules.kinds import EVERY, Field, Kind, count, less, more, number_of


def _time(data: dict[str, Any]) -> tuple[float, ...]:
    """Less time is stricter; between equal minutes the clock that never stops."""
    limit = data.get("limit") or {}
    return (
        -number_of(limit, "minutes"),
        float(limit.get("calendar") == "always"),
        -float(len(data.get("pauses") or ())),
    )


def _required_first(data: dict[str, Any]) -> tuple[float, ...]:
    return (float(bool(data.get("required"))),)


def _threshold(data: dict[str, Any]) -> tuple[float, ...]:
    """A bound that catches more is stricter: low for «at least», high for «at most»."""
    value = number_of(data, "value")
    return (-value if data.get("compare") in ("at_least", "more_than") else value,)


POST_RANKS = ("technician", "dispatcher", "outlet_manager", "supervisor", "service_manager", "department_manager",
              "gm_office", "vice_general_manager", "general_manager")  # fmt: skip


def post_rank(post: str) -> float:
    """Return how high a post approves; unknown posts rank lowest."""
    return float(POST_RANKS.index(post)) if post in POST_RANKS else -1.0


def _route(data: dict[str, Any]) -> tuple[float, ...]:
    """Higher approval is stricter, then more stations."""
    stations = data.get("stations") or ()
    return (max((post_rank(str(station.get("post"))) for station in stations), default=-1.0), float(len(stations)))


def _approval(data: dict[str, Any]) -> tuple[float, ...]:
    return (post_rank(str(data.get("post", ""))), -number_of(data, "up_to"))


# On what labour may rest, and who pays for it; a clause says which service class each leads to.
VERDICTS = ("paid", "contract", "warranty", "repair_warranty", "goodwill", "free", "internal")
CONSEQUENCES = ("warning", "fine", "make_good", "transfer", "dismissal")


def _authority(data: dict[str, Any]) -> tuple[float, ...]:
    """Stricter is the one that asks for a higher post, then for fewer of them."""
    posts = [post_rank(str(row.get("post"))) for row in data.get("posts") or ()]
    return (min(posts, default=-1.0), -float(len(posts)))


def _penalty(data: dict[str, Any]) -> tuple[float, ...]:
    consequence = data.get("consequence")
    rank = CONSEQUENCES.index(consequence) if consequence in CONSEQUENCES else -1
    lowest = number_of(data, "amount_min")
    return (float(rank), max(number_of(data, "amount_max"), lowest), lowest)


BASES = ("free", "cost", "list")


def _coverage(data: dict[str, Any]) -> tuple[float, ...]:
    """What costs the customer less is stricter on us."""
    return (-float(sum(BASES.index(data[line]) for line in COVERED_LINES if data.get(line) in BASES)),)


def _software(data: dict[str, Any]) -> tuple[float, ...]:
    """More causes free, less that may be worse, no way round by consent are stricter."""
    return (
        float(len(data.get("free_causes") or ())),
        -number_of(data, "tolerance"),
        -float(bool(data.get("may_consent"))),
    )


def _remedy(data: dict[str, Any]) -> tuple[float, ...]:
    """Longer days, fewer repairs in vain and more to choose from are stricter."""
    number = number_of(data, "count")
    return (number if data.get("trigger") == "within_days" else -number, float(len(data.get("offers") or ())))


def _amount(data: dict[str, Any]) -> tuple[float, ...]:
    """Less is stricter; an amount that is still to be set gives way to any that is."""
    return (float(data.get("amount") is not None), -number_of(data, "amount"))


WAITS = ("customer_answer", "part_arrival")  # what a record may wait for; such a pause begins and ends by itself
_LABEL = Field("label", "text")
_LADDER = Field("ladder", "rows", is_required=False, columns=(
    Field("at", "integer", low=1, high=1000), Field("tell", "tell")))  # fmt: skip
_PAUSES = Field("pauses", "rows", is_required=False, columns=(
    Field("reason", "text"), Field("stops_clock", "boolean", is_required=False, default=True),
    Field("cap", "cap", is_required=False),
    Field("needs_evidence", "boolean", is_required=False, default=False),
    Field("waits", "choice", is_required=False, choices=WAITS)))  # fmt: skip
FILLS = (
    "cause",
    "countermeasure",
    "proposal",
    "delivery_date",
)  # what of the record's own paper a station writes
_STATIONS = Field("stations", "rows", columns=(
    Field("order", "integer", low=1, high=99), Field("name", "text"), Field("post", "post"),
    Field("opinion_required", "boolean", is_required=False, default=False),
    Field("limit_minutes", "minutes", is_required=False, low=1), Field("when", "when", is_required=False),
    Field("fills", "choice", is_required=False, choices=FILLS)))  # fmt: skip
_TELLS = Field("tells", "rows", columns=(Field("tell", "tell"),))
_POSTS = Field("posts", "rows", columns=(Field("post", "post"),))
_CODED = (Field("code", "code"), Field("label", "text"))
CALLBACK_PHASES = ("always", "in_warranty", "after_warranty", "first_year", "after_first_year")

ISSUE_MEASURES = ("scrap_hours", "rework_hours", "pieces_of_a_day", "returned_of_a_batch", "assembly_pieces", "loss",
                  "rework_loss", "injuries", "reputation", "sanctions", "cases", "stated")  # fmt: skip
COVERED_LINES = ("labour", "parts", "travel", "shipping")
_LINES = tuple(Field(line, "choice", is_required=False, choices=BASES) for line in COVERED_LINES)

_ALL = (
    Kind("time_limit", (_LABEL, Field("starts", "event"), Field("met_by", "event"), Field("limit", "limit"),
                        _LADDER, _PAUSES), _time),
    Kind("rung", (Field("limit_name", "code"), Field("at", "integer", low=1, high=1000), Field("tell", "tell")),
         less("at")),
    Kind("route", (_LABEL, Field("form", "code"), _STATIONS), _route),
    Kind("form_field", (_LABEL, Field("form", "code"),
                        Field("type", "choice", choices=("text", "number", "choice", "date")),
                        Field("choices", "texts", is_required=False),
                        Field("required", "boolean", is_required=False, default=False)), _required_first),
    Kind("numbering", (_LABEL, Field("series", "code"), Field("pattern", "text")), more()),
    Kind("classification", (_LABEL, Field("scheme", "code"), Field("items", "rows", columns=(
        *_CODED, Field("parent", "code", is_required=False)))), count("items")),
    Kind("issue_class", (_LABEL, Field("scheme", "code"), Field("code", "code"),
                         Field("rank", "integer", low=1, high=9),
                         Field("measure", "choice", choices=ISSUE_MEASURES),
                         Field("compare", "choice", choices=("at_least", "more_than"), default="at_least"),
                         Field("value", "decimal", low=0, default=1), Field("basis", "text"),
                         Field("is_light", "boolean", is_required=False, default=False)), _threshold),
    Kind("cause_scheme", (_LABEL, Field("scheme", "code"), Field("items", "rows", columns=(
        *_CODED, Field("post", "post", is_required=False)))), count("items")),
    Kind("closing_gate", (_LABEL, Field("form", "code"), Field("items", "rows", columns=_CODED)), count("items")),
    Kind("warranty", (_LABEL, Field("months", "integer", low=0, high=600),
                      Field("starts", "choice", choices=("acceptance", "sale", "delivery", "production")),
                      Field("least_months", "integer", is_required=False, low=1, high=600),
                      Field("leaves_out_repair", "boolean", is_required=False, default=False),
                      Field("renews", "boolean", is_required=False, default=False)), more("months")),
    Kind("repair_warranty", (_LABEL, Field("days", "integer", low=1, high=3650)), more("days")),
    Kind("coverage", (_LABEL, Field("ground", "choice", choices=(
        "warranty", "contract", "repair_warranty", "excluded", "after_warranty", "software", "software_paid",
        "software_excepted")), *_LINES), _coverage),
    Kind("software", (_LABEL, Field("free_causes", "rows", columns=_CODED),
                      Field("tolerance", "decimal", is_required=False, low=0),
                      Field("may_consent", "boolean", is_required=False, default=False)), _software),
    Kind("commitment", (_LABEL, Field("given_at", "choice", choices=("acceptance", "sale")),
                        Field("contents", "rows", columns=_CODED),
                        Field("complaint_ways", "rows", is_required=False, columns=_CODED)), count("contents")),
    Kind("parts_supply", (_LABEL, Field("years", "integer", low=1, high=50)), more("years")),
    Kind("remedy", (_LABEL, Field("trigger", "choice", choices=("within_days", "failed_repairs", "parts_missing")),
                    Field("count", "integer", low=1, high=3650), Field("offers", "rows", columns=_CODED),
                    Field("holds_days", "integer", is_required=False, low=1, high=365),
                    Field("decided_by", "post", is_required=False),
                    Field("responsibility_first", "boolean", is_required=False, default=False)), _remedy),
    Kind("depreciation", (_LABEL, Field("percent", "decimal", low=0),
                          Field("free_days", "integer", is_required=False, low=0, high=365),
                          Field("most_percent", "decimal", is_required=False, low=0, high=100)), less("percent")),
    Kind("exclusion", (_LABEL, Field("causes", "rows", columns=_CODED),
                       Field("then", "choice", choices=("cost_price", "full_price", "refused"))), less()),
    Kind("charge_basis", (_LABEL, Field("charges", "rows", columns=_CODED)), lambda data: (-len(data["charges"]),)),
    Kind("service_class", (_LABEL, Field("code", "choice", choices=("A", "B", "C", "D")),
                           Field("verdicts", "rows", columns=_CODED)), count("verdicts")),
    Kind("threshold", (_LABEL, Field("measure", "code"),
                       Field("compare", "choice", choices=("at_least", "more_than", "at_most", "less_than")),
                       Field("value", "decimal"), Field("unit", "text", is_required=False),
                       Field("result", "code", is_required=False)), _threshold),
    Kind("amount", (_LABEL, Field("amount", "decimal", is_required=False, low=0)), _amount),
    Kind("same_day", (_LABEL, Field("time", "time"), _LADDER), less()),
    Kind("ratio", (_LABEL, Field("percent", "decimal", low=0), Field("of", "text")), more("percent")),
    Kind("approval_limit", (_LABEL, Field("form", "code"), Field("up_to", "decimal", low=0), Field("post", "post")),
         _approval),
    Kind("frequency", (_LABEL, Field("every", "choice", choices=EVERY), Field("times", "integer", low=1, default=1),
                       Field("channel", "choice", is_required=False, choices=("visit", "phone", "any")),
                       Field("post", "post", is_required=False)),
         lambda data: (-float(EVERY.index(data["every"])), number_of(data, "times"))),
    Kind("opinion_card", (_LABEL, Field("aspects", "rows", columns=_CODED),
                          Field("grades", "rows", columns=(*_CODED, Field("score", "integer", low=0, high=100))),
                          Field("coverage", "choice", choices=("every", "sample")),
                          Field("days_to_answer", "integer", is_required=False, low=1, high=365)), count("aspects")),
    Kind("survey", (_LABEL, Field("lead_months", "integer", low=0, high=12),
                    Field("remind_days", "integer", low=1, high=365),
                    Field("void_months", "integer", low=1, high=12),
                    Field("questionnaire", "code", is_required=False)), more("lead_months")),
    Kind("escalation", (_LABEL, Field("event", "event"), _TELLS,
                        Field("answer", "choice", is_required=False, choices=("letter", "phone", "letter_or_phone"))),
         count("tells")),
    Kind("reconciliation", (_LABEL, Field("left", "event"), Field("right", "event"),
                            Field("every", "choice", choices=EVERY), Field("time", "time"), _TELLS), count("tells")),
    Kind("report", (_LABEL, Field("form", "code"), Field("every", "choice", choices=EVERY), Field("time", "time"),
                    Field("made_by", "tell"), Field("reviewed_by", "tell"),
                    Field("grace_minutes", "minutes", is_required=False, low=1)), more()),
    Kind("dispatch_rule", (_LABEL, Field("per_km", "decimal", low=0), Field("per_job", "decimal", low=0),
                           Field("elsewhere", "decimal", low=0), Field("known", "decimal", low=0),
                           Field("van_parts", "decimal", low=0), Field("minutes_per_km", "decimal", low=0),
                           Field("jobs_a_day", "integer", low=1, high=50),
                           Field("helpers_certified", "boolean", is_required=False, default=False),
                           Field("self_take", "boolean", is_required=False, default=False)), less("jobs_a_day")),
    Kind("month_day", (_LABEL, Field("act", "code"), Field("day", "integer", low=1, high=23),
                       Field("bound", "choice", choices=("by", "from")), _LADDER), less("day")),
    Kind("expense_terms", (_LABEL, Field("pays", "choice", choices=("in_full", "by_rate"))),
         lambda data: (float(data.get("pays") == "in_full"),)),
    Kind("visitor", (_LABEL, Field("bars_area_sales", "boolean", is_required=False, default=False),
                     Field("technicians_least", "integer", is_required=False, low=0, high=9),
                     Field("technicians_most", "integer", is_required=False, low=1, high=9)),
         lambda data: (float(bool(data.get("bars_area_sales"))), number_of(data, "technicians_least"))),
    Kind("questions", (_LABEL, Field("form", "code"), Field("items", "rows", columns=_CODED)), count("items")),
    Kind("crew_size", (_LABEL, Field("people", "integer", low=2, high=20),
                       Field("certificate", "text", is_required=False)), more("people")),
    Kind("signature", (_LABEL, Field("form", "code"), Field("signer", "choice", choices=("customer", "staff", "both")),
                       Field("accepts", "rows", columns=_CODED)), lambda data: (-len(data["accepts"]),)),
    Kind("service_hours", (_LABEL, Field("calendar", "calendar")),
         lambda data: (float(data.get("calendar") == "always"),)),
    Kind("zeroing", (_LABEL, Field("side", "choice", choices=("technical", "management")),
                     Field("items", "rows", columns=(
                         *_CODED, Field("asks", "text"),
                         Field("proves", "choice", choices=("located", "cause_known", "measure_fixed")),
                         Field("needs_files", "boolean", is_required=False, default=False)))), count("items")),
    Kind("authority", (_LABEL, Field("act", "code"), _POSTS), _authority),
    Kind("call_out", (_LABEL, Field("people", "integer", low=1, high=1000),
                      Field("answer_minutes", "minutes", low=1)), lambda data: (
                          number_of(data, "people"), -number_of(data, "answer_minutes"))),
    Kind("promise", (_LABEL, Field("limit", "limit"), _LADDER), _time),
    Kind("estimate_terms", (_LABEL, Field("days_to_answer", "integer", low=1, high=365),
                            Field("declined_amount", "decimal", low=0)), less("declined_amount")),
    Kind("recall_notice", (_LABEL, Field("days", "integer", low=1, high=365), Field("times", "integer", low=1, high=24),
                           Field("days_to_answer", "integer", low=1, high=3650),
                           Field("needs_evidence", "boolean", is_required=False, default=False)), less("days")),
    Kind("callback", (_LABEL, Field("channel", "choice", choices=("visit", "phone")),
                      Field("subject", "choice", choices=("site", "contract"), default="site"),
                      Field("starts", "choice", choices=("acceptance", "delivery", "sale"), default="acceptance"),
                      Field("phase", "choice", choices=CALLBACK_PHASES),
                      Field("interval", "integer", low=1, high=60),
                      Field("post", "post", is_required=False)), less("interval")),
    Kind("callback_rule", (_LABEL, Field("ahead_days", "integer", low=0, high=60),
                           Field("bundle_days", "integer", low=0, high=60),
                           Field("again_days", "integer", low=1, high=30), Field("tries", "integer", low=1, high=20),
                           _TELLS), less("ahead_days")),
    Kind("callback_script", (_LABEL, Field("channel", "choice", choices=("visit", "phone", "any")),
                             Field("greeting", "text", is_required=False),
                             Field("questions", "rows", columns=(
                                 *_CODED, Field("answered", "choice", choices=("graded", "yes_no", "text")))),
                             Field("grades", "rows", is_required=False, columns=(
                                 *_CODED, Field("score", "integer", low=0, high=100))),
                             Field("signed", "boolean", is_required=False, default=False)), count("questions")),
    Kind("collection_reminder", (_LABEL, Field("days", "integer", low=1, high=365),
                                 Field("times", "integer", low=1, high=24)), less("days")),
    Kind("loaner", (_LABEL, Field("limit_name", "code"), Field("at", "integer", low=1, high=1000),
                    Field("days", "integer", low=1, high=365),
                    Field("longest_days", "integer", is_required=False, low=1, high=1000),
                    Field("is_free", "boolean", is_required=False, default=False), _LADDER), less("at")),
    Kind("tool_care", (_LABEL, Field("months", "integer", low=1, high=120),
                       Field("calibration_months", "integer", is_required=False, low=1, high=120),
                       Field("blocks_taking", "boolean", is_required=False, default=False),
                       Field("points", "rows", is_required=False, columns=_CODED)), less("months")),
    Kind("retention", (_LABEL, Field("form", "code"), Field("months", "integer", low=24, high=1200),
                       Field("form_number", "text", is_required=False), Field("edition", "text", is_required=False)),
         more("months")),
    Kind("guide", (_LABEL, Field("form", "code"), Field("steps", "rows", columns=_CODED),
                   Field("avoid", "rows", is_required=False, columns=_CODED)), count("steps")),
    Kind("link_term", (_LABEL, Field("links", "rows", columns=(
        *_CODED, Field("days", "integer", low=1, high=3650)))), count("links")),
    Kind("penalty", (_LABEL, Field("offence", "code"), Field("whom", "text", is_required=False),
                     Field("for_posts", "rows", is_required=False, columns=(Field("post", "post"),)),
                     Field("consequence", "choice", choices=("reward", *CONSEQUENCES)),
                     Field("amount_min", "decimal", is_required=False, low=0),
                     Field("amount_max", "decimal", is_required=False, low=0),
                     Field("per_piece", "boolean", is_required=False, default=False),
                     Field("shift_pieces", "integer", is_required=False, low=1),
                     Field("shift_amount", "decimal", is_required=False, low=0),
                     Field("makes_good", "boolean", is_required=False, default=False),
                     Field("repeat", "choice", is_required=False, choices=("heavier", "dismissal")),
                     Field("repeat_days", "integer", is_required=False, low=1, high=3650),
                     Field("when_grave", "boolean", is_required=False, default=False)),
         _penalty, is_severest_always=True),
    Kind("heavier_penalty", (_LABEL, Field("percent", "decimal", low=100),
                             Field("days", "integer", low=1, high=3650)), more("percent", "days")),
    *ACCOUNT_KINDS,
)  # fmt: skip

# Kept, printed and compared, but no code acts on them yet; the pages say so.
FOR_PEOPLE = frozenset({"ratio", "frequency", "service_hours"})
# Of kinds that are enforced, the fields that nothing acts on yet.
FIELDS_FOR_PEOPLE = {
    "opinion_card": frozenset({"coverage"}),
}

# Said of any parameter: its figures are the company's own; the regulation it comes from names none.
OWN = "is_own"
_OWN = Field(OWN, "boolean", is_required=False, default=False)

KINDS: dict[str, Kind] = {kind.name: replace(kind, fields=(*kind.fields, _OWN)) for kind in _ALL}
