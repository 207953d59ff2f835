"""The categories of causes that the regulations know, and which department answers for each (PRODQ 4, ENGS; QUA-03)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bihuan.kernel.actors import Actor
from bihuan.organization.models import Department, Staff
from bihuan.organization.queries import holder
from bihuan.regulations.queries import ParameterView, ruleset


@dataclass(frozen=True)
class Category:
    """One category; `post` is who handles it by the clause, "" where the clause leaves it open."""

    scheme: str
    code: str
    label: str
    post: str
    clause: ParameterView

    @property
    def department(self) -> Department | None:
        """Return the department of whoever holds the post."""
        person: Staff | None = holder(self.post) if self.post else None
        return person.department if person else None


def categories(scheme: str = "") -> list[Category]:
    """Return the categories of a scheme, of all schemes in force without one; in the clause's order."""
    return [
        Category(str(view.data["scheme"]), item["code"], item["label"], item.get("post") or "", view)
        for view in ruleset().all("cause_scheme")
        for item in view.data["items"]
        if not scheme or view.data["scheme"] == scheme
    ]


def category_of(scheme: str, code: str) -> Category | None:
    """Return a category, None where no regulation in force knows it any more."""
    return next((one for one in categories(scheme) if one.code == code), None)


Proposer = Callable[[Any, Actor], Sequence[Any]]
_proposers: list[Proposer] = []


def propose_by(proposer: Proposer) -> None:
    """Ask a higher app which investigations found a cause for a quality issue or a corrective action.

    Args:
        proposer: of record and viewer; returns rows with `cause_scheme`, `cause_category`, `cause`, `number` and an
            address, the latest first.
    """
    if proposer not in _proposers:
        _proposers.append(proposer)


def proposed(record: Any, user: Actor) -> list[Any]:
    """Return what investigations propose as the cause of an issue or an action; nothing where its cause is written."""
    return [] if record.cause else [row for proposer in _proposers for row in proposer(record, user)]
