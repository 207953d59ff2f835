"""Working time: how much of it lies between two moments, and when a given amount has passed.

Time limits count «上班时间»: several windows a day, holidays, make-up working days (调休), shifts over
midnight, or round the clock. Nothing here knows a database; calendars kept on pages become a
`WorkCalendar` in organization/queries.py.

Windows are written in China's time (one offset since 1991), moments go in and come out in UTC. All
arithmetic is done on whole microseconds; per block of days a table of pieces with running totals is
built once, so that any sum is two binary searches, however long the limit.
"""

from bihuan.kernel.calendar.windows import DAY_MINUTES, Pattern, Window, parse_window
from bihuan.kernel.calendar.working import LOCAL, ROUND_THE_CLOCK, NoWorkingTime, WorkCalendar

__all__ = [
    "DAY_MINUTES", "LOCAL", "ROUND_THE_CLOCK", "NoWorkingTime", "Pattern", "Window", "WorkCalendar", "parse_window",
]  # fmt: skip
