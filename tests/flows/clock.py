"""A clock that stands until it is set."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.cast import at


class Clock:
    """The time everybody sees: `clock.set("2026-11-19 09:00")`, `clock.pass_on(hours=2)`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
        self.now: datetime = at(text)
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def set(self, text: str) -> None:
        self.now = at(text)

    def pass_on(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now
