"""What notices can be about; each app names its own topics, people choose among them."""

from django.utils.functional import Promise

_topics: dict[str, str | Promise] = {}


def register_topic(name: str, label: str | Promise) -> None:
    """Add a topic to the page of preferences.

    Args:
        name: as given to `notify`, e.g. "request.assigned".
        label: what the person reads (lazy translation).
    """
    _topics[name] = label


def topics() -> dict[str, str | Promise]:
    """Return all topics with their labels, in order of name."""
    return dict(sorted(_topics.items()))
