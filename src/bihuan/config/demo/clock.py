"""The present of the demo company while its year passes, and when its customers report."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from unittest import mock

from django.utils import timezone

FRESH = 26  # requests at least within the last thirty hours: the desk and the board have something to show
STANDING = timedelta(days=5), timedelta(days=9)  # so old are those that stay open whatever the time of the day
HOURS = {8: 10, 9: 14, 10: 12, 11: 9, 12: 5, 13: 6, 14: 9, 15: 10, 16: 9, 17: 7, 18: 4, 19: 3, 20: 2}
WEIGHTS = {6: 1.5, 7: 2.0, 8: 1.8, 12: 1.2, 1: 1.2}  # air-conditioners in summer, heating in winter


class Clock:
    """The present, to be set."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def set_back(clock: Clock) -> Iterator[None]:
    """Let `timezone.now()` answer with this clock."""
    with mock.patch("django.utils.timezone.now", clock):
        yield


def moments(chance: random.Random, start: datetime, end: datetime, count: int) -> list[datetime]:
    """Return when customers report: with the seasons, in waking hours, some since yesterday in any case."""
    first = timezone.localdate(start)
    days = [first + timedelta(days=n) for n in range((timezone.localdate(end) - first).days + 1)]
    weights = [WEIGHTS.get(day.month, 1.0) * (0.6 if day.weekday() > 4 else 1.0) for day in days]
    weights[-14:] = [2 * weight for weight in weights[-14:]]  # a cold snap leads up to today
    found = [_between(chance, end - timedelta(hours=30), end) for _request in range(min(FRESH, count // 3))]
    found += [_between(chance, end - STANDING[1], end - STANDING[0]) for _request in range(min(9, count // 5))]
    while len(found) < count:
        day = chance.choices(days, weights)[0]
        clock = time(chance.choices(list(HOURS), list(HOURS.values()))[0], chance.randrange(60), chance.randrange(60))
        moment = timezone.make_aware(datetime.combine(day, clock))
        if start <= moment < end:
            found.append(moment)
    return sorted(found)


def _between(chance: random.Random, start: datetime, end: datetime) -> datetime:
    while True:
        moment = (end - timedelta(seconds=chance.randint(0, int((end - start).total_seconds())))).replace(microsecond=0)
        if timezone.localtime(moment).hour in HOURS:
            return moment
