"""Reads of regulations: the rules in force for code, the documents for people."""

from bihuan.regulations.queries.documents import (
    ClausePage,
    clause_page,
    document,
    of_regulation,
    vocabulary,
)
from bihuan.regulations.queries.links import link_days
from bihuan.regulations.queries.lookup import ParameterView
from bihuan.regulations.queries.papers import paper_meta
from bihuan.regulations.queries.past import ruleset_at
from bihuan.regulations.queries.revisions import ClauseChange, compare, previous_of
from bihuan.regulations.queries.ruleset import RuleSet, holding_rules, numbering_pattern, ruleset
from bihuan.regulations.queries.scoping import offer_scope_values
from bihuan.regulations.queries.sheets import regulation_sheet

__all__ = [
    "ClauseChange",
    "ClausePage",
    "ParameterView",
    "RuleSet",
    "clause_page",
    "compare",
    "document",
    "holding_rules",
    "link_days",
    "numbering_pattern",
    "of_regulation",
    "offer_scope_values",
    "paper_meta",
    "previous_of",
    "regulation_sheet",
    "ruleset",
    "ruleset_at",
    "vocabulary",
]
