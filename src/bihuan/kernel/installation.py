"""What `bihuan init` does beyond the tables: steps that the apps register, each safe to repeat."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.utils.functional import Promise


class Step(NamedTuple):
    """One step: what it is called while it runs, and the function."""

    name: str
    label: str | Promise
    function: Callable[[], object]


_steps: dict[str, Step] = {}


def register_step(name: str, label: str | Promise, function: Callable[[], object]) -> None:
    """Add a step to the installation, in the order of registration, that is the order of the apps.

    Args:
        name: identity, e.g. "regulations.packs".
        label: what is shown while it runs (lazy translation).
        function: does it; must do nothing the second time.
    """
    _steps[name] = Step(name, label, function)


def steps() -> Iterator[Step]:
    """Return the steps in their order."""
    yield from _steps.values()
