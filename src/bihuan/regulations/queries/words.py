"""What parameters are called and how one reads as a sentence: «City · dispatched within 2 hours …»."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from bihuan.organization.states import Area, OutletKind, Post
from bihuan.regulations.queries.account_words import ACCOUNT_CHOICE_WORDS, ACCOUNT_FIELD_WORDS, ACCOUNT_KIND_WORDS
from bihuan.regulations.rules import KINDS, OWN, Field, cap_text, limit_text, parse_cap
from bihuan.regulations.rules.conditions import when_rows
from bihuan.regulations.states import EventName, Fact

KIND_WORDS: dict[str, Any] = {
    "time_limit": _("Time limit"), "rung": _("Early warning"), "route": _("Approval route"),
    "issue_class": _("Class of quality issues"), "cause_scheme": _("Categories of causes"),
    "closing_gate": _("Conditions for closing"),
    "form_field": _("Form field"), "numbering": _("Numbering"), "classification": _("Classification"),
    "warranty": _("Warranty"), "repair_warranty": _("Repair warranty"), "exclusion": _("Exclusion"),
    "coverage": _("Who bears what"), "remedy": _("Repair, replacement, refund"), "depreciation": _("Depreciation"),
    "charge_basis": _("Basis of charges"), "service_class": _("Service class"), "threshold": _("Threshold"),
    "amount": _("Amount"), "same_day": _("Same day"), "ratio": _("Ratio"), "approval_limit": _("Approval limit"),
    "frequency": _("Frequency"), "opinion_card": _("Opinion card"), "survey": _("Survey"),
    "escalation": _("Escalation"),
    "reconciliation": _("Reconciliation"), "report": _("Report"), "signature": _("Signature"),
    "promise": _("Promised day"), "estimate_terms": _("Terms of estimates"),
    "collection_reminder": _("Reminder to collect"), "recall_notice": _("Notices of a recall"),
    "dispatch_rule": _("Dispatch rule"), "crew_size": _("People on a job"),
    "month_day": _("Working day of the month"), "expense_terms": _("When expenses are paid"),
    "visitor": _("Who visits"), "questions": _("Questions to ask"),
    "service_hours": _("Service hours"), "retention": _("Retention"), "penalty": _("Reward or penalty"),
    "heavier_penalty": _("Heavier penalty"),
    "loaner": _("Loaner"), "tool_care": _("Care of tools"), "software": _("Software service"),
    "commitment": _("Written commitment"), "parts_supply": _("Supply of spare parts"),
    "authority": _("Authority"), "call_out": _("Call-out"), "guide": _("Listening guide"),
    "callback": _("Regular call-back"), "callback_rule": _("How call-backs are planned"),
    "callback_script": _("Script of a call-back"),
    "zeroing": _("Criteria of a zeroing"), "link_term": _("How long links last"),
    **ACCOUNT_KIND_WORDS,
}  # fmt: skip

FIELD_WORDS: dict[str, Any] = {
    "is_own": _("Set by the company"), "label": _("Called"),
    "starts": _("Starts with"), "met_by": _("Met by"), "limit": _("Within"),
    "ladder": _("Escalation ladder"), "at": _("At (per cent)"), "time": _("Time of day"),
    "tell": _("Tell"), "pauses": _("Pauses allowed"),
    "reason": _("Reason"), "stops_clock": _("Stops the clock"), "cap": _("At most"),
    "needs_evidence": _("Needs evidence"), "waits": _("Stands while awaiting"),
    "limit_name": _("Time limit's name"), "form": _("Form"),
    "stations": _("Stations"), "order": _("Order"), "name": _("Name"), "post": _("Post"),
    "opinion_required": _("Opinion required"), "limit_minutes": _("Time limit"), "when": _("Condition"),
    "fills": _("Fills in"),
    "type": _("Type"), "choices": _("Choices"), "required": _("Required"), "series": _("Series"),
    "pattern": _("Pattern"), "scheme": _("Scheme"), "items": _("Items"), "code": _("Code"),
    "rank": _("Severity, 9 the severest"), "basis": _("Threshold in words"),
    "is_light": _("Closes on an interim measure"),
    "parent": _("Under"), "months": _("Months"), "days": _("Days"), "causes": _("Causes"),
    "form_number": _("Form number"), "edition": _("Edition"),
    "then": _("Then"), "charges": _("Charged"), "verdicts": _("Verdict"),
    "measure": _("Measure"), "compare": _("Comparison"), "value": _("Value"), "unit": _("Unit"),
    "result": _("Result"), "amount": _("Amount"), "percent": _("Per cent"), "of": _("Of"),
    "up_to": _("Up to"), "every": _("How often"), "times": _("Times"), "channel": _("By"),
    "aspects": _("Aspects"), "grades": _("Grades"), "score": _("Score"), "coverage": _("Coverage"),
    "lead_months": _("Months before the management review"), "remind_days": _("Reminded after, in days"),
    "void_months": _("Void after, in months"), "questionnaire": _("Questionnaire"),
    "days_to_answer": _("Days to answer"), "declined_amount": _("Charge when declined"),
    "event": _("Event"), "tells": _("Tells"), "answer": _("Answered by"), "left": _("For each"),
    "right": _("There must be"), "made_by": _("Made by"), "reviewed_by": _("Reviewed by"),
    "signer": _("Signed by"), "accepts": _("Accepted"), "calendar": _("Calendar"),
    "offence": _("For what"), "consequence": _("Consequence"), "amount_min": _("Lowest amount"),
    "whom": _("Who it is for"), "for_posts": _("For these posts"), "per_piece": _("For each piece"),
    "shift_pieces": _("Pieces a shift up to which each counts"), "shift_amount": _("Amount for more than that"),
    "makes_good": _("Loss made good besides"), "repeat": _("When repeated"),
    "repeat_days": _("Repeated within, in days"), "when_grave": _("Heavier when grave"),
    "amount_max": _("Highest amount"), "grace_minutes": _("At the earliest after the last job"),
    "per_km": _("Points off a kilometre"), "per_job": _("Points off a job of the day"),
    "elsewhere": _("Points off for another outlet"), "known": _("Points for the same engineer as last time"),
    "van_parts": _("Points for the parts on the van"), "minutes_per_km": _("Minutes a kilometre"),
    "jobs_a_day": _("Jobs a day at most"), "helpers_certified": _("Helpers need the certificate"),
    "self_take": _("Technicians may take the next job themselves"),
    "least_months": _("At least, in months"),
    "ground": _("By right of"), "labour": _("Labour"), "parts": _("Parts"), "travel": _("Travel"),
    "shipping": _("Shipping"), "trigger": _("In which case"), "count": _("Days or times"), "offers": _("Offered"),
    "day": _("Working day of the month, counted from the first"), "bound": _("By or from that day"),
    "pays": _("When it is paid"), "bars_area_sales": _("Not by the area's salesman"),
    "technicians_least": _("Technicians a region, at least"), "technicians_most": _("Technicians a region, at most"),
    "holds_days": _("A repair holds, in days"), "decided_by": _("Decided by"),
    "responsibility_first": _("Responsibility first"), "free_days": _("Days without deduction"),
    "most_percent": _("Depreciation at most, per cent of the price (set by the company)"),
    "leaves_out_repair": _("Time in repair left out"), "renews": _("Begins anew on replacement"),
    "act": _("To do what"), "posts": _("By which posts"), "people": _("People at least"),
    "certificate": _("Jobs that need the certificate"),
    "answer_minutes": _("Time to answer"),
    "longest_days": _("Days in all at most"), "is_free": _("Lent free of charge"),
    "calibration_months": _("Calibrated every, in months"), "blocks_taking": _("Overdue ones can't be taken"),
    "points": _("Checked before use"), "links": _("Links"),
    "free_causes": _("Free in warranty when caused by"), "tolerance": _("Worse by at most (per cent)"),
    "may_consent": _("Worse only with written consent"), "given_at": _("Given at"), "contents": _("Contents"),
    "complaint_ways": _("Ways to complain"), "years": _("Years"),
    "steps": _("Step by step"), "avoid": _("To be avoided"),
    "subject": _("For each"), "phase": _("While"), "interval": _("Every so many months"),
    "ahead_days": _("Planned so many days before the limit"),
    "bundle_days": _("Brought forward to go along with another, days at most"),
    "again_days": _("Called again after, in days"), "tries": _("Tries before giving up"),
    "greeting": _("Greeting"), "questions": _("Questions"), "answered": _("Answered with"),
    "signed": _("Signed by the customer"),
    **ACCOUNT_FIELD_WORDS,
    "side": _("Side"), "asks": _("Wanted"), "proves": _("Proves"), "needs_files": _("Needs files"),
}  # fmt: skip

CHOICE_WORDS: dict[str, Any] = {
    "cause": _("cause and responsibility"), "countermeasure": _("countermeasure"), "proposal": _("proposal"),
    "delivery_date": _("delivery date"),
    **{letter: letter for letter in "ABCD"},
    "text": _("free text"), "number": _("number"), "choice": _("choice"), "date": _("date"),
    "acceptance": _("date of acceptance"), "sale": _("date of sale"), "production": _("date of production"),
    "delivery": _("date of delivery or pick-up"),
    "scrap_hours": _("hours of production scrapped"), "rework_hours": _("hours of production reworked"),
    "pieces_of_a_day": _("pieces of a model made on one day"), "returned_of_a_batch": _("pieces of a batch returned"),
    "assembly_pieces": _("pieces of a model at the customer's assembly"),
    "sanctions": _("sanctions of the customer"), "loss": _("loss in yuan"),
    "rework_loss": _("what one rework cost, in yuan"),
    "injuries": _("cases with somebody injured"), "reputation": _("cases that harm the reputation"),
    "cases": _("cases of any kind"), "stated": _("stated by a person"),
    "cost_price": _("lowest cost price"), "full_price": _("full price"), "refused": _("refused"),
    "free": _("free"), "cost": _("at cost"), "list": _("at list price"), "excluded": _("excluded"),
    "after_warranty": _("after warranty"), "software": _("software, caused by the system"),
    "software_paid": _("other software service"), "software_excepted": _("named software excepted"),
    "within_days": _("within so many days"),
    "failed_repairs": _("after so many repairs in vain"), "parts_missing": _("a part missing for more days"),
    "by": _("by the end of that day"), "from": _("from that day on"),
    "in_full": _("only when all the money is in"), "by_rate": _("by the share of the money that is in"),
    "contract": _("contract"), "warranty": _("in warranty"),
    "repair_warranty": _("in repair warranty"), "at_least": _("at least"),
    "more_than": _("more than"), "at_most": _("at most"), "less_than": _("less than"), "daily": _("daily"),
    "weekly": _("weekly"), "monthly": _("monthly"), "two_monthly": _("every two months"),
    "quarterly": _("quarterly"),
    "half_yearly": _("half-yearly"), "yearly": _("yearly"), "visit": _("visit"), "phone": _("telephone"),
    "any": _("any way"), "every": _("every one"), "sample": _("a sample"), "letter": _("letter"),
    "letter_or_phone": _("letter or telephone"), "customer": _("customer"), "staff": _("staff"),
    "both": _("both sides"), "reward": _("reward"), "heavier": _("heavier"),
    "warning": _("warning"), "fine": _("fine"), "make_good": _("make good the loss"),
    "transfer": _("transfer to another post"), "dismissal": _("dismissal"),
    "customer_answer": _("the customer's answer to the quotation"), "part_arrival": _("the missing part"),
    "site": _("site"), "always": _("at all times"), "in_warranty": _("in warranty"),
    "first_year": _("in the first year"), "after_first_year": _("after the first year"),
    "graded": _("a grade"), "yes_no": _("yes or no"),
    "technical": _("technical zeroing"), "management": _("management zeroing"), "located": _("located"),
    "cause_known": _("cause known"), "measure_fixed": _("measure fixed"),
    **ACCOUNT_CHOICE_WORDS,
}  # fmt: skip

# What a field does that no code acts on, where «kept for people» would say too little.
KEPT_WORDS: dict[tuple[str, str], Any] = {}

TELL_WORDS: dict[str, Any] = {"owner": _("owner"), "superior": _("owner's superior"), **dict(Post.choices)}
CALENDAR_WORDS: dict[str, Any] = {"always": _("round the clock"), "office": _("working time")}
VALUE_WORDS: dict[str, Any] = {
    **dict(Area.choices), "normal": _("normal"), "urgent": _("urgent"), "serious": _("serious"),
    "larger": _("considerable"), "batch": _("batch"), "minor": _("minor"), "important": _("important"),
    "general": _("general"), "hand": _("hand tools"), "electric": _("electric tools"),
    "instrument": _("measuring instruments"), "lifting": _("lifting and climbing gear"),
    "protective": _("protective equipment"), "repair": _("repair"), "software_install": _("software install"),
    "software_upgrade": _("software upgrade"), **dict(OutletKind.choices),
    "product": _("product complaint"), "service": _("service complaint"), "some": _("with loss"),
    "none": _("without loss"), "wanted": _("wanted"), "concession": _("concession"), "scrap": _("scrap"),
}  # fmt: skip
# What the history of regulations says happened.
VERBS = {
    "add_clause": gettext_noop("added a clause"), "edit_clause": gettext_noop("edited a clause"),
    "remove_clause": gettext_noop("removed a clause"), "add_parameter": gettext_noop("added a parameter"),
    "edit_parameter": gettext_noop("edited a parameter"), "remove_parameter": gettext_noop("removed a parameter"),
    "agree": gettext_noop("agreed in the joint review"), "object": gettext_noop("objected in the joint review"),
    "circulate": gettext_noop("sent it round for joint review"), "circulated": gettext_noop("ended the joint review"),
    "set_scope": gettext_noop("changed where it applies"), "activate": gettext_noop("switched it on"),
    "deactivate": gettext_noop("switched it off"), "hold": gettext_noop("placed a legal hold"),
    "lift_hold": gettext_noop("lifted the legal hold"), "destroy": gettext_noop("destroyed the content"),
    "strike": gettext_noop("struck off the list"),
}  # fmt: skip
_LIMITS = {
    "min": _("%s minutes"), "h": _("%s hours"), "d": _("%s days"), "wh": _("%s working hours"),
    "wd": _("%s working days"),
}  # fmt: skip


def span_words(minutes: int, calendar: str = "always") -> str:
    """Return a time limit in words: «8 working hours»."""
    number, unit = limit_text(minutes, calendar).split()
    return str(_LIMITS[unit]) % number


def cap_words(cap: str | int) -> str:
    """Return the most a pause may take away in words: «2 working days»."""
    number, unit = cap_text(parse_cap(cap)).split()
    return str(_LIMITS[unit]) % number


def when_words(when: Mapping[str, Any]) -> str:
    """Return a condition in words: «City», «Channel web»; empty when there is none."""
    facts = dict(Fact.choices)
    parts = []
    for fact, sign, values in when_rows(when):
        named = "/".join(str(VALUE_WORDS.get(value, value)) for value in values)
        label = facts.get(fact, fact)
        if sign != "=":
            parts.append(f"{label} {sign} {named}")
        elif all(value in VALUE_WORDS for value in values):
            parts.append(named)
        else:
            parts.append(f"{label} {named}")
    return gettext("; ").join(parts)


def rows(kind: str, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a parameter's filled fields as label and value, in the order of its kind."""
    return [
        (str(FIELD_WORDS[field.name]), value_words(field, data[field.name]))
        for field in KINDS[kind].fields
        if field.name != "label" and data.get(field.name) not in (None, "", [], {}, False)
    ] + left_open(kind, data)


