"""What the clauses in force say of call-backs: how often, how planned, what is asked."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from bihuan.feedback.rules.callbacks import Cadence, Habits
from bihuan.kernel.calendar import LOCAL, WorkCalendar
from bihuan.organization.queries import calendar
from bihuan.organization.states import Post
from bihuan.regulations.queries import ParameterView, RuleSet, ruleset

OFFICE = "office"


class Cadences:
    """The clauses on call-backs in force, asked once for all places whose facts are alike."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        views = rules.all("callback")
        self.subjects = {view.data.get("subject", "site") for view in views}
        self.asked = sorted({condition.fact for view in views for condition in view.conditions})
        self._known: dict[tuple[Any, ...], tuple[Cadence, ...]] = {}

    def of(self, subject: str, facts: Mapping[str, Any]) -> tuple[Cadence, ...]:
        """Return how often a place is to be called on.

        Args:
            subject: site or contract.
        """
        key = (subject, *(_hashable(facts.get(name)) for name in self.asked))
        if key not in self._known:
            found = self.rules.matching("callback", facts, subject=subject)
            self._known[key] = tuple(_cadence(view) for view in sorted(found, key=lambda one: one.name))
        return self._known[key]


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _cadence(view: ParameterView) -> Cadence:
    data = view.data
    return Cadence(view.name, view.clause_id, data["channel"], data.get("starts", "acceptance"), data["phase"],
                   int(data["interval"]))  # fmt: skip


def rule(facts: Mapping[str, Any] | None = None) -> ParameterView | None:
    """Return the clause on how call-backs are planned; None where none says anything."""
    return ruleset().one("callback_rule", "callback_rule", facts or {})


def habits() -> Habits:
    """Return how far ahead call-backs are planned and bundled; not at all without a clause."""
    found = rule()
    return Habits(int(found.data["ahead_days"]), int(found.data["bundle_days"])) if found else Habits()


def tries() -> int:
    """Return after how many tries a customer counts as not reached; 1 without a clause."""
    found = rule()
    return int(found.data["tries"]) if found else 1


def again_days() -> int:
    """Return after how many days somebody who wasn't reached is called again."""
    found = rule()
    return int(found.data["again_days"]) if found else 1


def told_of_missed() -> list[str]:
    """Return the posts that hear of missed call-backs."""
    found = rule()
    return [row["tell"] for row in found.data["tells"] if row["tell"] in Post.values] if found else []


def script(way: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is asked on a call or visit now; without a clause the customer's words alone."""
    found = ruleset().strongest("callback_script", facts, channel=way)
    found = found or ruleset().strongest("callback_script", facts, channel="any")
    if found is None:
        return {}
    data = found.data
    asked = {name: [dict(row) for row in data.get(name) or ()] for name in ("questions", "grades")}
    said = {"greeting": data.get("greeting", ""), "signed": bool(data.get("signed"))}
    return {**asked, **said, "clause": found.clause_id, "cited": found.label}


class WorkingDays:
    """Which days are worked, by the office's calendar; each is looked up once."""

    def __init__(self) -> None:
        self.calendar: WorkCalendar = calendar(OFFICE)
        self.works = lru_cache(maxsize=4096)(self._works)

    def _works(self, day: date) -> bool:
        begins = datetime(day.year, day.month, day.day, tzinfo=LOCAL)
        return bool(self.calendar.between(begins, begins + timedelta(days=1)))

    def onward(self, day: date) -> date:
        """Return the first working day from a day on; that day where the next month has none."""
        return next((one for n in range(31) if self.works(one := day + timedelta(days=n))), day)
