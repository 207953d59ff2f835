"""How a customer who complained is to be answered: by letter, by telephone, as the clauses say (FULL 5.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.regulations.queries import ParameterView, ruleset
from bihuan.regulations.queries.words import CHOICE_WORDS
from bihuan.service.states import ReplyBy

ANSWERS = {
    "letter": (ReplyBy.LETTER,), "phone": (ReplyBy.PHONE,), "letter_or_phone": (ReplyBy.LETTER, ReplyBy.PHONE),
}  # fmt: skip


@dataclass(frozen=True)
class Owed:
    """How somebody is to be answered, and the clause that says so."""

    ways: tuple[str, ...]
    words: str
    clause: ParameterView


def owed_answer(facts: Mapping[str, Any], event: str) -> Owed | None:
    """Return how an event's record is to be answered by the clauses in force, the strictest of them.

    Args:
        facts: what the clauses match on.
        event: name of the event that clauses of escalation begin with.

    Returns:
        None where no clause says: then in any way.
    """
    views = ruleset().matching("escalation", facts, event=event)
    owed = [view for view in views if view.data.get("answer") in ANSWERS]
    if not owed:
        return None
    view = min(owed, key=lambda one: len(ANSWERS[one.data["answer"]]))
    way = view.data["answer"]
    return Owed(tuple(ANSWERS[way]), str(CHOICE_WORDS[way]), view)
