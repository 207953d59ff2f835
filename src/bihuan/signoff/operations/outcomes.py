"""How a record hears what became of its form, and how it is decided where no clause sends one round."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel import events
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import OperationError, Tracked
from bihuan.signoff.models import Circulation
from bihuan.signoff.states import CirculationAgreed, CirculationEvent, CirculationRefused, CirculationWithdrawn

Outcome = Callable[[Any, CirculationEvent], Any]


def when_ended(form: str, model: type[Tracked], *, agreed: Outcome, refused: Outcome) -> None:
    """Have a form's end carried out on its record; a form taken back counts as refused.

    Args:
        form: the form's code in the clauses.
        agreed, refused: called with the record and the event, in its transaction.
    """

    def on(outcome: Outcome) -> Callable[[Any], None]:
        def hear(event: Any) -> None:
            if event.circulation.form == form and isinstance(event.record, model):
                outcome(event.record, event)

        return hear

    events.subscribe(CirculationAgreed, on(agreed))
    for ending in (CirculationRefused, CirculationWithdrawn):
        events.subscribe(ending, on(refused))


def may_decide_directly(record: Tracked, *, asked_by: int | None, by: Actor) -> None:
    """Refuse to decide past the form that circulates, or what one asked for oneself.

    Args:
        asked_by: key of the colleague who asked.

    Raises:
        OperationError: the form is on its way, or one would decide one's own.
    """
    if Circulation.objects.of(record).running().exists():
        raise OperationError(_("The form is still on its way: sign it there."))
    if by.actor_kind == "staff" and asked_by == by.pk:
        raise OperationError(_("Somebody else than who asked for it decides."))
