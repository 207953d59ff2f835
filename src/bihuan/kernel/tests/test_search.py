"""Searching: exactly the rows a substring match gives, newest first, on both databases."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.customers.models import Customer
from bihuan.kernel import search
from bihuan.kernel.search import finding, grams
from bihuan.kernel.search.grams import SEGMENT_BITS, normalize, segment, text_id

KIND = "customers.customer"
OTHER = "products.unit"
TEXTS = {
    1: "SR-20261119-0031 东湖宾馆 XQB75-J 脱水时剧烈抖动",
    2: "SR-20261119-0042 沈雅琴 KFR-35GW 35B3-2407-018826 不制冷，外机有异响",
    3: "SR-20261120-0044 王淑芬 KFR-35GW 室内机漏水",
    40_000: "SR-20261120-0050 何丽华 JSQ25-A 水温不稳，漏水 E3",
    90_000: "SR-20261120-0051 ＫＦＲ－５０ＬＷ 显示屏花屏 100%_坏",
}
WORDS = [
    "漏水", "制冷", "沈雅琴", "kfr-35gw", "ＫＦＲ", "e3", "018826", "0042", "漏", "水 漏", "35gw 漏水", "水漏", "𠮷",
    "%", "_", "100%", "'", '"', "", "  ", "OR", "*",
]  # fmt: skip


@pytest.fixture
def indexed(db) -> None:
    search.index_many(KIND, TEXTS.items())
    search.index(OTHER, 3, "漏水 别的")


def by_substring(query: str) -> list[int]:
    wanted = normalize(query).split()
    found = [pk for pk, text in TEXTS.items() if wanted and all(part in normalize(text) for part in wanted)]
    return sorted(found, reverse=True)


@pytest.mark.parametrize("query", WORDS)
def test_it_finds_exactly_what_a_substring_match_finds(indexed, query: str) -> None:
    assert search.newest(KIND, query) == by_substring(query)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_piece_of_any_text_finds_its_row(indexed, data) -> None:
    pk = data.draw(st.sampled_from(sorted(TEXTS)))
    start = data.draw(st.integers(0, len(TEXTS[pk]) - 1))
    piece = TEXTS[pk][start : start + data.draw(st.integers(1, 12))]
    assert search.newest(KIND, piece) == by_substring(piece)


def test_the_newest_come_first_and_paging_goes_on_below(indexed) -> None:
    assert search.newest(KIND, "sr-2026", limit=2) == [90_000, 40_000]
    assert search.newest(KIND, "sr-2026", before=40_000, limit=2) == [3, 2]
    assert search.newest(KIND, "sr-2026", before=1) == []


def test_a_search_among_rows_and_as_a_filter_gives_the_same(indexed) -> None:
    for pk in TEXTS:
        Customer.objects.create(pk=pk, number=f"C-{pk}", name="x", is_key=pk < 3)
    rows = Customer.objects.filter(is_key=False)
    assert search.newest(KIND, "漏水", among=rows) == [40_000, 3]
    assert search.newest(KIND, "kfr-35gw", among=rows) == [3]
    for query in WORDS:
        hits = Customer.objects.filter(pk__in=search.matching(KIND, query)).order_by("-pk").values_list("pk", flat=True)
        assert list(hits) == by_substring(query)


def test_changed_words_replace_the_old_ones(indexed) -> None:
    search.index(KIND, 3, "王淑芬 不进水")
    search.index(KIND, 3, "王淑芬 不进水")
    assert search.newest(KIND, "漏水") == [40_000]
    assert search.newest(KIND, "进水") == [3]
    search.remove(KIND, 3)
    assert search.newest(KIND, "进水") == []


def test_a_common_word_is_found_across_many_segments(db) -> None:
    step = 1 << (SEGMENT_BITS - 1)
    search.index_many(KIND, [(number * step, f"漏水 {number}") for number in range(1, 121)])
    assert search.newest(KIND, "漏水", limit=200) == [number * step for number in range(120, 0, -1)]
    assert search.newest(KIND, "水 1", before=step * 20, limit=3) == [step * 19, step * 18, step * 17]


def test_another_way_of_finding_is_added_to_the_words(indexed, monkeypatch) -> None:
    monkeypatch.setattr(finding, "_finders", {})
    search.register_finder(KIND, lambda query: [1, 90_000] if query == "6021" else [])
    for pk in TEXTS:
        Customer.objects.create(pk=pk, number=f"C-{pk}", name="x")
    assert search.newest(KIND, "6021") == [90_000, 1]
    assert search.newest(KIND, "6021", before=90_000) == [1]
    hits = Customer.objects.filter(pk__in=search.matching(KIND, "6021"))
    assert set(hits.values_list("pk", flat=True)) == {1, 90_000}


@pytest.mark.req("SEC-01")
def test_phones_and_addresses_are_not_in_the_index(db) -> None:
    from bihuan.customers import operations
    from bihuan.kernel.actors import SYSTEM

    operations.register(name="沈雅琴", phone="13812346021", address="杭州市滨江区星澜苑 6 幢", by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM kernel_searchtext")
        words = " ".join(row[0] for row in cursor.fetchall())
    assert "沈雅琴" in words
    assert "6021" not in words
    assert "星澜" not in words


@given(st.integers(0, 4095), st.integers(0, 2**33))
def test_a_key_fits_the_database_and_keeps_the_order(number: int, pk: int) -> None:
    row_id = number << grams.PK_BITS | pk
    assert 0 <= segment(row_id) << 32 | 0xFFFFFFFF < 2**63
    assert segment(row_id) >= segment(number << grams.PK_BITS)
    assert text_id(KIND, pk) & grams.PK_MASK == pk
