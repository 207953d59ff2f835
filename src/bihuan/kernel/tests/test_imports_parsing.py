"""What a cell means, whatever an office wrote into it."""
# ruff: noqa: DTZ001 - a spreadsheet's cells know no zone

import contextlib
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.imports.moments import day, moment
from bihuan.kernel.imports.parsing import Cell, Context, Unreadable, choice, code, number, phone, shown, yes_no, yuan

ZONE = ZoneInfo("Asia/Shanghai")


def context(**kwargs) -> Context:
    return Context(today=date(2026, 11, 20), **kwargs)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2025年10月8日", datetime(2025, 10, 8)),
        ("2025 年 10 月 8 日 上午9时30分", datetime(2025, 10, 8, 9, 30)),
        ("2025年3月6日 下午3点", datetime(2025, 3, 6, 15)),
        ("2020/6/8", datetime(2020, 6, 8)),
        ("2025.07.02", datetime(2025, 7, 2)),
        ("25-7-2", datetime(2025, 7, 2)),
        ("2025-10-08 9:00", datetime(2025, 10, 8, 9)),
        ("2025-10-08 21:05:10", datetime(2025, 10, 8, 21, 5, 10)),
        ("2025-10-08T21:05:10", datetime(2025, 10, 8, 21, 5, 10)),
        ("2025-10-08（星期三）", datetime(2025, 10, 8)),
        ("２０２５／１０／８　９：００", datetime(2025, 10, 8, 9)),
        ("7/3/2025 15:00", datetime(2025, 7, 3, 15)),
        ("19/10/2025", datetime(2025, 10, 19)),
        ("20251008", datetime(2025, 10, 8)),
        (20251008.0, datetime(2025, 10, 8)),
        (45938.375, datetime(2025, 10, 8, 9)),
        ("45938.375", datetime(2025, 10, 8, 9)),
        (datetime(2025, 7, 1, 11), datetime(2025, 7, 1, 11)),
        (date(2025, 7, 1), datetime(2025, 7, 1)),
        ("10.8", datetime(2026, 10, 8)),
        ("12.8", datetime(2025, 12, 8)),
        ("10月8号", datetime(2026, 10, 8)),
    ],
)
def test_a_date_is_read_in_every_usual_style(cell: Cell, expected: datetime) -> None:
    assert moment(cell, context()).value == expected.replace(tzinfo=ZONE)


def test_a_date_without_year_takes_the_year_of_the_title_and_follows_the_turn_of_the_year() -> None:
    here = context(year=2024)
    assert day("12.30", here).value == date(2024, 12, 30)
    assert day("1.2", here).value == date(2025, 1, 2)


@pytest.mark.parametrize(
    "cell", ["2025/2/30", "昨天", "2025-10-08 25:00", "1899-01-01", "2025-10-08 九点", True, "13.45", 3.0]
)
def test_what_is_no_date_is_refused_and_not_guessed(cell: Cell) -> None:
    with pytest.raises(Unreadable):
        moment(cell, context())


def test_an_empty_or_unknown_date_is_unknown() -> None:
    assert moment("", context()) == (None, "")
    assert moment("-", context()) == (None, "")
    assert moment("不详", context()) == (None, "不详")


@pytest.mark.parametrize(
    ("cell", "value", "note"),
    [
        (13910000000.0, "13910000000", ""),
        ("13910000000.0", "13910000000", ""),
        ("+86 13910000000", "13910000000", ""),
        ("86-139-1000-0000", "13910000000", ""),
        ("13912345678 / 0571-88001000", "13912345678", "0571-88001000"),
        ("136 0000 0000/0571-88001000", "13600000000", "0571-88001000"),
        ("0571-88001000转801", "0571-88001000-801", ""),
        ("（0571）88001000", "0571-88001000", ""),
        ("400-000-6618", "400-000-6618", ""),
        ("88001000", "88001000", ""),
        ("王先生 13912345678", "13912345678", "王先生"),
        ("看不清", "", "看不清"),
        ("-", "", ""),
        (None, "", ""),
    ],
)
def test_a_phone_is_found_and_the_rest_kept_as_a_note(cell: Cell, value: str, note: str) -> None:
    assert phone(cell, context()) == (value, note)


