"""Whether a parameter says something the system can run; every fault with the place where it stands."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from bihuan.regulations.rules.conditions import as_number
from bihuan.regulations.rules.durations import parse_cap, parse_minutes
from bihuan.regulations.rules.kinds import Field
from bihuan.regulations.rules.schemas import KINDS, OWN, VERDICTS

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_PATTERN = re.compile(r"(\{series\}|\{yyyymmdd\}|\{yyyymm\}|\{yymm\}|\{yyyy\}|\{yy\}|[^{}])*\{seq:\d\}[^{}]*")


class Fault(NamedTuple):
    """What is wrong: where ("ladder.0.at"), a code that forms turn into words, and the value in question."""

    path: str
    code: str
    value: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """The names that exist in this company and product."""

    events: Collection[str]
    posts: Collection[str]
    calendars: Collection[str]
    facts: Collection[str]
    tells: Collection[str] = ("owner", "superior")


Check = Callable[[Field, Any, Vocabulary], str]  # "" or the fault's code


def check(kind: str, data: Mapping[str, Any], when: Mapping[str, Any], vocabulary: Vocabulary) -> list[Fault]:
    """Return everything that is wrong with a parameter; empty when it can run."""
    if kind not in KINDS:
        return [Fault("kind", "unknown", kind)]
    schema = KINDS[kind]
    faults = [Fault(name, "unexpected", name) for name in data if not schema.has(name)]
    for field in schema.fields:
        faults += _check_field(field, data.get(field.name), field.name, vocabulary)
    return [*faults, *_check_when(when, "when", vocabulary), *_across(kind, data)]


def _check_field(field: Field, value: Any, path: str, vocabulary: Vocabulary) -> list[Fault]:
    if value in (None, "", [], {}):
        return [Fault(path, "required")] if field.is_required else []
    if field.type == "rows":
        return _check_rows(field, value, path, vocabulary)
    if field.type == "when":
        return _check_when(value, path, vocabulary)
    code = _CHECKS[field.type](field, value, vocabulary)
    return [Fault(path, code, str(value))] if code else []


def _check_rows(field: Field, rows: Any, path: str, vocabulary: Vocabulary) -> list[Fault]:
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        return [Fault(path, "not_rows")]
    faults: list[Fault] = []
    for index, row in enumerate(rows):
        here = f"{path}.{index}"
        names = {column.name for column in field.columns}
        faults += [Fault(f"{here}.{name}", "unexpected", name) for name in row if name not in names]
        for column in field.columns:
            faults += _check_field(column, row.get(column.name), f"{here}.{column.name}", vocabulary)
    return faults


def _check_when(when: Any, path: str, vocabulary: Vocabulary) -> list[Fault]:
    if not isinstance(when, Mapping):
        return [Fault(path, "not_a_condition", str(when))] if when else []
    faults = [Fault(path, "unknown_fact", fact) for fact in when if fact not in vocabulary.facts]
    for wanted in when.values():
        if isinstance(wanted, Mapping):
            unknown = wanted.keys() - {"gt", "ge", "lt", "le", "ne"}
            bad = [value for word, value in wanted.items() if word != "ne" and as_number(value) is None]
            faults += [Fault(path, "not_a_condition", str(value)) for value in (*unknown, *bad)]
    return faults


def _across(kind: str, data: Mapping[str, Any]) -> list[Fault]:
    """Check what only shows between fields."""
    if kind == "time_limit" and data.get("starts") and data.get("starts") == data.get("met_by"):
        return [Fault("met_by", "same_event")]
    if kind == "form_field" and data.get("type") == "choice" and not data.get("choices"):
        return [Fault("choices", "required")]
    if kind == "numbering" and data.get("pattern") and not _PATTERN.fullmatch(str(data["pattern"])):
        return [Fault("pattern", "not_a_pattern", str(data["pattern"]))]
    if kind == "amount" and data.get("amount") in (None, "") and not data.get(OWN):
        return [Fault("amount", "required")]
    low, high = as_number(data.get("amount_min") or 0), as_number(data.get("amount_max") or 0)
    if kind == "penalty" and low is not None and high is not None and low > high > 0:
        return [Fault("amount_max", "too_small", str(high))]
    if kind == "penalty" and (data.get("shift_pieces") is None) != (data.get("shift_amount") in (None, "")):
        return [Fault("shift_amount" if data.get("shift_pieces") else "shift_pieces", "required")]
    if kind == "service_class":
        return _unknown_verdicts(data)
    return _repeated_rungs(data) if kind == "time_limit" else []


def _unknown_verdicts(data: Mapping[str, Any]) -> list[Fault]:
    rows = data.get("verdicts")
    codes = [row.get("code") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    return [Fault(f"verdicts.{n}.code", "unknown", str(code)) for n, code in enumerate(codes) if code not in VERDICTS]


def _repeated_rungs(data: Mapping[str, Any]) -> list[Fault]:
    seen: set[tuple[Any, Any]] = set()
    faults = []
    for index, rung in enumerate(data.get("ladder") or ()):
        if isinstance(rung, Mapping) and (key := (rung.get("at"), rung.get("tell"))) not in seen:
            seen.add(key)
        else:
            faults.append(Fault(f"ladder.{index}.at", "repeated"))
    return faults


def _in_bounds(field: Field, number: Any) -> str:
    if field.low is not None and number < field.low:
        return "too_small"
    return "too_big" if field.high is not None and number > field.high else ""


def _integer(field: Field, value: Any, _: Vocabulary) -> str:
    if isinstance(value, bool) or not isinstance(value, int):
        return "not_a_number"
    return _in_bounds(field, value)


def _decimal(field: Field, value: Any, _: Vocabulary) -> str:
    number = None if isinstance(value, bool) else as_number(value)
    return "not_a_number" if number is None else _in_bounds(field, number)


def _minutes(field: Field, value: Any, _: Vocabulary) -> str:
    try:
        return _in_bounds(field, parse_minutes(value))
    except (ValueError, AttributeError):
        return "not_a_time_limit"


def _cap(field: Field, value: Any, _: Vocabulary) -> str:
    try:
        return "" if parse_cap(value).amount > 0 else "too_small"
    except (ValueError, AttributeError):
        return "not_a_time_limit"


def _limit(field: Field, value: Any, vocabulary: Vocabulary) -> str:
    if not isinstance(value, Mapping) or not isinstance(value.get("minutes"), int) or value["minutes"] < 1:
        return "not_a_time_limit"
    return "" if value.get("calendar") in vocabulary.calendars else "unknown_calendar"


def _one_of(values: Callable[[Field, Vocabulary], Collection[str]], code: str) -> Check:
    def verdict(field: Field, value: Any, vocabulary: Vocabulary) -> str:
        return "" if isinstance(value, str) and value in values(field, vocabulary) else code

    return verdict


_CHECKS: dict[str, Check] = {
    "text": lambda f, value, v: "" if isinstance(value, str) and len(value) <= 200 else "too_big",
    "code": lambda f, value, v: "" if isinstance(value, str) and CODE.fullmatch(value) else "not_a_code",
    "integer": _integer,
    "decimal": _decimal,
    "boolean": lambda f, value, v: "" if isinstance(value, bool) else "not_yes_or_no",
    "choice": _one_of(lambda field, v: field.choices, "unknown"),
    "event": _one_of(lambda f, vocabulary: vocabulary.events, "unknown_event"),
    "post": _one_of(lambda f, vocabulary: vocabulary.posts, "unknown_post"),
    "tell": _one_of(lambda f, vocabulary: (*vocabulary.tells, *vocabulary.posts), "unknown_post"),
    "calendar": _one_of(lambda f, vocabulary: vocabulary.calendars, "unknown_calendar"),
    "limit": _limit,
    "minutes": _minutes,
    "cap": _cap,
    "time": lambda f, value, v: "" if isinstance(value, str) and _TIME.fullmatch(value) else "not_a_time",
    "texts": lambda f, value, v: (
        "" if isinstance(value, list) and all(isinstance(item, str) and item for item in value) else "not_a_list"
    ),
}
