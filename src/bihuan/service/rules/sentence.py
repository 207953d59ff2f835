"""A call in one sentence: what can be read out of it without knowing anybody (phone, serial, time, urgency).

    尾号 6021，滨江星澜苑 6 幢，空调又不制冷了，下午四点后在家

Customer, place and fault class are looked up with these by `service.queries.understand`.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

PHONE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)")
LAND_LINE = re.compile(r"(?<!\d)(0\d{2,3}[ -]?\d{7,8})(?!\d)")
TAIL = re.compile(r"尾号[是为: ]*(\d{4})(?!\d)")
SERIAL = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z-]*\d)[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*(?![0-9A-Za-z])")
SHORTEST_SERIAL = 6
URGENT = ("紧急", "加急", "急修", "着急", "很急", "漏电", "冒烟", "起火", "漏气", "urgent")
BARE = ("急", "加急", "紧急", "很急", "尾号")
NOT_URGENT = ("不急", "不着急")
DIGITS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "十二": 12,
}
DAYS = {"大后天": 3, "后天": 2, "明天": 1, "明早": 1, "今天": 0, "今晚": 0}
AFTERNOON = ("下午", "傍晚", "晚上", "今晚")
WEEKDAY = re.compile(r"(下)?(?:周|星期|礼拜)([一二三四五六日天])")
CLOCK = re.compile(
    r"(上午|早上|明早|中午|下午|傍晚|晚上|今晚)?\s*(?<![\d-])(十[一二]|[一二两三四五六七八九十]|\d{1,2})\s*"
    r"(?:点(?!火)钟?|时|:(?=\d{2}))\s*(半|一刻|\d{2})?"
)
PART_OF_DAY = {
    "上午": time(9), "早上": time(8), "明早": time(8), "中午": time(12), "下午": time(14), "傍晚": time(17),
    "晚上": time(19), "今晚": time(19),
}  # fmt: skip
CLAUSE_ENDS = re.compile(r"[,。;!、\n]+")


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a sentence says by itself.

    Attributes:
        phone: a full number as written; tail: last four digits where only those are given.
        codes: words that may be a serial number or a model, the longest first.
        appointment_at: when the customer wants somebody to come.
        parts: the sentence cut at its commas, for names of people and places.
        description: the parts that tell the fault: neither number nor time.
    """

    phone: str = ""
    tail: str = ""
    codes: tuple[str, ...] = ()
    is_urgent: bool = False
    appointment_at: datetime | None = None
    parts: tuple[str, ...] = ()
    description: str = ""


def read_sentence(text: str, now: datetime) -> Heard:
    """Return what a sentence says.

    Args:
        text: as the clerk types it, full-width characters included.
        now: the local moment of the call; «tomorrow» counts from it.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    phone = PHONE.search(plain) or LAND_LINE.search(plain)
    tail = TAIL.search(plain)
    without = PHONE.sub(" ", LAND_LINE.sub(" ", TAIL.sub(" ", plain)))
    cuts = CLAUSE_ENDS.split(without) if CLAUSE_ENDS.search(without) else without.split()
    parts = tuple(part.strip() for part in cuts if part.strip())
    codes = sorted({code for code in SERIAL.findall(without) if len(code) >= SHORTEST_SERIAL}, key=len, reverse=True)
    told = [part for part in parts if not _is_appointment(part) and part not in BARE]
    return Heard(
        phone=phone.group(1) if phone else "",
        tail=tail.group(1) if tail and not phone else "",
        codes=tuple(codes),
        is_urgent=(any(word in plain for word in URGENT) or "急" in parts)
        and not any(word in plain for word in NOT_URGENT),
        appointment_at=appointment(plain, now),
        parts=parts,
        description="，".join(told),
    )


def _is_appointment(part: str) -> bool:
    """Tell whether a part says when to come and nothing else worth writing down."""
    has_time = bool(CLOCK.search(part)) or any(word in part for word in (*DAYS, *PART_OF_DAY))
    return has_time and any(word in part for word in ("在家", "上门", "来", "有人", "方便", "后", "前"))


def appointment(text: str, now: datetime) -> datetime | None:
    """Return the moment a text names, None when it names none or one that has passed."""
    clock = CLOCK.search(text)
    offset = next((days for word, days in DAYS.items() if word in text), None)
    weekday = WEEKDAY.search(text)
    part = next((word for word in PART_OF_DAY if word in text), "")
    is_said = clock or (part and (offset is not None or weekday or "后" in text))
    if not is_said:
        return None
    day = now.date() + timedelta(days=offset or 0)
    if weekday and offset is None:
        day = _weekday(weekday, now)
    at = _time(clock) if clock else PART_OF_DAY[part]
    if at is None:
        return None
    moment = datetime.combine(day, at, now.tzinfo)
    if moment <= now and offset is None and not weekday and clock and not clock.group(1) and at.hour < 12:
        moment += timedelta(hours=12)
    return moment if moment > now else None


def _weekday(found: re.Match[str], now: datetime) -> date:
    wanted = "一二三四五六日".index(found.group(2).replace("天", "日"))
    ahead = wanted - now.weekday()
    if found.group(1):
        return now.date() + timedelta(days=ahead + 7)
    return now.date() + timedelta(days=ahead % 7)


def _time(found: re.Match[str]) -> time | None:
    part, hour_text, minute_text = found.groups()
    hour = DIGITS.get(hour_text) or int(hour_text)
    minute = {None: 0, "半": 30, "一刻": 15}.get(minute_text)
    minute = int(minute_text) if minute is None else minute
    if part in AFTERNOON and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
