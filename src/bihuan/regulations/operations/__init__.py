"""Every write to regulations, one verb each."""

from bihuan.regulations.operations.clauses import add_clause, edit_clause, remove_clause
from bihuan.regulations.operations.packs import PACKS, load_pack, load_shipped_packs
from bihuan.regulations.operations.parameters import add_parameter, edit_parameter, remove_parameter
from bihuan.regulations.operations.regulations import (
    change_regulation,
    create_regulation,
    new_version,
    set_active,
    set_scope,
)
from bihuan.regulations.operations.retention import (
    approve_disposal,
    destroy_at_wish,
    draw_up_disposal,
    execute_disposal,
    hold,
    lift,
    refuse_disposal,
    strike,
)
from bihuan.regulations.operations.versions import (
    approve,
    begin_joint_review,
    edit_version,
    finish_joint_review,
    give_opinion,
    put_due_in_force,
    put_in_force,
    submit,
    take_back,
    withdraw,
)

__all__ = [
    "PACKS",
    "add_clause",
    "add_parameter",
    "approve",
    "approve_disposal",
    "begin_joint_review",
    "change_regulation",
    "create_regulation",
    "destroy_at_wish",
    "draw_up_disposal",
    "edit_clause",
    "edit_parameter",
    "edit_version",
    "execute_disposal",
    "finish_joint_review",
    "give_opinion",
    "hold",
    "lift",
    "load_pack",
    "load_shipped_packs",
    "new_version",
    "put_due_in_force",
    "put_in_force",
    "refuse_disposal",
    "remove_clause",
    "remove_parameter",
    "set_active",
    "set_scope",
    "strike",
    "submit",
    "take_back",
    "withdraw",
]
