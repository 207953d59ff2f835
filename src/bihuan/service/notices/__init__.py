"""Whom the department tells what, a subject a file; `register` subscribes them all."""

from bihuan.service.notices import bench, emergencies, matters, requests


def register() -> None:
    """Subscribe to the events and name the topics people choose among."""
    requests.register()
    matters.register()
    emergencies.register()
    bench.register()
