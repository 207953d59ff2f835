"""What may be entered in a field that a clause has added to a form (REG-02)."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

LONGEST = 500


def entered(data: Mapping[str, Any], value: Any) -> str:
    """Return a value as it is kept; empty is unknown.

    Args:
        data: what the clause says of the field: type and choices.
        value: text, number or day as it came in.

    Raises:
        ValueError: it is none of the choices, no number, no day, or too long.
    """
    words = "" if value is None else str(value).strip()
    if not words:
        return ""
    match data.get("type"):
        case "number":
            return _number(words)
        case "date":
            return _day(words)
        case "choice" if words not in (data.get("choices") or ()):
            raise ValueError(words)
    if len(words) > LONGEST:
        raise ValueError(words)
    return words


def _day(words: str) -> str:
    year, month, day = re.split(r"[-/.]", re.split(r"[ T]", words)[0])
    return date(int(year), int(month), int(day)).isoformat()


def _number(words: str) -> str:
    try:
        number = Decimal(words)
    except InvalidOperation as error:
        raise ValueError(words) from error
    if not number.is_finite():
        raise ValueError(words)
    return words
