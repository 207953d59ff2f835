"""What a clause's parameter may say, when it applies, and which one wins. Plain functions on plain values."""

from bihuan.regulations.rules.checking import Fault, Vocabulary, check
from bihuan.regulations.rules.conditions import Condition, compile_when, matches, parse_when, specificity, when_text
from bihuan.regulations.rules.durations import Cap, Limit, cap_text, limit_text, parse_cap, parse_limit, parse_minutes
from bihuan.regulations.rules.kinds import Field, Kind
from bihuan.regulations.rules.packtext import Pack, PackBlock, PackClause, PackError, parse_pack
from bihuan.regulations.rules.packwords import translate, translate_scope
from bihuan.regulations.rules.schemas import FIELDS_FOR_PEOPLE, FOR_PEOPLE, KINDS, OWN
from bihuan.regulations.rules.strictness import Candidate, choose, rank, severity

__all__ = [
    "FIELDS_FOR_PEOPLE",
    "FOR_PEOPLE",
    "KINDS",
    "OWN",
    "Candidate",
    "Cap",
    "Condition",
    "Fault",
    "Field",
    "Kind",
    "Limit",
    "Pack",
    "PackBlock",
    "PackClause",
    "PackError",
    "Vocabulary",
    "cap_text",
    "check",
    "choose",
    "compile_when",
    "limit_text",
    "matches",
    "parse_cap",
    "parse_limit",
    "parse_minutes",
    "parse_pack",
    "parse_when",
    "rank",
    "severity",
    "specificity",
    "translate",
    "translate_scope",
    "when_text",
]
