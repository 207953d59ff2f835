"""Reads of regulations: the rules in force for code, the documents for people."""

from bihuan.regulations.queries.documents import (
    ClausePage,
    clause_page,
    document,
    of_regulation,
    regulation_list,
    vocabulary,
)
from bihuan.regulations.queries.revisions import ClauseChange, compare, previous_of
from bihuan.regulations.queries.ruleset import ParameterView, RuleSet, holding_rules, numbering_pattern, ruleset

__all__ = [
    "ClauseChange",
    "ClausePage",
    "ParameterView",
    "RuleSet",
    "clause_page",
    "compare",
    "document",
    "holding_rules",
    "numbering_pattern",
    "of_regulation",
    "previous_of",
    "regulation_list",
    "ruleset",
    "vocabulary",
]