def left_open(kind: str, data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a clause doesn't say and one must know, as label and words: an amount to be set, no cap named."""
    if is_to_be_set(kind, data):
        return [(str(FIELD_WORDS["amount"]), gettext("to be set by the company"))]
    if kind == "depreciation" and data.get("most_percent") in (None, ""):
        return [(str(FIELD_WORDS["most_percent"]), gettext("no cap: with time it takes the whole price"))]
    return []


def is_to_be_set(kind: str, data: Mapping[str, Any]) -> bool:
    """Tell whether a clause leaves an amount to the company, and it has set none yet."""
    return kind == "amount" and data.get("amount") in (None, "")


def value_words(field: Field, value: Any) -> str:
    """Return one field's value in words."""
    if field.type == "rows":
        return gettext("; ").join(_row_words(field, row) for row in value)
    if field.type == "limit":
        return f"{span_words(value['minutes'], value['calendar'])} · {_calendar_words(value['calendar'])}"
    if field.type == "minutes":
        return span_words(value)
    if field.type == "boolean":
        return gettext("yes") if value else gettext("no")
    if field.type == "when":
        return when_words(value)
    if field.type == "texts":
        return "/".join(value)
    table = {
        "event": dict(EventName.choices), "post": TELL_WORDS, "tell": TELL_WORDS, "choice": CHOICE_WORDS,
        "calendar": CALENDAR_WORDS,
    }.get(field.type, {})  # fmt: skip
    return str(table.get(value, value))


def kept_words(kind: str, field: str) -> str:
    """Return what becomes of a field that no code acts on."""
    kept = KEPT_WORDS.get((kind, field), gettext("kept for people"))
    return gettext("%(field)s: %(kept)s") % {"field": FIELD_WORDS[field], "kept": kept}


def _row_words(field: Field, row: Mapping[str, Any]) -> str:
    if field.name == "ladder":
        tell = TELL_WORDS.get(row["tell"], row["tell"])
        return gettext("at %(at)s %% tell %(tell)s") % {"at": row["at"], "tell": tell}
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
        notes.append(gettext("the clock runs on"))
    if row.get("cap"):
        notes.append(gettext("at most %(span)s") % {"span": cap_words(row["cap"])})
    if row.get("needs_evidence"):
        notes.append(gettext("with evidence"))
    if row.get("waits"):
        awaited = CHOICE_WORDS.get(row["waits"], row["waits"])
        notes.append(gettext("by itself while awaiting %(what)s") % {"what": awaited})
    return f"{row['reason']} ({gettext(', ').join(notes)})" if notes else str(row["reason"])


def _calendar_words(code: str) -> str:
    return gettext("calendar: %(name)s") % {"name": CALENDAR_WORDS.get(code, code)}


def sentence(kind: str, data: Mapping[str, Any], when: Mapping[str, Any]) -> str:
    """Return a parameter as one line that people read: «City · dispatched within 2 hours · round the clock …»."""
    parts = [when_words(when), str(data.get("label", ""))]
    if kind == "time_limit":
        parts.append(
            gettext("within %(span)s from «%(starts)s» to «%(met_by)s»")
            % {
                "span": span_words(data["limit"]["minutes"], data["limit"]["calendar"]),
                "starts": EventName(data["starts"]).label if data["starts"] in EventName else data["starts"],
                "met_by": EventName(data["met_by"]).label if data["met_by"] in EventName else data["met_by"],
            }
        )
        parts.append(_calendar_words(data["limit"]["calendar"]))
        shown = {"label", "starts", "met_by", "limit"}
    else:
        shown = {"label"}
    shown.add(OWN)
    fields = [field for field in KINDS[kind].fields if field.name not in shown]
    filled = [field for field in fields if data.get(field.name) not in (None, "", [], {}, False)]
    plain = {"ladder", "percent"} if kind == "time_limit" else set()
    parts += [
        value_words(field, data[field.name])
        if field.name in plain
        else f"{FIELD_WORDS[field.name]} {value_words(field, data[field.name])}"
        for field in filled
    ]
    if unsaid := left_open(kind, data):
        parts += [words for _label, words in unsaid]
    elif data.get(OWN):
        parts.append(gettext("set by the company"))
    return " · ".join(part for part in parts if part)
