"""Filters of a list, drawn as chips: each reads its own values from the address and narrows the rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Model, Q
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.kernel.prepared import written

Text = str | Promise
Pairs = Iterable[tuple[Any, Text]]


class Option(NamedTuple):
    """One thing to choose in a chip."""

    value: str
    label: str
    is_on: bool


@dataclass(frozen=True)
class Filter:
    """What all filters have: the name in the address, the label, the field (as the name if empty)."""

    name: str
    label: Text
    field: str = ""

    kind = "choice"
    is_loose = False  # no index gives its rows in the order of the list

    @property
    def lookup(self) -> str:
        """Return the field that is compared."""
        return self.field or self.name

    def values(self, query: QueryDict) -> list[str]:
        """Return what was chosen, without what doesn't exist."""
        known = {str(value) for value, _label in self.pairs()}
        return [value for value in query.getlist(self.name) if value in known]

    def pairs(self) -> list[tuple[Any, Text]]:
        """Return all that can be chosen."""
        return []

    def condition(self, query: QueryDict) -> Q | None:
        """Return what the rows must fulfil, None when nothing was chosen."""
        values = self.values(query)
        return Q(**{f"{self.lookup}__in": values}) if values else None

    def options(self, query: QueryDict) -> list[Option]:
        """Return the chip's choices."""
        chosen = set(self.values(query))
        return [Option(str(value), str(label), str(value) in chosen) for value, label in self.pairs()]

    def shown(self, query: QueryDict) -> str:
        """Return the chosen as words for the chip, "" when nothing was."""
        labels = [option.label for option in self.options(query) if option.is_on]
        return "、".join(labels[:2]) + (f" +{len(labels) - 2}" if len(labels) > 2 else "")

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names this filter takes in the address."""
        return (self.name,)


@dataclass(frozen=True)
class Choice(Filter):
    """One or several of fixed values, e.g. states.

    Attributes:
        partial: values that a partial index is over: exactly these together are looked up by it.
    """

    choices: Any = ()
    partial: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[Any, Text]]:
        return list(self.choices)

    def condition(self, query: QueryDict) -> Q | None:
        values = self.values(query)
        if self.partial and set(values) == set(self.partial):
            return Q(**{f"{self.lookup}__in": written(self.partial)})
        return super().condition(query)


@dataclass(frozen=True)
class Truth(Filter):
    """Yes or no."""

    def pairs(self) -> list[tuple[Any, Text]]:
        return [("1", gettext_lazy("yes")), ("0", gettext_lazy("no"))]

    def condition(self, query: QueryDict) -> Q | None:
        values = self.values(query)
        return Q(**{self.lookup: values[0] == "1"}) if len(values) == 1 else None


@dataclass(frozen=True)
class RowsOf:
    """The rows of a table to choose in a filter, by primary key and label.

    Attributes:
        label: the field that names a row.
        order: by what they stand; as the table itself if empty.
        only: the rows to offer, as `filter()` takes them.
        most: how many are offered.
    """

    model: type[Model]
    label: str = "name"
    order: str = ""
    only: Mapping[str, Any] = field(default_factory=dict, hash=False)
    most: int = 500

    def __call__(self) -> list[tuple[Any, Text]]:
        """Return (primary key, label)."""
        rows = self.model._default_manager.filter(**self.only)
        rows = rows.order_by(self.order) if self.order else rows
        return list(rows.values_list("pk", self.label)[: self.most])

    @property
    def key(self) -> str:
        """Return under which name they are kept."""
        only = ",".join(f"{name}={value}" for name, value in sorted(self.only.items()))
        return f"{self.model._meta.label}.{self.label}.{self.order}.{only}"


@dataclass(frozen=True)
class Related(Filter):
    """One or several rows of another table; `load` returns (primary key, label), kept for a minute."""

    load: RowsOf | Callable[[], Pairs] = tuple

    def pairs(self) -> list[tuple[Any, Text]]:
        load = self.load
        name = load.key if isinstance(load, RowsOf) else f"{load.__module__}.{load.__qualname__}"
        key = f"list-filter:{name}:{translation.get_language()}"
        pairs: list[tuple[Any, Text]] | None = cache.get(key)
        if pairs is None:
            pairs = [(value, str(label)) for value, label in self.load()]
            cache.set(key, pairs, 60)
        return pairs


@dataclass(frozen=True)
class Condition(Filter):
    """One of named conditions that aren't a field's value: «due within 2 hours», «overdue».

    `conditions` maps a value to its label and to what makes the condition at the moment of asking.
    """

    conditions: Mapping[str, tuple[Text, Callable[[], Q]]] = field(default_factory=dict)

    kind = "one"
    is_loose = True

    def pairs(self) -> list[tuple[Any, Text]]:
        return [(value, label) for value, (label, _make) in self.conditions.items()]

    def condition(self, query: QueryDict) -> Q | None:
        values = self.values(query)
        return self.conditions[values[0]][1]() if values else None


@dataclass(frozen=True)
class Exactly(Filter):
    """A value that comes with a link from elsewhere and isn't chosen here, such as a batch: no chip without one.

    Attributes:
        make: what the rows must fulfil by the value; the field equal to it if None.
        words: how the chip says the value; as it is if None.
    """

    make: Callable[[str], Q] | None = None
    words: Callable[[str], Any] | None = None

    kind = "typed"
    is_loose = True
    longest = 120

    def values(self, query: QueryDict) -> list[str]:
        value = query.get(self.name, "").replace("\0", "").strip()[: self.longest]
        return [value] if value else []

    def condition(self, query: QueryDict) -> Q | None:
        values = self.values(query)
        if not values:
            return None
        return self.make(values[0]) if self.make else Q(**{self.lookup: values[0]})

    def options(self, query: QueryDict) -> list[Option]:
        return [Option(value, self._said(value), True) for value in self.values(query)]

    def _said(self, value: str) -> str:
        return str(self.words(value)) if self.words else value


PERIODS: Sequence[tuple[str, Text]] = (
    ("today", gettext_lazy("today")),
    ("3d", gettext_lazy("last 3 days")),
    ("7d", gettext_lazy("last 7 days")),
    ("month", gettext_lazy("this month")),
    ("year", gettext_lazy("this year")),
)


@dataclass(frozen=True)
class Period(Filter):
    """Days from and to, both included, or one of the usual periods; the field holds a time or a date."""

    is_date: bool = False

    kind = "period"

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_from", f"{self.name}_to")

    def pairs(self) -> list[tuple[Any, Text]]:
        return list(PERIODS)

    def bounds(self, query: QueryDict) -> tuple[date | None, date | None]:
        """Return first and last day; typed days win over a named period."""
        first, last = (_day(query.get(f"{self.name}_{end}", "")) for end in ("from", "to"))
        named = self.values(query)
        if first or last or not named:
            return first, last
        today = timezone.localdate()
        starts = {
            "today": today,
            "3d": today - timedelta(days=2),
            "7d": today - timedelta(days=6),
            "month": today.replace(day=1),
            "year": today.replace(month=1, day=1),
        }
        return starts[named[0]], None

    def condition(self, query: QueryDict) -> Q | None:
        first, last = self.bounds(query)
        limits: dict[str, Any] = {}
        if first:
            limits[f"{self.lookup}__gte"] = first if self.is_date else _midnight(first)
        if last:
            limits[f"{self.lookup}__lt"] = _after(last) if self.is_date else _midnight(_after(last))
        return Q(**limits) if limits else None

    def shown(self, query: QueryDict) -> str:
        first, last = (_day(query.get(f"{self.name}_{end}", "")) for end in ("from", "to"))
        if first or last:
            return _("%(first)s to %(last)s") % {"first": first or "…", "last": last or "…"}
        return super().shown(query)

    def days(self, query: QueryDict) -> tuple[str, str]:
        """Return the typed days for the chip's two fields."""
        return query.get(f"{self.name}_from", "")[:10], query.get(f"{self.name}_to", "")[:10]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
