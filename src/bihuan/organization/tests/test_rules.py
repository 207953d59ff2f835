"""Who stands in, how hours are typed, which region an address names."""

from datetime import date

import pytest

from bihuan.organization.rules import BadWindows, best_region, read_windows, stand_in, write_windows, year_exceptions

DAY = [["08:00", "12:00"], ["13:30", "17:30"]]


@pytest.mark.parametrize(
    "text",
    [
        "08:00-12:00 13:30-17:30",
        "8:00-12:00,13:30-17:30",
        "１３：３０－１７：３０、8:00～12:00",
        " 08:00–12:00；13:30至17:30 ",
    ],
)
def test_hours_are_understood_however_they_are_typed(text: str) -> None:
    assert read_windows(text) == DAY


def test_no_hours_mean_closed() -> None:
    assert read_windows("  ") == []


def test_a_night_shift_ends_on_the_next_morning() -> None:
    assert read_windows("22:00-06:00") == [["22:00", "06:00"]]


@pytest.mark.parametrize(
    "text", ["8-12", "08:00-08:00", "08:00-25:00", "08:00-12:00 11:00-13:00", "早八点", "22:00-09:00 08:00-12:00"]
)
def test_hours_that_cannot_be_are_refused_by_name(text: str) -> None:
    with pytest.raises(BadWindows) as refusal:
        read_windows(text)
    assert refusal.value.text in read_text(text)


def read_text(text: str) -> str:
    return text


def test_hours_read_back_as_they_were_written() -> None:
    assert read_windows(write_windows(DAY)) == DAY


def test_holidays_on_closed_days_are_no_exceptions_and_make_up_days_get_ordinary_hours() -> None:
    week = [DAY, DAY, DAY, DAY, DAY, [], []]
    saturday, friday, sunday = date(2026, 5, 2), date(2026, 5, 1), date(2026, 9, 20)
    assert year_exceptions(week, [friday, saturday], [sunday]) == {"2026-05-01": [], "2026-09-20": DAY}


def test_the_most_exact_region_in_an_address_wins() -> None:
    names = {"杭州市": 1, "滨江区": 2, "江区": 3, "": 4}
    assert best_region("浙江省杭州市滨江区星澜苑 6 幢", names) == 2
    assert best_region("北京", names) is None


@pytest.mark.parametrize(
    ("away", "acting"),
    [({}, 1), ({1: 2}, 2), ({1: 2, 2: 3}, 3), ({1: None}, None), ({1: 2, 2: None}, None), ({1: 2, 2: 1}, None)],
)
def test_deputies_are_followed_until_somebody_is_there(away: dict[int, int | None], acting: int | None) -> None:
    assert stand_in(1, away) == acting
