"""What parameters are called and how one reads as a sentence: «City · dispatched within 2 hours …»."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _l

from bihuan.organization.states import Area, OutletKind, Post
from bihuan.regulations.rules import KINDS, Field, limit_text
from bihuan.regulations.rules.conditions import when_rows
from bihuan.regulations.states import EventName, Fact

KIND_WORDS: dict[str, Any] = {
    "time_limit": _l("Time limit"), "rung": _l("Early warning"), "route": _l("Approval route"),
    "form_field": _l("Form field"), "numbering": _l("Numbering"), "classification": _l("Classification"),
    "warranty": _l("Warranty"), "repair_warranty": _l("Repair warranty"), "exclusion": _l("Exclusion"),
    "charge_basis": _l("Basis of charges"), "service_class": _l("Service class"), "threshold": _l("Threshold"),
    "amount": _l("Amount"), "ratio": _l("Ratio"), "approval_limit": _l("Approval limit"),
    "frequency": _l("Frequency"), "opinion_card": _l("Opinion card"), "escalation": _l("Escalation"),
    "reconciliation": _l("Reconciliation"), "report": _l("Report"), "signature": _l("Signature"),
    "service_hours": _l("Service hours"), "retention": _l("Retention"), "penalty": _l("Reward or penalty"),
}  # fmt: skip

FIELD_WORDS: dict[str, Any] = {
    "label": _l("Called"), "starts": _l("Starts with"), "met_by": _l("Met by"), "limit": _l("Within"),
    "ladder": _l("Escalation ladder"), "at": _l("At"), "tell": _l("Tell"), "pauses": _l("Pauses allowed"),
    "reason": _l("Reason"), "stops_clock": _l("Stops the clock"), "cap_minutes": _l("At most"),
    "needs_evidence": _l("Needs evidence"), "limit_name": _l("Time limit's name"), "form": _l("Form"),
    "stations": _l("Stations"), "order": _l("Order"), "name": _l("Name"), "post": _l("Post"),
    "opinion_required": _l("Opinion required"), "limit_minutes": _l("Time limit"), "when": _l("Condition"),
    "type": _l("Type"), "choices": _l("Choices"), "required": _l("Required"), "series": _l("Series"),
    "pattern": _l("Pattern"), "scheme": _l("Scheme"), "items": _l("Items"), "code": _l("Code"),
    "parent": _l("Under"), "months": _l("Months"), "days": _l("Days"), "causes": _l("Causes"),
    "then": _l("Then"), "charges": _l("Charged"), "verdict": _l("Verdict"), "is_charged": _l("Charged for"),
    "measure": _l("Measure"), "compare": _l("Comparison"), "value": _l("Value"), "unit": _l("Unit"),
    "result": _l("Result"), "amount": _l("Amount"), "percent": _l("Per cent"), "of": _l("Of"),
    "up_to": _l("Up to"), "every": _l("How often"), "times": _l("Times"), "channel": _l("By"),
    "aspects": _l("Aspects"), "grades": _l("Grades"), "score": _l("Score"), "coverage": _l("Coverage"),
    "days_to_answer": _l("Days to answer"),
    "event": _l("Event"), "tells": _l("Tells"), "answer": _l("Answered by"), "left": _l("For each"),
    "right": _l("There must be"), "made_by": _l("Made by"), "reviewed_by": _l("Reviewed by"),
    "signer": _l("Signed by"), "accepts": _l("Accepted"), "calendar": _l("Calendar"),
    "offence": _l("For what"), "consequence": _l("Consequence"), "amount_min": _l("From"), "amount_max": _l("To"),
}  # fmt: skip

CHOICE_WORDS: dict[str, Any] = {
    "text": _l("text"), "number": _l("number"), "choice": _l("choice"), "date": _l("date"),
    "acceptance": _l("date of acceptance"), "sale": _l("date of sale"), "production": _l("date of production"),
    "cost_price": _l("lowest cost price"), "full_price": _l("full price"), "refused": _l("refused"),
    "paid": _l("paid"), "contract": _l("contract"), "warranty": _l("in warranty"),
    "repair_warranty": _l("in repair warranty"), "internal": _l("internal"), "at_least": _l("at least"),
    "more_than": _l("more than"), "at_most": _l("at most"), "less_than": _l("less than"), "daily": _l("daily"),
    "weekly": _l("weekly"), "monthly": _l("monthly"), "quarterly": _l("quarterly"),
    "half_yearly": _l("half-yearly"), "yearly": _l("yearly"), "visit": _l("visit"), "phone": _l("telephone"),
    "any": _l("any way"), "every": _l("every one"), "sample": _l("a sample"), "letter": _l("letter"),
    "letter_or_phone": _l("letter or telephone"), "customer": _l("customer"), "staff": _l("staff"),
    "both": _l("both sides"), "warning": _l("warning"), "fine": _l("fine"), "make_good": _l("make good the loss"),
    "transfer": _l("transfer to another post"), "dismissal": _l("dismissal"),
}  # fmt: skip

TELL_WORDS: dict[str, Any] = {"owner": _l("owner"), "superior": _l("owner's superior"), **dict(Post.choices)}
CALENDAR_WORDS: dict[str, Any] = {"always": gettext_lazy("round the clock"), "office": gettext_lazy("working time")}
VALUE_WORDS: dict[str, Any] = {
    **dict(Area.choices), "normal": _l("normal"), "urgent": _l("urgent"), "serious": _l("serious"),
    "general": _l("general"), **dict(OutletKind.choices),
}  # fmt: skip
_LIMITS = {
    "min": _l("%s minutes"), "h": _l("%s hours"), "d": _l("%s days"), "wh": _l("%s working hours"),
    "wd": _l("%s working days"),
}  # fmt: skip


def span_words(minutes: int, calendar: str = "always") -> str:
    """Return a time limit in words: «8 working hours»."""
    number, unit = limit_text(minutes, calendar).split()
    return str(_LIMITS[unit]) % number


def when_words(when: Mapping[str, Any]) -> str:
    """Return a condition in words: «Area: City»; empty when there is none."""
    facts = dict(Fact.choices)
    parts = []
    for fact, sign, values in when_rows(when):
        named = "/".join(str(VALUE_WORDS.get(value, value)) for value in values)
        label = facts.get(fact, fact)
        parts.append(f"{label}: {named}" if sign == "=" else f"{label} {sign} {named}")
    return "; ".join(parts)


def rows(kind: str, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a parameter's filled fields as label and value, in the order of its kind."""
    return [
        (str(FIELD_WORDS[field.name]), value_words(field, data[field.name]))
        for field in KINDS[kind].fields
        if field.name != "label" and data.get(field.name) not in (None, "", [], {}, False)
    ]


