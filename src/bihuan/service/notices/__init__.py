"""Whom the department tells what, a subject a file; `register` subscribes them all."""

from bihuan.service.notices import reports, requests


def register() -> None:
    """Subscribe to the events and name the topics people choose among."""
    requests.register()
    reports.register()
