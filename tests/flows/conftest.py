"""Who sits at which desk."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.flows.desks import Desk


@pytest.fixture
def desk(cast: "Cast") -> "Callable[..., Desk]":
    """Give a function that signs a colleague in: `desk("zhoumin")`."""
    from tests.flows.desks import Desk

    return lambda name, **how: Desk(getattr(cast, name), **how)
