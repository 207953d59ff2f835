"""Charts of the service report as echarts options; each bar leads to its records."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.insight.queries.reports import Period

COUNT = {
    "type": "value",
    "minInterval": 1,
    "axisLabel": {"color": "var(--ink-3)"},
    "splitLine": {"lineStyle": {"color": "var(--line)"}},
}
GRID = {"left": 44, "right": 16, "top": 28, "bottom": 24}


def register_url(period: Period, **filters: Any) -> str:
    """Return the repair register filtered to what a figure counts."""
    asked = {"reported_at_from": period.since, "reported_at_to": period.until, **filters}
    return f"{reverse('service:requests')}?{urlencode(asked)}"


def trend(rows: Sequence[tuple[date, int, int]]) -> dict[str, Any]:
    """Return reported and completed per day, with the normal band of what is reported."""
    came = [reported for _day, reported, _done in rows]
    mean = sum(came) / len(came) if came else 0
    spread = (sum((value - mean) ** 2 for value in came) / len(came)) ** 0.5 if came else 0
    low, high = max(0.0, mean - 2 * spread), mean + 2 * spread
    axis = {
        "axisLine": {"lineStyle": {"color": "var(--line-2)"}},
        "axisTick": {"show": False},
        "axisLabel": {"color": "var(--ink-3)"},
    }
    days = [day.strftime("%m-%d") for day, _reported, _done in rows]
    band = {
        "silent": True,
        "itemStyle": {"color": "var(--accent-tint)"},
        "data": [[{"yAxis": round(low, 1)}, {"yAxis": round(high, 1)}]],
    }
    reported = [{"value": value, "url": register_url(Period(day, day))} for day, value, _done in rows]
    return {
        "grid": GRID,
        "legend": {"top": 0, "right": 8, "itemHeight": 8, "textStyle": {"color": "var(--ink-2)"}},
        "xAxis": {"type": "category", "data": days, **axis},
        "yAxis": COUNT,
        "series": [
            {"name": _("Reported"), "type": "bar", "barMaxWidth": 14, "data": reported, "markArea": band},
            {
                "name": _("Completed"),
                "type": "line",
                "symbol": "none",
                "lineStyle": {"width": 2, "color": "var(--ink-3)"},
                "itemStyle": {"color": "var(--ink-3)"},
                "data": [done for _day, _reported, done in rows],
            },
        ],
    }


def pareto(rows: Sequence[dict[str, Any]], period: Period) -> dict[str, Any]:
    """Return fault classes by frequency with their accumulated share."""
    total, sums, bars, shares = sum(row["n"] for row in rows), 0, [], []
    for row in rows:
        sums += row["n"]
        shares.append(round(sums / total * 100, 1))
        bars.append({"value": row["n"], "url": register_url(period, fault_class=row["fault_class"])})
    names = [" ".join(filter(None, (row["fault_class__parent__name"], row["fault_class__name"]))) for row in rows]
    quiet = {"axisLine": {"show": False}, "axisTick": {"show": False}}
    return {
        "grid": {"left": 136, "right": 20, "top": 8, "bottom": 24},
        "legend": {"show": False},
        "yAxis": {
            "type": "category",
            "data": names,
            "inverse": True,
            **quiet,
            "axisLabel": {"width": 124, "overflow": "truncate", "color": "var(--ink-2)"},
        },
        "xAxis": [
            {**COUNT, "splitLine": {"show": False}},
            {"type": "value", "max": 100, "axisLabel": {"show": False}, "splitLine": {"show": False}},
        ],
        "series": [
            {
                "name": _("Requests"),
                "type": "bar",
                "barMaxWidth": 12,
                "data": bars,
                "label": {"show": True, "position": "right", "color": "var(--ink-2)"},
            },
            {
                "name": _("Accumulated %"),
                "type": "line",
                "xAxisIndex": 1,
                "symbolSize": 4,
                "data": shares,
                "lineStyle": {"width": 1.5, "color": "var(--ink-3)"},
                "itemStyle": {"color": "var(--ink-3)"},
            },
        ],
    }


def age(rows: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Return how old the open requests are."""
    return {
        "grid": GRID,
        "xAxis": {"type": "category", "data": [_("%s days") % label for label, _count in rows]},
        "yAxis": COUNT,
        "series": [
            {"name": _("Open requests"), "type": "bar", "barMaxWidth": 28, "data": [count for _label, count in rows]}
        ],
    }
