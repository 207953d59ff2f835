"""Several at the same moment, each on a connection of his own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

from django.db import connections

from bihuan.kernel.records import OperationError

SEVERAL = 4


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do all works at the same moment; return what each answered, a refusal being an answer."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait(20)
            return work()
        except OperationError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def together(work: Callable[[int], Any], times: int = SEVERAL) -> list[Any]:
    """Do one work several times at the same moment, told which time it is from 0 on; return the answers."""
    return at_once(*(partial(work, number) for number in range(times)))
