"""Every write about units, contracts and the catalogue (WAR-01)."""

from bihuan.products.operations.catalogue import add, change
from bihuan.products.operations.holds import refuse_held, refuse_held_serial, set_holds
from bihuan.products.operations.materials import consume, receive_lot, take_in_made, take_in_use
from bihuan.products.operations.naming import name_faults, name_models
from bihuan.products.operations.production import correct_record, keep_record
from bihuan.products.operations.quotas import hold, leave_out, set_quotas, use_parts, use_quotas
from bihuan.products.operations.replacing import replace_unit
from bihuan.products.operations.units import accept, change_unit, comment, register_unit, sell

__all__ = [
    "accept",
    "add",
    "change",
    "change_unit",
    "comment",
    "consume",
    "correct_record",
    "hold",
    "keep_record",
    "leave_out",
    "name_faults",
    "name_models",
    "receive_lot",
    "refuse_held",
    "refuse_held_serial",
    "register_unit",
    "replace_unit",
    "sell",
    "set_holds",
    "set_quotas",
    "take_in_made",
    "take_in_use",
    "use_parts",
    "use_quotas",
]
