"""What a kind of parameter is made of: its fields, and what makes one of its parameters stricter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

FieldType = Literal[
    "text", "code", "integer", "decimal", "boolean", "choice", "event", "post", "tell", "calendar", "limit", "minutes",
    "cap", "time", "texts", "when", "rows",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a parameter (or of a row in it)."""

    name: str
    type: FieldType
    is_required: bool = True
    choices: tuple[str, ...] = ()
    columns: tuple["Field", ...] = ()  # of rows
    default: Any = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of parameter. `severity`: what makes one of them stricter, bigger is stricter (REG-04)."""

    name: str
    fields: tuple[Field, ...]
    severity: Callable[[dict[str, Any]], tuple[float, ...]]
    is_severest_always: bool = False

    def field(self, name: str) -> Field:
        """Return the field of that name. Raises KeyError."""
        return next(field for field in self.fields if field.name == name) if self.has(name) else _missing(name)

    def has(self, name: str) -> bool:
        """Tell whether there is a field of that name."""
        return any(field.name == name for field in self.fields)


def _missing(name: str) -> Field:
    raise KeyError(name)


def number_of(data: dict[str, Any], name: str) -> float:
    """Return a field as a number, nothing as zero."""
    return float(data.get(name) or 0)


def more(*names: str) -> Callable[[dict[str, Any]], tuple[float, ...]]:
    """Stricter is the one with more."""
    return lambda data: tuple(number_of(data, name) for name in names)


def less(*names: str) -> Callable[[dict[str, Any]], tuple[float, ...]]:
    """Stricter is the one with less."""
    return lambda data: tuple(-number_of(data, name) for name in names)


def count(name: str) -> Callable[[dict[str, Any]], tuple[float, ...]]:
    """Stricter is the one that lists more."""
    return lambda data: (float(len(data.get(name) or ())),)


EVERY = ("daily", "weekly", "monthly", "two_monthly", "quarterly", "half_yearly", "yearly")
