"""Where a statutory repair, replacement or refund stands, and its moves (三包, WAR-04)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class RemedyProposed(Event):
    """A clause, or the customer, asks for repair, replacement or refund."""

    name = "remedy.proposed"


class RemedyAgreed(Event):
    """Whoever the clause names has agreed to it."""

    name = "remedy.agreed"


class RemedyDone(Event):
    """The customer has what was agreed."""

    name = "remedy.done"


class RemedyKind(models.TextChoices):
    """What the customer gets."""

    REPAIR = "repair", pgettext_lazy("remedy", "Repair")
    REPLACEMENT = "replacement", pgettext_lazy("remedy", "Replacement")
    REFUND = "refund", pgettext_lazy("remedy", "Refund")


class RemedyOrigin(models.TextChoices):
    """Who asked for it."""

    RULE = "rule", _("A clause")
    CUSTOMER = "customer", pgettext_lazy("origin", "The customer")


class RemedyState(models.TextChoices):
    """Where a remedy stands."""

    PROPOSED = "proposed", pgettext_lazy("remedy", "To be decided")
    AGREED = "agreed", pgettext_lazy("remedy", "Agreed")
    DONE = "done", pgettext_lazy("remedy", "Done")
    DECLINED = "declined", pgettext_lazy("remedy", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("remedy", "Withdrawn")


HAS_RESPONSIBILITY = Evidence(
    "responsibility",
    _("whose responsibility it is"),
    lambda one: bool(one.responsibility or not one.needs_responsibility),
)
HAS_KIND = Evidence("kind", _("what the customer gets"), lambda one: bool(one.kind_of))
HAS_RESULT = Evidence(
    "result",
    _("the new serial number, or the amount refunded"),
    lambda one: bool(
        {"replacement": one.replacement_id, "refund": one.refund_amount is not None}.get(one.kind_of, True)
    ),
)

REMEDY_MOVES = MoveTable(
    RemedyState,
    [
        Move(
            "settle_responsibility",
            _("Settle responsibility"),
            (RemedyState.PROPOSED,),
            "",
            "service.settle_responsibility",
        ),
        Move(
            "agree",
            pgettext_lazy("remedy", "Agree"),
            (RemedyState.PROPOSED,),
            RemedyState.AGREED,
            "service.decide_remedy",
            RemedyAgreed,
            evidence=(HAS_RESPONSIBILITY, HAS_KIND),
            is_primary=True,
        ),
        Move(
            "refuse",
            pgettext_lazy("remedy", "Decline"),
            (RemedyState.PROPOSED,),
            RemedyState.DECLINED,
            "service.decide_remedy",
        ),
        Move(
            "carry_out",
            pgettext_lazy("remedy", "Carry out"),
            (RemedyState.AGREED,),
            RemedyState.DONE,
            "service.handle_remedy",
            RemedyDone,
            evidence=(HAS_RESULT,),
            is_primary=True,
        ),
        Move(
            "withdraw",
            pgettext_lazy("remedy", "The customer does without"),
            (RemedyState.PROPOSED, RemedyState.AGREED),
            RemedyState.WITHDRAWN,
            "service.handle_remedy",
            is_hidden=True,
        ),
    ],
    path=(RemedyState.PROPOSED, RemedyState.AGREED, RemedyState.DONE),
)
