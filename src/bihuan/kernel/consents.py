"""A step out of order: the table of moves lets it start only with a recorded consent (REG-06).

Who consents, and how it is asked for, is an app's to say; it hangs its finding and using in here. A consent
holds for one move of one record at one revision, and is used up by it.
"""

from collections.abc import Callable
from typing import Any

from bihuan.kernel.actors import Actor

Consent = Any  # what the app keeps; `str` of it goes into the history
_find: Callable[[Any, str], Consent | None] = lambda record, move: None  # noqa: E731
_use: Callable[..., None] = lambda consent, *, by: None  # noqa: E731


def come_from(find: Callable[[Any, str], Consent | None], use: Callable[..., None]) -> None:
    """Say where consents come from.

    Args:
        find: called with a record and a move's name; the unused consent that holds now, or None.
        use: called with the consent and the actor, in the move's transaction.
    """
    global _find, _use
    _find, _use = find, use


def find(record: Any, move: str) -> Consent | None:
    """Return the unused consent to this move of this record as it stands."""
    return _find(record, move)


def use(consent: Consent, *, by: Actor) -> None:
    """Use a consent up."""
    _use(consent, by=by)
