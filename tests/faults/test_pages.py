"""Every page that can be reached: headers, markup, typed text, personal data, links that lead on."""

import io
import re
import zipfile

import pytest

from bihuan.kernel.lists.exports import TYPE
from tests.faults.crawl import Visit, Walk
from tests.faults.words import SECRETS

# The walk needs the tables; pytest-django makes them for tests that say so.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>|<style\b|\sstyle=\"|\son[a-z]+=\"", re.IGNORECASE
)
EXECUTED = ("<script>alert(1)", "<img src=x")


@pytest.fixture
def visits(walks: dict[str, Walk]) -> list[Visit]:
    return walks["zh-hans"].visits


@pytest.fixture
def pages(walks: dict[str, Walk]) -> list[Visit]:
    return walks["zh-hans"].pages


def told(visits: list[Visit]) -> list[str]:
    return sorted({str(visit) for visit in visits})


def test_the_walk_reaches_the_whole_house(walks: dict[str, Walk]) -> None:
    for walk in walks.values():
        names = {visit.name for visit in walk.visits if visit.status == 200}
        assert len(names) > 90, sorted(names)


def test_no_link_leads_into_a_refusal_or_a_fault(visits: list[Visit]) -> None:
    assert told([visit for visit in visits if visit.status >= 400 and visit.found_on and not listed(visit)]) == []


def listed(visit: Visit) -> bool:
    """Tell whether a page asks for rows to be chosen first; opened without, it says so at the field (422)."""
    return visit.status == 422


@pytest.mark.req("SEC-01")
def test_every_answer_says_what_a_browser_may_do_with_it(visits: list[Visit]) -> None:
    for visit in visits:
        policy = visit.headers.get("Content-Security-Policy", "")
        assert policy, visit
        assert "unsafe-inline" not in policy, visit
        assert visit.headers.get("X-Content-Type-Options") == "nosniff", visit
        assert visit.headers.get("X-Frame-Options") == "DENY", visit
        assert visit.headers.get("Referrer-Policy") == "same-origin", visit
        if visit.is_html:
            assert "frame-ancestors 'none'" in policy, visit
            assert "object-src 'none'" in policy, visit


def test_no_page_carries_inline_script_style_or_handlers(pages: list[Visit]) -> None:
    found = {f"{visit.name}: {match.group()}" for visit in pages for match in INLINE.finditer(visit.text)}
    assert found == set()


@pytest.mark.req("SEC-01")
def test_what_people_type_is_text_on_every_page(pages: list[Visit]) -> None:
    shown = [visit for visit in pages if "onerror=alert(2)" in visit.text]
    assert len({visit.name for visit in shown}) > 8, told(shown)
    assert told([visit for visit in pages if any(words in visit.text for words in EXECUTED)]) == []
    assert told([visit for visit in pages if " 49 " in visit.text and "#let 49" in visit.text]) == []


@pytest.mark.req("SEC-01", "CUS-01")
def test_phones_and_addresses_stand_in_the_clear_on_no_page_and_in_no_address(visits: list[Visit]) -> None:
    leaks = [
        f"{secret} on {visit}" for visit in visits for secret in SECRETS if secret in visit.text or secret in visit.url
    ]
    assert sorted(set(leaks)) == []


@pytest.mark.req("SEC-01", "CUS-01")
def test_exports_hold_text_not_formulas_and_no_personal_data(visits: list[Visit]) -> None:
    files = [visit for visit in visits if visit.headers.get("Content-Type") == TYPE and visit.status == 200]
    assert len({visit.name for visit in files}) >= 5
    sheets = {visit.name: _sheets(visit) for visit in files}
    assert any("cmd|" in text for text in sheets.values())
    for name, text in sheets.items():
        assert "<f>" not in text, name
        assert [secret for secret in SECRETS if secret in text] == [], name


def _sheets(visit: Visit) -> str:
    with zipfile.ZipFile(io.BytesIO(visit.body)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_cookies_of_signing_in_are_out_of_reach_of_scripts_and_other_sites(visits: list[Visit]) -> None:
    set_ = {(cookie.key, bool(cookie["httponly"]), cookie["samesite"]) for visit in visits for cookie in visit.cookies}
    assert {key for key, _script, _site in set_} >= {"csrftoken"}
    assert {key for key, out_of_reach, _site in set_ if key == "sessionid" and not out_of_reach} == set()
    assert {key for key, _script, site in set_ if site not in {"Lax", "Strict"}} == set()
