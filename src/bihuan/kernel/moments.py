"""Days and moments from outside: only those that people can mean, which every database gives back."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

from django.utils import timezone
from ninja import Field

YEARS = range(1900, 2200)


class OfficeTime:
    """Read a moment without a zone as the office's time, as other systems of a company write it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> dict[str, Any]:
        zoned = {"type": "no-info", "function": lambda value: value if value.tzinfo else timezone.make_aware(value)}
        return {"type": "function-after", "function": zoned, "schema": handler(source)}


Moment = Annotated[
    datetime,
    Field(ge=datetime(YEARS.start, 1, 1, tzinfo=UTC), lt=datetime(YEARS.stop, 1, 1, tzinfo=UTC)),
    OfficeTime(),
]
OnDay = Annotated[date, Field(ge=date(YEARS.start, 1, 1), lt=date(YEARS.stop, 1, 1))]
