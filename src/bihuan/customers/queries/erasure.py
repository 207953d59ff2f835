"""What still keeps a customer's data (REG-07)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.regulations.queries.retention import binding, files_of


@dataclass(frozen=True)
class Duty:
    """Something we owe the customer or the law that needs his data: what, why, until when."""

    what: str
    why: str
    url: str = ""
    until: date | None = None
    clause: Any = None


_further: list[Callable[[Customer], Iterable[Duty]]] = []


def also_kept_by(duties: Callable[[Customer], Iterable[Duty]]) -> None:
    """Let a higher app name duties that are no files: a service contract that runs."""
    _further.append(duties)


def further_duties(customer: Customer) -> list[Duty]:
    """Return the duties that are no files."""
    return [duty for duties in _further for duty in duties(customer)]


def duties(customer: Customer) -> list[Duty]:
    """Return everything that keeps a customer's data today; his wish can't wait for files no clause speaks of."""
    found, today = further_duties(customer), timezone.localdate()
    for file, record in files_of(customer):
        bound = binding(file, record, today)
        if bound and bound.why != "unregulated":
            what, url = f"{file.label} {record.number}", record.get_absolute_url()  # type: ignore[attr-defined]
            found.append(Duty(what, bound.because, url, bound.until, bound.clause))
    return found
