"""What stands around every page: menu, phone dock, bell, theme. Worked out only when a template draws it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property

from bihuan.kernel import menu
from bihuan.kernel.documents.company import company
from bihuan.kernel.menu import Entry
from bihuan.kernel.search.sealed import opened

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Bell:
    """The bell at the top: where it leads, how many notices are unread, how that is written."""

    url: str
    count: int
    shown: str


class Frame:
    """The frame of one request's page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def user(self) -> Any:
        """Return the signed-in colleague, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def theme(self) -> str:
        """Return light, dark or auto, as the cookie says."""
        wanted = self.request.COOKIES.get("theme", "auto")
        return wanted if wanted in THEMES else "auto"

    @property
    def is_folded(self) -> bool:
        """Return whether the menu is folded to its icons."""
        return self.request.COOKIES.get("menu") == "folded"

    @property
    def query(self) -> str:
        """Return what was last searched for, for the search field of the search page."""
        if self.request.path != menu.address("kernel:search"):
            return ""
        return opened(self.request.GET.get("q", ""), self.request.user)

    @property
    def in_dialog(self) -> bool:
        """Return whether the answer is drawn inside a dialog."""
        return self.request.headers.get("HX-Target", "").endswith("#dialog-body")

    @cached_property
    def menu(self) -> list[Entry]:
        """Return the main menu as this user sees it."""
        return menu.shown(menu.registry.main.values(), self.user, self.request.path) if self.user else []

    @cached_property
    def personal(self) -> list[Entry]:
        """Return the entries behind the user's own name."""
        return menu.shown(menu.registry.personal.values(), self.user, self.request.path) if self.user else []

    @cached_property
    def ways(self) -> list[Entry]:
        """Return where somebody without an account can go on."""
        return [] if self.user else menu.shown(menu.registry.visitors.values(), None, self.request.path)

    @property
    def hotline(self) -> str:
        """Return the company's hotline, "" when it has none."""
        return company().hotline

    @cached_property
    def dock(self) -> list[Entry]:
        """Return the four things at the bottom of a phone."""
        return menu.dock(self.user, self.request.path) if self.user else []

    @cached_property
    def intake(self) -> str:
        """Return the address of the page that takes in a call, "" when the user may not."""
        view, permission = menu.registry.intake
        return menu.address(view) if view and self.user and self.user.has_perm(permission) else ""

    @cached_property
    def bell(self) -> Bell | None:
        """Return the bell with the number of unread notices, None without an outbox or a user."""
        view, unread = menu.registry.bell
        if not self.user or unread is None:
            return None
        count = unread(self.user)
        return Bell(menu.address(view), count, str(count) if count < 100 else "99+")

    @property
    def user_post(self) -> Any:
        """Return the word behind the user's name."""
        label = menu.registry.post_label
        return label(self.user) if label and self.user else ""

    @property
    def logout(self) -> str:
        """Return the address that signs out."""
        try:
            return reverse("account_logout")
        except NoReverseMatch:
            return menu.address("organization:logout")
