"""Phones, addresses and mail addresses as people write them: one form to compare, one mask to show.

Plain functions; they know nothing of encryption. Masking what is masked already changes nothing.
"""

import re
import unicodedata

MASK = "****"
FLOAT = re.compile(r"^(\d{7,})\.0+$")
EXPONENT = re.compile(r"^\d(\.\d+)?e\+?\d{1,2}$", re.IGNORECASE)
SEPARATOR = re.compile(r"[,;/、\n]| {2,}| (?=0\d{2,3}-)")
EXTENSION = re.compile(r"(?:\s*(?:转|ext\.?|[x#])\s*|(?<=\d{7})-)\d{1,5}$", re.IGNORECASE)
# Two-digit area codes (10, 20–29) have three digits with the zero, all others four.
LAND_LINE = re.compile(r"^0?(10|2\d|[3-9]\d{2})(\d{7,8})$")
MOBILE = re.compile(r"^1[3-9]\d{9}$")
PLAIN = re.compile(r"1[3-9][0-9]{9}")  # most numbers: there is nothing to tidy
PLACE = re.compile(r"^(?:.{1,8}?省)?(?:.{1,8}?市)?(?:.{1,8}?(?:(?<![小园社])区|[县旗]))?")


def normalize_phone(value: object) -> str:
    """Return a phone number's digits in the one form that is stored and compared.

    Takes what forms and ledgers hold: `+86 139 1234 5678`, `０５７１－８８８８６６６６`, `13910000000.0`,
    `1.391E+10`, several numbers in one cell (the first counts), an extension behind it (dropped).
    Land lines keep their area code, foreign numbers their `+`; a masked number stays masked.

    Returns:
        Digits, or an empty string when there is no number in it.
    """
    if isinstance(value, str) and PLAIN.fullmatch(value):
        return value
    text = unicodedata.normalize("NFKC", str(value or "")).strip()
    if MASK in text:
        return text
    if EXPONENT.match(text):
        text = f"{float(text):.0f}"
    text = SEPARATOR.split(FLOAT.sub(r"\1", text))[0].strip()
    abroad = _digits(text).lstrip("0") if text.startswith(("+", "00")) else "86"
    if not abroad.startswith("86"):
        return f"+{abroad}" if abroad else ""
    return _domestic(_digits(text)) if MOBILE.match(_digits(text)) else _domestic(_digits(EXTENSION.sub("", text)))


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _domestic(digits: str) -> str:
    for prefix in ("0086", "86"):
        rest = digits.removeprefix(prefix)
        if rest != digits and (MOBILE.match(rest) or LAND_LINE.match(rest)):
            return rest if MOBILE.match(rest) else f"0{rest.removeprefix('0')}"
    digits = re.sub(r"^0{2,}", "0", digits)
    return digits[1:] if MOBILE.match(digits[1:]) and digits.startswith("0") else digits


def phone_tail(value: object) -> str:
    """Return the last four digits, which customers are asked for; empty for anything shorter."""
    digits = _digits(normalize_phone(value))
    return digits[-4:] if len(digits) >= 7 else ""


def mask_phone(value: str) -> str:
    """Return `138 **** 6021` for a mobile, `0571 **** 6021` for a land line; short ones wholly hidden."""
    if MASK in value:
        return value
    digits = normalize_phone(value)
    if not digits:
        return ""
    if len(digits) < 7:
        return MASK
    return f"{_phone_head(digits)} {MASK} {digits[-4:]}".strip()


def _phone_head(digits: str) -> str:
    if MOBILE.match(digits) or digits.startswith("+"):
        return digits[:3]
    if digits.startswith("0") and len(digits) >= 10:
        return digits[:3] if digits[1] in "12" else digits[:4]
    return ""


def mask_address(value: str) -> str:
    """Return the address down to its district: `杭州市滨江区****`."""
    if MASK in value:
        return value
    place = PLACE.match(value)
    return f"{(place and place.group()) or value[:2]}{MASK}" if value else ""


def mask_email(value: str) -> str:
    """Return `s****@example.com`."""
    if MASK in value:
        return value
    name, at, host = value.partition("@")
    return f"{name[:1]}{MASK}{at}{host}" if value else ""


def mask_all(value: str) -> str:
    """Return four stars for any text."""
    return MASK if value else ""
