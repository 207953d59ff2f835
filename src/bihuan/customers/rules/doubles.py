"""When two files may be of one customer: what is compared, what weighs how much. Plain values only."""

import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz import fuzz

# What a company's name ends in says nothing about which company it is.
ENDINGS = re.compile(r"(有限责任公司|股份有限公司|集团有限公司|有限公司|分公司|公司|集团|co|ltd|inc|llc)+$")
NOT_WORDS = re.compile(r"[\W_]+")
WEIGHTS = {"phone": 60, "name": 60, "person": 30, "address": 35, "similar": 40}
ENOUGH, ALIKE, PREFIX = 60, 88.0, 3
HOUSEHOLD = "household"


@dataclass(frozen=True)
class Traits:
    """What is compared: keys and blind indexes, never the personal data itself."""

    name_key: str
    kind: str
    region: int | None = None
    address: str = ""
    phones: frozenset[str] = frozenset()


def name_key(name: str) -> str:
    """Return a name without width, case, blanks, marks and the endings of companies."""
    bare = NOT_WORDS.sub("", unicodedata.normalize("NFKC", name).lower())
    return (ENDINGS.sub("", bare) or bare)[:80]


def address_key(address: str) -> str:
    """Return an address without width, case, blanks and marks; too short a one compares with nothing."""
    bare = NOT_WORDS.sub("", unicodedata.normalize("NFKC", address).lower())
    return bare if len(bare) >= 8 else ""


def reasons(one: Traits, other: Traits) -> list[str]:
    """Return why two files may be of one customer, as names of `WEIGHTS`."""
    found = ["phone"] if one.phones & other.phones else []
    both_households = one.kind == HOUSEHOLD and other.kind == HOUSEHOLD
    if one.name_key and one.name_key == other.name_key:
        found.append("person" if both_households else "name")
    elif not both_households and fuzz.ratio(one.name_key, other.name_key) >= ALIKE:
        found.append("similar")
    if one.address and one.address == other.address:
        found.append("address")
    return found


def score(found: list[str]) -> int:
    """Return how sure the reasons make it, up to 100."""
    return min(100, sum(WEIGHTS[reason] for reason in found))
