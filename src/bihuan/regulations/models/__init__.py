"""Regulations with their clauses, and what must be kept how long."""

from bihuan.regulations.models.documents import (
    Clause,
    Parameter,
    Regulation,
    RegulationVersion,
    ReviewOpinion,
    RulesStamp,
    Scope,
    let_read_in_review,
    new_stamp,
)
from bihuan.regulations.models.retention import DisposalLine, DisposalList, LegalHold

__all__ = [
    "Clause",
    "DisposalLine",
    "DisposalList",
    "LegalHold",
    "Parameter",
    "Regulation",
    "RegulationVersion",
    "ReviewOpinion",
    "RulesStamp",
    "Scope",
    "let_read_in_review",
    "new_stamp",
]
