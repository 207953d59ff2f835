"""What a comparison says, in the words of a quality manager (CMP-10, RPT-03)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bihuan.complaints.queries.comparing import Beside, Line
from bihuan.complaints.rules.comparing import HIGHER, LOWER, NONE, TOO_FEW, Group, Judged

RARE = 0.0001


@dataclass(frozen=True)
class Said:
    """A comparison in words: the verdict in short, why, and both rates."""

    line: Line
    short: str
    long: str
    here: str
    elsewhere: str
    is_pattern: bool


def said(beside: Beside) -> list[Said]:
    """Return every comparison in words."""
    return [_said(line, beside) for line in beside.lines]


def _said(line: Line, beside: Beside) -> Said:
    if line.judged is None or line.comparison is None:
        return Said(line, _("can't be compared"), _missing(line), "", "", is_pattern=False)
    one = line.comparison
    short, long = _words(line.judged)
    return Said(
        line, short, long, _rate(line, one.here), _rate(line, one.elsewhere), is_pattern=line.judged.verdict == HIGHER
    )


def _missing(line: Line) -> str:
    if line.measure == "complaints":
        return _("There is no complaint to compare with in this period.")
    if line.measure == "days":
        return _("Nothing was recorded yet in the period before.")
    return _("How many units stand in the field is not known.")


def _words(judged: Judged) -> tuple[str, str]:
    one = judged.comparison
    if judged.verdict == NONE:
        return _("no case"), _("There is no such complaint on either side.")
    if judged.verdict == TOO_FEW:
        return _("too few to tell"), _(
            "Even if all %(cases)s had fallen here, chance alone would do so in %(least)s; a difference can't show yet."
        ) % {"cases": one.cases, "least": likely(one.least)}
    if judged.verdict == HIGHER:
        return _("%(ratio)s, hardly by chance") % {"ratio": times(one.ratio)}, _(
            "%(range)s with 95 %% certainty; chance alone would bring so many in %(chance)s."
        ) % {"range": between(one.low, one.high), "chance": likely(judged.chance)}
    if judged.verdict == LOWER:
        return _("fewer than usual"), _("%(range)s with 95 %% certainty.") % {"range": between(one.low, one.high)}
    return _("no difference shown"), _("Chance alone would bring so many in %(chance)s; %(range)s is possible.") % {
        "chance": likely(judged.chance),
        "range": between(one.low, one.high),
    }


def times(ratio: float | None) -> str:
    """Return a ratio as people say it: «4.8 times»."""
    return _("%(n)s times") % {"n": figure(ratio)} if ratio is not None else _("all here, none elsewhere")


def between(low: float, high: float | None) -> str:
    """Return an interval: «1.3 to 14.6 times», «at least 1.3 times» where it has no upper end."""
    if high is None:
        return _("at least %(low)s times") % {"low": figure(low)}
    return _("%(low)s to %(high)s times") % {"low": figure(low), "high": figure(high)}


def figure(value: float) -> str:
    """Return a ratio with as many places as it deserves."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def likely(chance: float) -> str:
    """Return a chance as a count: «9 of 1,000 cases», «fewer than 1 of 10,000 cases»."""
    if chance < RARE:
        return _("fewer than 1 of 10,000 cases")
    for whole in (100, 1000, 10_000):
        if chance * whole >= 1 or whole == 10_000:
            return _("%(part)s of %(whole)s cases") % {"part": round(chance * whole), "whole": f"{whole:,}"}
    raise ValueError(chance)


def _rate(line: Line, group: Group) -> str:
    rate = line.rate(group)
    value = figure(rate) if rate else "0"
    base = f"{group.base:,.0f}"
    if line.measure == "units":
        return _("%(rate)s per 1,000 of %(base)s units") % {"rate": value, "base": base}
    if line.measure == "unit-days":
        return _("%(rate)s per 1,000 units a year") % {"rate": value}
    if line.measure == "days":
        return _("%(rate)s a week") % {"rate": value}
    return _("%(rate)s%% of %(base)s complaints") % {"rate": value, "base": base}


def headline(beside: Beside, told: list[Said]) -> str:
    """Return in one sentence whether it looks like chance or like a pattern.

    One week above the usual among twenty-six happens by chance once in thirty looks; two make a pattern.
    """
    found = [one for one in told if one.is_pattern]
    weeks = beside.trend.beyond
    parts = [_("%(what)s: %(verdict)s") % {"what": one.line.label, "verdict": one.short} for one in found]
    days = "、".join(f"{week.monday:%m-%d}" for week in weeks[-4:])
    above = _("%(n)s weeks above what is usual (beginning %(days)s)") % {"n": len(weeks), "days": days}
    if parts or len(weeks) > 1:
        return _("A pattern: %(parts)s.") % {"parts": "；".join([*parts, *([above] if weeks else [])])}
    if weeks:
        return _("No pattern shown; only the week of %(day)s is above what is usual.") % {"day": days}
    if any(one.line.judged and one.line.judged.verdict == TOO_FEW for one in told):
        return _("No pattern shown; the cases are too few to rule one out.")
    return _("No pattern shown: nothing here is beyond what chance brings.")
