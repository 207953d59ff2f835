"""Words as the index sees them: one normal form, cut into single characters and pairs; ids that carry a kind.

Everything here is a plain number, so that both databases index exactly the same things.
"""

import unicodedata
import zlib
from itertools import pairwise

LONGEST = 4000  # characters of a record's words that are searchable
KIND_BITS, PK_BITS = 12, 48
SEGMENT_BITS, SEGMENT_NUMBER_BITS = 14, 19
PK_MASK = (1 << PK_BITS) - 1


def normalize(text: str) -> str:
    """Return text as it is stored and compared: full width and case folded, blanks single."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())[:LONGEST]


def parts(query: str) -> list[str]:
    """Return the pieces of a query, each of which must occur; longest first."""
    return sorted(set(normalize(query[:200]).split()), key=lambda part: (-len(part), part))[:8]


def pairs(part: str) -> set[int]:
    """Return what the index is asked for a piece: its character pairs, or the one character it is."""
    codes = _codes(part)
    return {first << 16 | second for first, second in pairwise(codes)} or set(codes)


def grams(text: str) -> list[int]:
    """Return everything the index keeps of a normalised text, in order: characters and pairs."""
    found: set[int] = set()
    for word in text.split():
        codes = _codes(word)
        found.update(codes)
        found.update([first << 16 | second for first, second in pairwise(codes)])
    return sorted(found)


def _codes(word: str) -> list[int]:
    # Rare characters beyond the 16-bit plane share a code with others; the stored text tells them apart.
    codes = list(map(ord, word))
    return codes if max(codes, default=0) <= 0xFFFF else [code & 0xFFFF for code in codes]


def kind_number(kind: str) -> int:
    """Return the number that stands for a kind of record in ids; `register` sees to it that it is unique."""
    return zlib.crc32(kind.encode()) % (1 << KIND_BITS)


def text_id(kind: str, pk: int) -> int:
    """Return the id of a record's row: kind above, primary key below, so that order within a kind is kept."""
    return kind_number(kind) << PK_BITS | pk


def segment(row_id: int) -> int:
    """Return the run of neighbouring records a row belongs to, the kind's number above it (31 bits)."""
    return row_id >> PK_BITS << SEGMENT_NUMBER_BITS | (row_id & PK_MASK) >> SEGMENT_BITS
