"""What goes out of the service department, to whom, in which words."""

from bihuan.service.notices import bench, requests


def register() -> None:
    """Subscribe to the events and name the topics people choose among."""
    requests.register()
    bench.register()


__all__ = ["register"]
