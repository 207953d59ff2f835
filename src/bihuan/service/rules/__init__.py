"""What the service department decides, as plain functions on plain values."""

from bihuan.service.rules.further import entered
from bihuan.service.rules.lanes import Cell, Span, lane
from bihuan.service.rules.ranking import Candidate, Need, Part, Ranked, Reason, Weights, distance, judge, rank
from bihuan.service.rules.sentence import Heard, read_sentence
from bihuan.service.rules.slots import Taken, clash, free_slot

__all__ = [
    "Candidate",
    "Cell",
    "Heard",
    "Need",
    "Part",
    "Ranked",
    "Reason",
    "Span",
    "Taken",
    "Weights",
    "clash",
    "distance",
    "entered",
    "free_slot",
    "judge",
    "lane",
    "rank",
    "read_sentence",
]
