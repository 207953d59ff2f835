"""Who acts. Every operation takes `by`: a colleague, a customer on a signed link, or the system.

Permission checks go through `permit` so that all three are asked the same way; staff answers from
its posts, a visitor from what his link allows, the system may do what machines do.
"""

from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class Actor(Protocol):
    """What an operation needs to know of the one who acts."""

    @property
    def pk(self) -> Any: ...
    @property
    def actor_kind(self) -> str: ...
    @property
    def display_name(self) -> str: ...
    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


@dataclass(frozen=True)
class SystemActor:
    """The clock, an import, a scheduled task: no person, so no refusal."""

    pk: None = None
    actor_kind: str = "system"

    @property
    def display_name(self) -> str:
        return str(_("System"))

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return True


@dataclass(frozen=True)
class VisitorActor:
    """A person without an account on a signed link; `may` is all the link allows."""

    display_name: str
    may: frozenset[str] = field(default_factory=frozenset)
    pk: None = None
    actor_kind: str = "customer"

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return perm in self.may


SYSTEM = SystemActor()


def permit(by: Actor, perm: str, obj: Any = None) -> None:
    """Let the actor go on, or stop him.

    Raises:
        PermissionDenied: no policy allows `perm` to this actor on this object (HTTP 403).
    """
    if not by.has_perm(perm, obj):
        raise PermissionDenied(_("Your post does not allow this."))
