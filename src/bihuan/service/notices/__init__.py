"""Whom the department tells what, a subject a file; `register` subscribes them all."""

from bihuan.service.notices import (
    bench,
    charges,
    emergencies,
    installations,
    matters,
    parts,
    planning,
    remedies,
    reports,
    requests,
)


def register() -> None:
    """Subscribe to the events and name the topics people choose among."""
    requests.register()
    reports.register()
    parts.register()
    planning.register()
    bench.register()
    charges.register()
    emergencies.register()
    matters.register()
    remedies.register()
    installations.register()
