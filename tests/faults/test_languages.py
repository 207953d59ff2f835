"""One language on a page: whatever is not data is English in English, and Chinese in Chinese."""

import html
import re
from collections.abc import Iterator

import pytest

from tests.faults.crawl import Visit, Walk

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
CHINESE = re.compile("[\u4e00-\u9fff]+")
ENGLISH = re.compile("[A-Za-z]{4,}")
HIDDEN = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
SPOKEN = re.compile(r'\s(?:title|placeholder|aria-label|alt|label|data-label|hx-confirm)="([^"]*)"')
OWN_NAMES = {"中文", "简体中文"}
# Names of things, not words: of programs and formats, of the languages, in addresses and in our own API.
NAMES = {
    *("English", "Excel", "JPEG", "OpenAPI", "Enter", "http", "https", "json", "wecombot", "dingtalk", "feishu"),
    *("mailtos", "secret", "token", "host", "path", "customers", "orders", "requests", "units", "read", "write"),
    "NOBODYKNOWS",
}


def spoken(visit: Visit) -> Iterator[str]:
    """Yield the texts that a page shows or reads out."""
    text = HIDDEN.sub(" ", visit.text)
    for part in (*re.sub(r"<[^>]*>", "\n", text).split("\n"), *SPOKEN.findall(text)):
        yield html.unescape(html.unescape(part))


def foreign(walk: Walk, words: re.Pattern[str], allowed: set[str]) -> dict[str, str]:
    """Return the words of the other language that are no data, with a page each."""
    found = {word: str(visit) for visit in walk.pages for text in spoken(visit) for word in words.findall(text)}
    return {word: where for word, where in sorted(found.items()) if word not in allowed and word not in walk.data}


def test_no_chinese_words_stand_on_english_pages(walks: dict[str, Walk]) -> None:
    assert foreign(walks["en"], CHINESE, OWN_NAMES) == {}


def test_no_english_words_stand_on_chinese_pages(walks: dict[str, Walk]) -> None:
    assert foreign(walks["zh-hans"], ENGLISH, NAMES) == {}


def test_each_page_says_in_which_language_it_is(walks: dict[str, Walk]) -> None:
    for language, walk in walks.items():
        whole = [visit for visit in walk.pages if "<html" in visit.text]
        assert len(whole) > 50
        assert [str(visit) for visit in whole if not re.search(f'<html[^>]* lang="{language}"', visit.text, re.I)] == []
