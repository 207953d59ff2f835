"""What a return says about quality is reported there, corrected and taken back with it (QUA-01)."""

from bihuan.kernel.actors import Actor
from bihuan.orders.models import GoodsReturn
from bihuan.orders.states.returns import ReturnState
from bihuan.quality.operations.cases import CaseFacts, report_case, withdraw_case


def follow_case(one: GoodsReturn, *, by: Actor) -> None:
    """Keep the case in step: pieces returned, pieces found bad; a return that follows from a complaint is its case.

    The complaint's own case counts those pieces then, and a nonconformity found in the return counts only what
    was scrapped and reworked: no piece is counted twice.
    """
    if one.subject_kind or one.state == ReturnState.CANCELLED:
        withdraw_case(one, by=by, note=one.state_label)
        return
    pieces = one.quantity if one.received is None else one.received
    facts = CaseFacts(
        number=one.number, happened_at=one.registered_at, model_id=one.model_id, unit_id=one.unit_id, batch=one.batch,
        produced_on=one.unit.produced_on if one.unit else None, quantity=pieces,
        defective=pieces if one.bad is None else one.bad, returned=pieces, summary=one.title,
    )  # fmt: skip
    report_case(one, facts, by=by)