@pytest.mark.parametrize("cell", ["1391000", "139100000001234", "1.39E+10", "没带手机号的"])
def test_what_is_no_phone_is_refused(cell: Cell) -> None:
    if cell == "1391000":
        assert phone(cell, context()).value == "1391000"  # seven digits: a local number
        return
    with pytest.raises(Unreadable):
        phone(cell, context())


def test_numbers_keep_their_unit_as_a_note() -> None:
    assert number("1,280.50 元", context())[1] == "元"
    assert str(number("¥1,280.50", context()).value) == "1280.50"
    assert number("1.5小时", context()).note == "小时"
    with pytest.raises(Unreadable):
        number("若干", context())


def test_yes_and_no_are_understood() -> None:
    assert [yes_no(cell, context()).value for cell in ("是", "√", "Y", 1.0, "否", "", "加急", "×")] == [
        True, True, True, True, False, None, True, None,
    ]  # fmt: skip
    with pytest.raises(Unreadable):
        yes_no("也许", context())


def test_a_choice_is_found_by_its_words() -> None:
    parse = choice({"hotline": ("电话",), "qr": ("扫码",)}, otherwise="other")
    assert parse("电话", context()) == ("hotline", "")
    assert parse("客户电话报修", context()) == ("hotline", "客户电话报修")
    assert parse("捎口信", context()) == ("other", "捎口信")
    with pytest.raises(Unreadable):
        choice({"a": ("甲",)})("乙", context())


def test_codes_are_half_width_and_unknown_words_are_notes() -> None:
    assert code("ＳＮ２５ ７０", context()) == ("SN2570", "")
    assert code(2507.0, context()) == ("2507", "")
    assert code("（看不清）", context()) == ("", "（看不清）")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.dates(), st.datetimes(), st.booleans(), st.none()))
def test_no_cell_whatever_breaks_a_parser(cell: Cell) -> None:
    for parse in (moment, day, phone, number, yes_no, code):
        with contextlib.suppress(Unreadable):
            parse(cell, context())
    assert isinstance(shown(cell), str)


def test_a_five_digit_number_that_is_no_excel_day_is_no_date():
    for cell in ("10000", 10000.0, 10000):
        with pytest.raises(Unreadable):
            moment(cell, context())


@pytest.mark.parametrize(
    ("cell", "heading", "titles", "expected"),
    [
        ("12.5万", "收入", (), "125000.00"),
        ("¥ 86 300 元", "收入", (), "86300.00"),
        ("１，２５０，０００．５", "收入", (), "1250000.50"),
        (5236800.0, "全年收入", (), "5236800.00"),
        (523.68, "年收入（万元）", (), "5236800.00"),
        ("523.68", "年收入\n(万元)", (), "5236800.00"),
        ("5,236,800元", "年收入（万元）", (), "5236800.00"),
        (523.68, "年收入", ("2025 年客户收入表", "金额单位：万元"), "5236800.00"),
        (523.68, "年收入（元）", ("单位：万元",), "523.68"),
        (1.2, "收入(亿元)", (), "120000000.00"),
        (8, "收入", ("单位：万元", "单位：元"), "8.00"),
        ("", "年收入（万元）", (), None),
        ("暂无", "年收入（万元）", (), None),
    ],
)
def test_an_amount_is_in_the_unit_of_its_cell_its_heading_or_its_table(cell, heading, titles, expected) -> None:
    found = yuan(cell, context(heading=heading, titles=titles)).value
    assert (None if found is None else str(found)) == expected


@pytest.mark.parametrize("cell", ["约三百万", "12.5.3", "见附表", date(2025, 1, 2), True])
def test_what_is_no_amount_is_not_guessed(cell: Cell) -> None:
    with pytest.raises(Unreadable):
        yuan(cell, context())
