"""What happened, said once, heard by whoever wants to: news from lower apps to higher ones.

Handlers run at once, in the same transaction: all of it is committed or none. What leaves the
system is enqueued by a handler as a task row (tasks.py), which commits together with the cause.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from bihuan.kernel.actors import Actor


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to a record; subclasses give it a name that clauses can use.

    Attributes:
        record: the record it happened to.
        at: when it happened (aware, UTC).
        by: who did it.
        is_new: True when the record was made in this very transaction, so nobody need look for
            what already hangs on it.
        begins_again: name of another event whose time limits begin anew with this one.
        also: names of other events whose limits this one keeps too: who stands at the door has been in touch.
        outruns: names of events on other records that can't come any more after this one.
    """

    name: ClassVar[str] = ""
    begins_again: ClassVar[str] = ""
    also: ClassVar[tuple[str, ...]] = ()
    outruns: ClassVar[tuple[str, ...]] = ()
    record: Any
    at: datetime
    by: Actor
    is_new: bool = False

    @property
    def about(self) -> Any:
        """The record whose time limits and desk this concerns: usually the record itself."""
        return self.record


E = TypeVar("E", bound=Event)
_handlers: dict[type[Event], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event_type: type[E], handler: Callable[[E], None]) -> None:
    """Have `handler` called for each event of this type or a subtype; call it from `apps.ready`."""
    if handler not in _handlers[event_type]:
        _handlers[event_type].append(handler)


def publish(event: Event) -> None:
    """Tell all who subscribed, in the order of subscription, most general type first."""
    for event_type in reversed(type(event).__mro__):
        for handler in _handlers.get(event_type, ()):
            handler(event)


def known_events() -> dict[str, type[Event]]:
    """Return every named event of the running system, for the clause editor's choice."""
    found: dict[str, type[Event]] = {}
    waiting = [Event]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.name:
            found[kind.name] = kind
    return dict(sorted(found.items()))
