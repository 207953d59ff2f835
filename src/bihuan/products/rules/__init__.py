"""Plain functions on plain values: serial numbers, terms, entitlement."""

from bihuan.products.rules.entitlement import Decision, Step, entitle
from bihuan.products.rules.serials import serial_key
from bihuan.products.rules.terms import EXCLUDED, Cover, add_months, warranty_span

__all__ = ["EXCLUDED", "Cover", "Decision", "Step", "add_months", "entitle", "serial_key", "warranty_span"]
