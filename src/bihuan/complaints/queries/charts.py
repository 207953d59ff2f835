"""Charts of complaints as echarts options; each bar leads to its records."""

from typing import Any

from django.utils.translation import gettext as _

from bihuan.complaints.queries.comparing import Beside
from bihuan.complaints.queries.ranking import Pareto

QUIET = {"axisLine": {"lineStyle": {"color": "var(--line-2)"}}, "axisTick": {"show": False}}
COUNT = {
    "type": "value", "minInterval": 1, "axisLabel": {"color": "var(--ink-3)"},
    "splitLine": {"lineStyle": {"color": "var(--line)"}},
}  # fmt: skip


def weeks(beside: Beside) -> dict[str, Any]:
    """Return complaints a week, those of the batch apart, over the band of what is usual."""
    trend, batch = beside.trend, beside.subject.batch
    labels = [f"{week.monday:%m-%d}" for week in trend.weeks]
    band = {
        "silent": True, "itemStyle": {"color": "var(--accent-tint)"},
        "data": [[{"yAxis": 0}, {"yAxis": trend.most}]],
    }  # fmt: skip
    line = {
        "silent": True, "symbol": "none", "data": [{"yAxis": trend.most}],
        "lineStyle": {"color": "var(--accent)", "type": "dashed", "width": 1},
        "label": {"formatter": _("usual: up to %(n)s a week") % {"n": trend.most}, "position": "insideStartTop",
                  "color": "var(--ink-2)"},
    }  # fmt: skip
    series = [
        {"name": _("Other batches") if batch else _("Complaints"), "type": "bar", "stack": "all", "barMaxWidth": 18,
         "itemStyle": {"color": "var(--line-2)" if batch else "var(--accent-fill)"},
         "data": [{"value": week.others, "url": week.url} for week in trend.weeks], "markArea": band, "markLine": line}
    ]  # fmt: skip
    if batch:
        own = {
            "name": _("Batch %(batch)s") % {"batch": batch}, "type": "bar", "stack": "all", "barMaxWidth": 18,
            "itemStyle": {"color": "var(--accent-fill)"},
            "data": [{"value": week.batch, "url": week.url} for week in trend.weeks],
        }  # fmt: skip
        series.insert(0, own)
    top = max([trend.most + 1, *(week.count for week in trend.weeks)])
    return {
        "grid": {"left": 32, "right": 16, "top": 28, "bottom": 24},
        "legend": {
            "top": 0, "right": 28, "itemHeight": 8, "itemWidth": 12, "itemGap": 24,
            "textStyle": {"color": "var(--ink-2)"},
        },
        "xAxis": {"type": "category", "data": labels, **QUIET, "axisLabel": {"color": "var(--ink-3)"}},
        "yAxis": {**COUNT, "max": top}, "series": series,
    }  # fmt: skip


def ranked(pareto: Pareto) -> dict[str, Any]:
    """Return the bars from the greatest, and the line of what they make together."""
    names = [bar.name for bar in pareto.bars]
    bars = [
        {"value": bar.ranked.count, "url": bar.url,
         "itemStyle": {"color": "var(--accent-fill)" if bar.ranked.is_vital else "var(--line-2)"}}
        for bar in pareto.bars
    ]  # fmt: skip
    label = {"color": "var(--ink-2)", "interval": 0, "rotate": 30 if len(names) > 6 else 0, "width": 96,
             "overflow": "truncate"}  # fmt: skip
    return {
        "grid": {"left": 64, "right": 48, "top": 28, "bottom": 72 if len(names) > 6 else 28},
        "legend": {"show": False},
        "xAxis": {"type": "category", "data": names, **QUIET, "axisLabel": label},
        "yAxis": [
            {**COUNT, "splitLine": {"show": False}},
            {"type": "value", "min": 0, "max": 100, "axisLabel": {"formatter": "{value} %", "color": "var(--ink-3)"},
             "splitLine": {"lineStyle": {"color": "var(--line)"}}},
        ],
        "series": [
            {"name": _("Complaints"), "type": "bar", "barMaxWidth": 40, "data": bars,
             "label": {"show": True, "position": "top", "color": "var(--ink-2)"}},
            {"name": _("Accumulated %"), "type": "line", "yAxisIndex": 1, "symbolSize": 5,
             "data": [bar.upto for bar in pareto.bars], "lineStyle": {"width": 1.5, "color": "var(--ink-3)"},
             "itemStyle": {"color": "var(--ink-3)"},
             "markLine": {"silent": True, "symbol": "none", "data": [{"yAxis": 80}], "label": {"show": False},
                          "lineStyle": {"color": "var(--line-2)", "type": "dashed"}}},
        ],
    }  # fmt: skip
