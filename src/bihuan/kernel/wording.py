"""How people say times, amounts and phone numbers: «还剩 2 小时 10 分», ¥118.00, 138 **** 6021."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bihuan.kernel.masking import MASK, mask_phone

MINUTE, HOUR, DAY = 60, 3600, 86400
TAIL = re.compile(r"[0-9]{4}")
AT_LAST = timedelta(minutes=10)
SOON = 0.7  # share of a time limit after which its chip turns amber

VERBS = {
    "create": gettext_noop("registered"),
    "register": gettext_noop("registered"),
    "change": gettext_noop("changed"),
    "comment": gettext_noop("wrote"),
    "attach": gettext_noop("attached a file"),
    "import": gettext_noop("imported"),
    "delete": gettext_noop("deleted"),
}


def verb(name: str) -> str:
    """Return the word for a history entry's verb."""
    return _(VERBS[name]) if name in VERBS else name.replace("_", " ").replace(".", " ")


def span(length: timedelta | int | float | None) -> str:
    """Return a length of time in its two largest units; a number is seconds.

    From a day on minutes are left out, from three days on hours too.
    """
    if length is None:
        return ""
    seconds = int(abs(length.total_seconds() if isinstance(length, timedelta) else length))
    if seconds < MINUTE:
        return _("under a minute")
    days, rest = divmod(seconds, DAY)
    hours, minutes = rest // HOUR, rest % HOUR // MINUTE
    if days >= 3 or (days and not hours):
        return _("%(days)s d") % {"days": days}
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if hours and minutes:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    if hours:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(minutes)s min") % {"minutes": minutes}


def time_left(due_at: datetime | None, now: datetime | None = None) -> str:
    """Return the time to a moment as people say it: «2 h 10 min left», «1 d late»."""
    if due_at is None:
        return ""
    left = due_at - (now or timezone.now())
    if left < timedelta(0):
        return _("%(span)s late") % {"span": span(left)}
    return _("%(span)s left") % {"span": span(left)}


def ago(moment: datetime | None, now: datetime | None = None) -> str:
    """Return how long ago a moment was: «3 min ago»."""
    if moment is None:
        return ""
    passed = (now or timezone.now()) - moment
    if passed < timedelta(seconds=MINUTE):
        return _("just now")
    return _("%(span)s ago") % {"span": span(passed)}


def daytime(moment: datetime | None, now: datetime | None = None) -> str:
    """Return a moment as short as it is clear: 14:30 today, 11-19 14:30 this year, else with the year."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localtime(now or timezone.now())
    if local.date() == today.date():
        return local.strftime("%H:%M")
    if local.date() == today.date() - timedelta(days=1):
        return _("yesterday %(time)s") % {"time": local.strftime("%H:%M")}
    return local.strftime("%m-%d %H:%M" if local.year == today.year else "%Y-%m-%d %H:%M")


def yuan(amount: Decimal | float | int | str | None) -> str:
    """Return an amount of money with its sign, grouped, two decimals: ¥1,118.00."""
    if amount is None or amount == "":
        return ""
    value = Decimal(str(amount))
    return f"{'−' if value < 0 else ''}¥{abs(value):,.2f}"


def phone_masked(phone: str | None) -> str:
    """Return a phone number grouped, its middle hidden: 138 **** 6021; four digits are taken as its end."""
    if not phone:
        return ""
    return f"{MASK} {phone}" if TAIL.fullmatch(phone) else mask_phone(phone)


class Chip(NamedTuple):
    """A time limit as it is drawn: tone (ok, soon, over, met, missed, hold), icon, word, exact moment."""

    tone: str
    icon: str
    word: str
    exact: str
    moment: str


def chip(
    due_at: datetime | None,
    starts_at: datetime | None,
    met_at: datetime | None,
    state: str,
    is_late: bool,
    now: datetime | None = None,
) -> Chip:
    """Return how a time limit looks now: green, amber from 70 % or ten minutes on, red when late, else quiet."""
    now = now or timezone.now()
    exact = _("due %(moment)s") % {"moment": timezone.localtime(due_at).strftime("%Y-%m-%d %H:%M")} if due_at else ""
    moment = due_at.isoformat() if due_at else ""
    if state == "met" or met_at:
        taken = span(met_at - starts_at) if met_at and starts_at else ""
        if is_late:
            return Chip("missed", "clock-exclamation", _("%(span)s, late") % {"span": taken}, exact, moment)
        return Chip("met", "check", _("%(span)s, in time") % {"span": taken}, exact, moment)
    if state == "cancelled":
        return Chip("met", "minus", _("lapsed"), exact, moment)
    if state == "paused" or due_at is None:
        return Chip("hold", "player-pause", _("paused"), exact, moment)
    word = time_left(due_at, now)
    if due_at < now:
        return Chip("over", "clock-exclamation", word, exact, moment)
    if due_at - now < AT_LAST or (starts_at and (now - starts_at) >= (due_at - starts_at) * SOON):
        return Chip("soon", "hourglass-low", word, exact, moment)
    return Chip("ok", "clock", word, exact, moment)
