"""What the service department decides, as plain functions on plain values."""

from bihuan.service.rules.further import entered
from bihuan.service.rules.lanes import Cell, Span, lane
from bihuan.service.rules.ranking import Candidate, Need, Ranked, Reason, distance, judge, rank
from bihuan.service.rules.sentence import Heard, read_sentence

__all__ = [
    "Candidate",
    "Cell",
    "Heard",
    "Need",
    "Ranked",
    "Reason",
    "Span",
    "distance",
    "entered",
    "judge",
    "lane",
    "rank",
    "read_sentence",
]
