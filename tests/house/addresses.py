"""Every address of the installation, as the resolver and the API know them."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from bihuan.config.api import api


def pages() -> dict[str, Any]:
    """Return the views of all pages by the names of their addresses; the API's routes are left out."""
    return dict(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, space: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "api":
                yield from _walk(entry, space + (f"{entry.namespace}:" if entry.namespace else ""))
        elif isinstance(entry, URLPattern):
            assert entry.name, f"{entry.pattern} has no name"
            yield space + entry.name, entry.callback


def routes() -> dict[str, Any]:
    """Return the API's operations as "GET /customers"."""
    return {
        f"{method} {path}": operation
        for _prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }
