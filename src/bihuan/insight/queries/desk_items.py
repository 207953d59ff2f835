"""A line of the desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

AT_MOST = 60


@dataclass(frozen=True)
class Item:
    """One thing that waits: what, in which state, what to do about it, until when."""

    number: str
    title: str
    detail: str
    url: str
    state: str
    action: str
    action_url: str
    tab: str
    deadline: Any = None
    is_urged: bool = False
    day: datetime | None = None  # until when, where a person has set the day and no clause

    @property
    def due_at(self) -> datetime | None:
        return self.deadline.due_at if self.deadline else self.day
