"""A call in one sentence, and a day in quarters of an hour: plain rules."""

from datetime import timedelta

import pytest
from tests.cast import at

from bihuan.service.rules import Span, lane, read_sentence

NOW = at("2026-11-20 15:05")  # a Friday


def test_a_tail_an_appointment_and_the_fault_are_told_apart() -> None:
    heard = read_sentence("尾号 6021，滨江星澜苑 6 幢，空调又不制冷了，外机嗡嗡响，下午四点后在家", NOW)
    assert heard.tail == "6021"
    assert heard.appointment_at == at("2026-11-20 16:00")
    assert "下午四点后在家" not in heard.description
    assert "空调又不制冷了" in heard.description


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("138 1234 6021 不制冷", "138 1234 6021"),
        ("电话13812346021，漏水", "13812346021"),
        ("０５７１－８８８８６６６６ 不通电", "0571-88886666"),
        ("机号 35B3-2407-018826 不制冷", ""),
    ],
)
def test_a_phone_is_found_however_it_is_written(text: str, phone: str) -> None:
    assert read_sentence(text, NOW).phone == phone


def test_a_serial_number_is_no_phone_and_no_time() -> None:
    heard = read_sentence("机号35B3-2407-018826 点火失败，周一上午9:30上门", NOW)
    assert heard.codes == ("35B3-2407-018826",)
    assert heard.appointment_at == at("2026-11-23 09:30")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("明天上午有人", "2026-11-21 09:00"),
        ("后天下午两点半上门", "2026-11-22 14:30"),
        ("４点半后在家", "2026-11-20 16:30"),
        ("下周三晚上7点", "2026-11-25 19:00"),
        ("今天上午 9 点来过", None),
        ("不制冷", None),
        ("25点上门", None),
    ],
)
def test_an_appointment_is_read_as_people_say_it(text: str, moment: str | None) -> None:
    assert read_sentence(text, NOW).appointment_at == (at(moment) if moment else None)


def test_urgent_is_urgent_unless_it_is_not() -> None:
    assert read_sentence("热水器漏气", NOW).is_urgent
    assert read_sentence("不制冷，急", NOW).is_urgent
    assert not read_sentence("遥控器失灵，不急", NOW).is_urgent


def _span(start: str, end: str, kind: str = "plan") -> Span:
    return Span(at(f"2026-11-20 {start}"), at(f"2026-11-20 {end}"), kind, f"{start}-{end}")


def _drawn(*spans: Span, rests: tuple[Span, ...] = ()) -> list[tuple[int, str]]:
    cells = lane(at("2026-11-20 08:00"), at("2026-11-20 18:00"), spans, rests)
    assert sum(cell.width for cell in cells) == 40
    return [(cell.width, cell.span.label if cell.span else "") for cell in cells]


def test_a_day_is_filled_exactly() -> None:
    assert _drawn(_span("09:00", "10:30"), rests=(_span("12:00", "13:30", "rest"),)) == [
        (4, ""), (6, "09:00-10:30"), (6, ""), (6, "12:00-13:30"), (18, ""),
    ]  # fmt: skip


def test_what_begins_later_lies_in_front() -> None:
    assert _drawn(_span("09:00", "12:00"), _span("10:00", "11:00"))[1:4] == [
        (4, "09:00-12:00"), (4, "10:00-11:00"), (4, "09:00-12:00"),
    ]  # fmt: skip


def test_a_job_that_would_be_hidden_keeps_a_quarter() -> None:
    assert _drawn(_span("09:00", "10:00"), _span("09:00", "10:00", "now"))[1:3] == [
        (4, "09:00-10:00"),
        (1, "09:00-10:00"),
    ]


def test_what_lies_outside_the_day_is_cut_off() -> None:
    night = Span(at("2026-11-19 22:00"), at("2026-11-20 08:20"), "done", "night")
    assert _drawn(night, _span("17:50", "21:00"))[0] == (2, "night")
    assert _drawn(Span(NOW + timedelta(days=1), NOW + timedelta(days=2), "plan", "x")) == [(40, "")]
