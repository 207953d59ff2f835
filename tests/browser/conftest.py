"""A real browser against a running server; each step leaves a picture in tests/screenshots/."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCREENSHOTS = Path(__file__).parent.parent / "screenshots"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests here; without Chromium they are skipped, by name."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def company(transactional_db: None) -> object:
    """The cast, committed, so that the server's threads see it."""
    from tests.cast import TEMPLATE

    return TEMPLATE.fresh()


class Visitor:
    """Somebody at a screen: opens pages, takes pictures, and notices what the browser complains about."""

    def __init__(self, browser: Browser, address: str, size: dict[str, int], name: str) -> None:
        self.context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=address)
        self.page: Page = self.context.new_page()
        self.name, self.count, self.complaints = name, 0, []
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if message.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> Page:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        return self.page

    def sign_in(self, username: str, password: str) -> None:
        self.open("/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", password)
        self.page.click("button[type=submit]:has-text('登录')")
        self.page.wait_for_url(lambda url: "/login" not in url)

    def picture(self, what: str) -> None:
        self.count += 1
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{self.name}-{self.count:02d}-{what}.png", full_page=True)

    def close(self) -> None:
        self.context.close()
        assert self.complaints == []


@pytest.fixture
def visit(browser: Browser, live_server: object) -> Iterator[object]:
    """Give a function that seats somebody at a phone or a desk: `visit("customer", phone=True)`."""
    seated: list[Visitor] = []

    def seat(name: str, *, phone: bool = False) -> Visitor:
        seated.append(Visitor(browser, live_server.url, PHONE if phone else DESKTOP, name))  # type: ignore[attr-defined]
        return seated[-1]

    yield seat
    for visitor in seated:
        visitor.close()
