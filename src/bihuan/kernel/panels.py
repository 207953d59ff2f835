"""What higher apps show on a lower app's page.

A complaint's page knows nothing of quality; quality registers a panel for it. A panel is a template
and a function that collects its facts, or returns None when it has nothing to say here.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString

Facts = Callable[[Any, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """A registered panel: `facts(record, user)` gives the template's context, or None to stay away."""

    name: str
    title: str | Promise
    template: str
    facts: Facts
    permission: str = ""
    order: int = 50


@dataclass(frozen=True)
class ShownPanel:
    """A panel drawn for one record and one user."""

    name: str
    title: str
    body: SafeString
    count: int | None


_panels: dict[str, list[Panel]] = defaultdict(list)


def register(kind: str, panel: Panel) -> None:
    """Show a panel on the pages of a kind of record, e.g. "service.servicerequest"; same name replaces."""
    _panels[kind] = [one for one in _panels[kind] if one.name != panel.name] + [panel]


def panels_for(record: Any, user: Any, request: HttpRequest | None = None) -> list[ShownPanel]:
    """Return the panels that higher apps have for this record and that this user may see, in order.

    A template finds the facts, `record` and `user`; `count` among the facts stands beside the title.
    """
    found: list[ShownPanel] = []
    for panel in sorted(_panels[record._meta.label_lower], key=lambda one: one.order):
        if panel.permission and not user.has_perm(panel.permission, record):
            continue
        facts = panel.facts(record, user)
        if facts is not None:
            body = render_to_string(panel.template, {"record": record, "user": user, **facts}, request)
            found.append(ShownPanel(panel.name, str(panel.title), body, facts.get("count")))
    return found
