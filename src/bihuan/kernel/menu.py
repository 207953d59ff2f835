"""What stands in the menu: each app registers its entries; nobody edits a central list.

An entry names the permission that shows it. The bar at the bottom of a phone holds four things, and
which four depends on the post; posts belong to the organization, so here they are plain words.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import NoReverseMatch
from django.utils.functional import Promise

from bihuan.kernel import addresses

Text = str | Promise


@dataclass(frozen=True)
class Entry:
    """One line of the menu; `url` and `is_current` are filled for a request."""

    name: str
    label: Text
    icon: str
    view: str
    permission: str = ""
    order: int = 50
    section: str = ""  # addresses below this belong to the entry, e.g. "/service/"
    url: str = ""
    is_current: bool = False


@dataclass
class Registry:
    """All entries of the installation, filled from the apps' `ready()`."""

    main: dict[str, Entry] = field(default_factory=dict)
    personal: dict[str, Entry] = field(default_factory=dict)
    visitors: dict[str, Entry] = field(default_factory=dict)
    docks: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    intake: tuple[str, str] = ("", "")
    bell: tuple[str, Callable[[Any], int] | None] = ("", None)
    post_label: Callable[[Any], Text] | None = None


registry = Registry()


def register(name: str, label: Text, icon: str, view: str, **options: Any) -> None:
    """Put an entry into the main menu.

    Args:
        name: identity, e.g. "service".
        label: the word in the menu (lazy translation).
        icon: name of a Tabler icon.
        view: name of the address, e.g. "service:requests".
        options: `permission` that shows it, `order` (small first), `section` (address prefix).
    """
    registry.main[name] = Entry(name, label, icon, view, **options)


def register_personal(name: str, label: Text, icon: str, view: str, **options: Any) -> None:
    """Put an entry into the menu behind the user's own name."""
    registry.personal[name] = Entry(name, label, icon, view, **options)


def register_for_visitors(name: str, label: Text, icon: str, view: str, **options: Any) -> None:
    """Put an entry among the ways on that somebody without an account finds on a page that refuses him."""
    registry.visitors[name] = Entry(name, label, icon, view, **options)


def register_dock(post: str, entries: Iterable[Entry]) -> None:
    """Set the four things that the bottom bar of a phone holds for a post; post "" is everybody else."""
    registry.docks[post] = tuple(entries)[:4]


def register_intake(view: str, permission: str) -> None:
    """Name the page that `n` and the button at the top open."""
    registry.intake = (view, permission)


def register_bell(view: str, unread: Callable[[Any], int]) -> None:
    """Name the page of notices and how the unread ones of a user are counted."""
    registry.bell = (view, unread)


def register_post_label(label: Callable[[Any], Text]) -> None:
    """Say how the word behind the user's name is found, e.g. his post."""
    registry.post_label = label


def address(view: str) -> str:
    """Return the address of a named view, or "" where this installation has none."""
    if view.startswith("/"):
        return view
    try:
        return addresses.address(view)
    except NoReverseMatch:
        return ""


def shown(entries: Iterable[Entry], user: Any, path: str) -> list[Entry]:
    """Return the entries that a user may see, in order, with the one marked that the path belongs to."""
    visible = [
        replace(entry, url=url)
        for entry in sorted(entries, key=lambda one: one.order)
        if (url := address(entry.view)) and (not entry.permission or user.has_perm(entry.permission))
    ]
    best = max((entry for entry in visible if belongs(entry, path)), key=weight, default=None)
    return [replace(entry, is_current=entry is best) for entry in visible]


def belongs(entry: Entry, path: str) -> bool:
    """Return whether a page's address lies below an entry."""
    prefix = entry.section or entry.url
    return path == prefix or (prefix != "/" and path.startswith(prefix))


def weight(entry: Entry) -> int:
    """Return how exact an entry's address is; the longest wins."""
    return len(entry.section or entry.url)


def dock(user: Any, path: str) -> list[Entry]:
    """Return the bottom bar of a phone: that of the user's first post that has one, else the general one."""
    holds = getattr(user, "holds", lambda *posts: False)
    own = next((entries for post, entries in registry.docks.items() if post and holds(post)), None)
    entries = own if own is not None else registry.docks.get("", ())
    return shown(entries, user, path)[:4]
