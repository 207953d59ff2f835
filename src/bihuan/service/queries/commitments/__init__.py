"""What a written service commitment says, by the clauses in force, and what its pages and paper show (WAR-05)."""

from bihuan.service.queries.commitments.contents import Facts, commitment_clause, facts_of, items_for
from bihuan.service.queries.commitments.showing import (
    COMMITMENT,
    by_key,
    commitment_token,
    given_with,
    joined,
    of_installation,
    of_unit,
    standing_of,
)

__all__ = [
    "COMMITMENT",
    "Facts",
    "by_key",
    "commitment_clause",
    "commitment_token",
    "facts_of",
    "given_with",
    "items_for",
    "joined",
    "of_installation",
    "of_unit",
    "standing_of",
]
