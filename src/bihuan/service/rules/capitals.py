"""An amount in Chinese capitals, as invoices and receipts write it: 壹佰捌拾元整."""

from decimal import ROUND_HALF_UP, Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def capitals(amount: Decimal) -> str:
    """Return an amount in yuan in capitals, "" below zero."""
    if amount < 0:
        return ""
    fen = int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))
    yuan, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    words = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not cent:
        return f"{words or '零元'}整"
    words += f"{DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    return words + (f"{DIGITS[cent]}分" if cent else "整")


def _whole(number: int) -> str:
    groups, words = [], ""
    while number:
        groups.append(number % 10000)
        number //= 10000
    for place in reversed(range(len(groups))):
        group = groups[place]
        if words and (group < 1000 or groups[place + 1] % 10 == 0) and group and not words.endswith("零"):
            words += "零"
        if group:
            words += _group(group) + GROUPS[place]
    return words


def _group(number: int) -> str:
    words = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += DIGITS[digit] + PLACES[place]
        elif words and not words.endswith("零"):
            words += "零"
    return words.rstrip("零")
