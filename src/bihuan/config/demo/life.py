"""The last weeks of the demo company: every step by its operation, at the time it happened.

The clock is set back while it runs, so that histories, deadlines and escalations are honest: what
was late was late, and the ladder told whom it had to tell.
"""

import heapq
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bihuan.config.demo.clock import Clock
from bihuan.config.demo.days import Days
from bihuan.deadlines import operations as deadlines
from bihuan.deadlines.models import Deadline
from bihuan.kernel.attachments import Content
from bihuan.organization.models import Staff
from bihuan.organization.queries import calendar

Step = Callable[[], Any]
SWEEP = timedelta(seconds=10)  # the worker looks at the ladder this soon


@dataclass
class Life:
    """The events still to come, in the order they happen."""

    clock: Clock
    until: datetime
    chance: random.Random
    people: dict[str, Staff]
    signature: Content
    days: Days = field(default_factory=Days)
    queue: list[tuple[datetime, int, Step]] = field(default_factory=list)
    count: Iterator[int] = field(default_factory=itertools.count)

    def at(self, moment: datetime, step: Step) -> None:
        """Let something happen at a moment, unless that lies beyond today."""
        if moment <= self.until:
            heapq.heappush(self.queue, (moment, next(self.count), step))

    def after(self, step: Step, low: float, high: float, *, in_office: bool = False) -> None:
        """Let something happen after so many minutes, office hours counted where asked."""
        wait = timedelta(minutes=self.chance.uniform(low, high))
        now = self.clock.now
        self.at(calendar("office").add(now, wait) if in_office else now + wait, step)

    def run(self, progress: Callable[[datetime], None]) -> None:
        """Let everything happen; between two steps the ladder is climbed, each rung at its time."""
        while self.queue:
            moment, _order, step = heapq.heappop(self.queue)
            self._climb(moment)
            self.clock.now = moment
            step()
            progress(moment)
        self._climb(self.until)
        self.clock.now = self.until
        deadlines.sweep(self.until)

    def _climb(self, until: datetime) -> None:
        """Fire the rungs due by then, seconds after each is due, as the worker's sweep does."""
        due = Deadline.objects.filter(next_rung_at__lt=until - SWEEP).order_by("next_rung_at")
        while first := due.values_list("next_rung_at", flat=True).first():
            self.clock.now = first + SWEEP
            if not deadlines.sweep(self.clock.now):
                return