def value_words(field: Field, value: Any) -> str:
    """Return one field's value in words."""
    if field.type == "rows":
        return "; ".join(_row_words(field, row) for row in value)
    if field.type == "limit":
        return span_words(value["minutes"], value["calendar"])
    if field.type == "minutes":
        return span_words(value)
    if field.type == "boolean":
        return _("yes") if value else _("no")
    if field.type == "when":
        return when_words(value)
    if field.type == "texts":
        return "/".join(value)
    table = {
        "event": dict(EventName.choices), "post": TELL_WORDS, "tell": TELL_WORDS, "choice": CHOICE_WORDS,
        "calendar": CALENDAR_WORDS,
    }.get(field.type, {})  # fmt: skip
    return str(table.get(value, value))


def _row_words(field: Field, row: Mapping[str, Any]) -> str:
    if field.name == "ladder":
        return _("at %(at)s %% tell %(tell)s") % {"at": row["at"], "tell": TELL_WORDS.get(row["tell"], row["tell"])}
    if field.name == "pauses":
        return _pause_words(row)
    if "label" in row:
        return f"{row['label']} ({row['score']})" if "score" in row else str(row["label"])
    filled = [value_words(column, row[column.name]) for column in field.columns if row.get(column.name)]
    return " ".join(word for column, word in zip(_filled(field, row), filled, strict=True) if column.type != "boolean")


def _filled(field: Field, row: Mapping[str, Any]) -> list[Field]:
    return [column for column in field.columns if row.get(column.name)]


def _pause_words(row: Mapping[str, Any]) -> str:
    notes = []
    if row.get("stops_clock") is False:
        notes.append(_("the clock runs on"))
    if row.get("cap_minutes"):
        notes.append(_("at most %(span)s") % {"span": span_words(row["cap_minutes"])})
    if row.get("needs_evidence"):
        notes.append(_("with evidence"))
    return f"{row['reason']} ({', '.join(notes)})" if notes else str(row["reason"])


def sentence(kind: str, data: Mapping[str, Any], when: Mapping[str, Any]) -> str:
    """Return a parameter as one line that people read: «City · dispatched within 2 hours · round the clock …»."""
    parts = [when_words(when), str(data.get("label", ""))]
    if kind == "time_limit":
        parts.append(
            _("within %(span)s from «%(starts)s» to «%(met_by)s»")
            % {
                "span": span_words(data["limit"]["minutes"], data["limit"]["calendar"]),
                "starts": EventName(data["starts"]).label if data["starts"] in EventName else data["starts"],
                "met_by": EventName(data["met_by"]).label if data["met_by"] in EventName else data["met_by"],
            }
        )
        calendar = data["limit"]["calendar"]
        parts.append(_("calendar: %(name)s") % {"name": CALENDAR_WORDS.get(calendar, calendar)})
        shown = {"label", "starts", "met_by", "limit"}
    else:
        shown = {"label"}
    fields = [field for field in KINDS[kind].fields if field.name not in shown]
    filled = [field for field in fields if data.get(field.name) not in (None, "", [], {}, False)]
    plain = {"ladder", "percent"} if kind == "time_limit" else set()
    parts += [
        value_words(field, data[field.name])
        if field.name in plain
        else f"{FIELD_WORDS[field.name]}: {value_words(field, data[field.name])}"
        for field in filled
    ]
    return " · ".join(part for part in parts if part)
