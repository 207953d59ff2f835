"""Chinese is complete: every word that is said has its translation, the same everywhere."""

import re
from collections import defaultdict

import pytest

from tests.house.catalogue import PLACES, catalogue, entries, used

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


@pytest.mark.parametrize("app", PLACES)
def test_every_word_has_its_chinese(app: str) -> None:
    told = entries(catalogue(app))
    missing = {word.text: place for word, place in used(app).items() if not told.get((word.context, word.text))}
    assert missing == {}


@pytest.mark.parametrize("app", PLACES)
def test_no_translation_is_left_of_a_word_nobody_says(app: str) -> None:
    known = catalogue(app)
    said = {(word.context, word.text) for word in used(app)}
    assert set(entries(known)) - said == set()
    assert list(known.obsolete) == []


def test_a_word_is_the_same_in_every_app() -> None:
    found: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    for app in PLACES:
        for word, chinese in entries(catalogue(app)).items():
            found[word].add(chinese)
    assert {text: sorted(words) for (_context, text), words in found.items() if len(words) > 1} == {}


@pytest.mark.parametrize("app", PLACES)
def test_translations_keep_the_placeholders(app: str) -> None:
    lost = {
        text: chinese
        for (_context, text), chinese in entries(catalogue(app)).items()
        if chinese and not _placeholders(chinese) <= _placeholders(text)
    }
    assert lost == {}


def _placeholders(text: str) -> set[str]:
    return {match.group() for match in PLACEHOLDER.finditer(text)}
