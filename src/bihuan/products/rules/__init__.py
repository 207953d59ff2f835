"""Plain functions on plain values: serial numbers, terms, entitlement, statutory rights."""

from bihuan.products.rules.entitlement import Decision, Step, entitle
from bihuan.products.rules.lines import BASES, LINES, Charged
from bihuan.products.rules.rights import OpenRight, Refund, Repair, in_vain, open_rights, refund
from bihuan.products.rules.rulings import ruled, verdict_of
from bihuan.products.rules.serials import serial_key
from bihuan.products.rules.software import compared, entitle_software
from bihuan.products.rules.terms import (
    EXCLUDED,
    Cover,
    Coverage,
    Quota,
    Right,
    term_start,
    warranty_span,
    year_of,
)

__all__ = [
    "BASES",
    "EXCLUDED",
    "LINES",
    "Charged",
    "Cover",
    "Coverage",
    "Decision",
    "OpenRight",
    "Quota",
    "Refund",
    "Repair",
    "Right",
    "Step",
    "compared",
    "entitle",
    "entitle_software",
    "in_vain",
    "open_rights",
    "refund",
    "ruled",
    "serial_key",
    "term_start",
    "verdict_of",
    "warranty_span",
    "year_of",
]
