"""Plain functions on plain values: serial numbers, terms, entitlement, statutory rights."""

from bihuan.products.rules.entitlement import Decision, Step, entitle
from bihuan.products.rules.lines import BASES, LINES, Charged
from bihuan.products.rules.rights import OpenRight, Refund, Repair, in_vain, open_rights, refund
from bihuan.products.rules.rulings import class_of, ruled
from bihuan.products.rules.serials import serial_key
from bihuan.products.rules.terms import EXCLUDED, Cover, Coverage, Quota, Right, add_months, warranty_span, year_of

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
    "add_months",
    "class_of",
    "entitle",
    "in_vain",
    "open_rights",
    "refund",
    "ruled",
    "serial_key",
    "warranty_span",
    "year_of",
]
