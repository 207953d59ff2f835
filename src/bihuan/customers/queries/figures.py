"""The key figures above a customer's page: a registry that higher apps report to (CUS-01).

    figures.register(figures.Figure("units", _("Units"), units_figure, order=20))

where `units_figure(customer, user)` gives a `Shown`, or None when there is nothing to say. One or two
queries each, no more: they stand on top of a page that people open all day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from bihuan.customers.models import Customer


@dataclass(frozen=True)
class Shown:
    """A figure as it stands there: the value, a word beside it, where it leads."""

    value: str
    note: str = ""
    url: str = ""
    label: str = ""


Facts = Callable[[Customer, Any], Shown | None]


@dataclass(frozen=True)
class Figure:
    """A registered figure; those with the lowest `order` stand first, a permission keeps it from others."""

    name: str
    label: str | Promise
    facts: Facts
    permission: str = ""
    order: int = 50


_figures: dict[str, Figure] = {}


def register(figure: Figure) -> None:
    """Show a figure above every customer's page; the same name replaces."""
    _figures[figure.name] = figure


def of(customer: Customer, user: Any) -> list[Shown]:
    """Return the figures there are of a customer, for this viewer, in order."""
    found: list[Shown] = []
    for figure in sorted(_figures.values(), key=lambda one: one.order):
        if figure.permission and not user.has_perm(figure.permission, customer):
            continue
        if (shown := figure.facts(customer, user)) is not None:
            found.append(Shown(shown.value, shown.note, shown.url, str(figure.label)))
    return found
