"""Where a work order and its voucher stand, and their moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.moves import Evidence, Move, MoveTable
from bihuan.service.states.choices import SOFTWARE_WORK, Result
from bihuan.service.states.events import (
    OrderAccepted,
    OrderArrived,
    OrderCompleted,
    OrderDeparted,
    OrderDiagnosed,
    OrderWithdrawn,
    VoucherSigned,
)
from bihuan.service.states.software import SETTLED, UNSETTLED


class OrderState(models.TextChoices):
    """Where a technician's job stands."""

    ASSIGNED = "assigned", _("Assigned")
    ACCEPTED = "accepted", pgettext_lazy("order", "Accepted")
    DEPARTED = "departed", pgettext_lazy("order", "On the way")
    ARRIVED = "arrived", _("On site")
    DIAGNOSED = "diagnosed", _("Diagnosed")
    COMPLETED = "completed", pgettext_lazy("order", "Work done")
    SIGNED = "signed", pgettext_lazy("order", "Signed")
    WITHDRAWN = "withdrawn", pgettext_lazy("order", "Withdrawn")


RUNNING = (OrderState.ASSIGNED, OrderState.ACCEPTED, OrderState.DEPARTED, OrderState.ARRIVED, OrderState.DIAGNOSED)
UNSIGNED = (*RUNNING, OrderState.COMPLETED)
MOVABLE = (OrderState.ASSIGNED, OrderState.ACCEPTED)  # he has not set out: it may go to another or to another time

HAS_DIAGNOSIS = Evidence("diagnosis", _("findings and cause"), lambda order: bool(order.findings and order.cause))
HAS_WORK_DONE = Evidence("work", _("work done and result"), lambda order: bool(order.work_done and order.result))
HAS_TIME = Evidence("time", _("time used"), lambda order: order.minutes_spent is not None)

IS_NOT_WORSE = Evidence(
    "software", _("software not worse than before, rolled back, or the customer's written consent"),
    lambda order: not order.software_jobs.filter(state__in=UNSETTLED).exists(),
)  # fmt: skip
HAS_SOFTWARE = Evidence(
    "software_work", _("the software work itself, with its check"),
    lambda order: (
        order.request.work_kind not in SOFTWARE_WORK
        or order.result == Result.UNSOLVED
        or order.software_jobs.filter(state__in=SETTLED).exists()
    ),
)  # fmt: skip

ORDER_MOVES = MoveTable(
    OrderState,
    [
        Move(
            "accept",
            _("Accept"),
            (OrderState.ASSIGNED,),
            OrderState.ACCEPTED,
            "service.work_order",
            OrderAccepted,
            is_primary=True,
        ),
        Move(
            "decline",
            _("Decline"),
            (OrderState.ASSIGNED, OrderState.ACCEPTED),
            OrderState.WITHDRAWN,
            "service.work_order",
            OrderWithdrawn,
        ),
        Move(
            "depart",
            _("On my way"),
            (OrderState.ACCEPTED,),
            OrderState.DEPARTED,
            "service.work_order",
            OrderDeparted,
            is_primary=True,
        ),
        Move(
            "arrive",
            _("I have arrived"),
            (OrderState.ACCEPTED, OrderState.DEPARTED),
            OrderState.ARRIVED,
            "service.work_order",
            OrderArrived,
            is_primary=True,
            by_consent=(OrderState.ASSIGNED,),
        ),
        Move(
            "diagnose",
            _("Save diagnosis"),
            (OrderState.ARRIVED, OrderState.DIAGNOSED),
            OrderState.DIAGNOSED,
            "service.work_order",
            OrderDiagnosed,
            evidence=(HAS_DIAGNOSIS,),
            is_primary=True,
        ),
        Move(
            "finish",
            pgettext_lazy("move", "Work done"),
            (OrderState.DIAGNOSED, OrderState.COMPLETED),
            OrderState.COMPLETED,
            "service.work_order",
            OrderCompleted,
            evidence=(HAS_DIAGNOSIS, HAS_WORK_DONE, HAS_TIME, IS_NOT_WORSE, HAS_SOFTWARE),
            is_primary=True,
        ),
        Move(
            "sign",
            _("Customer signs"),
            (OrderState.COMPLETED,),
            OrderState.SIGNED,
            "service.sign_order",
            VoucherSigned,
            is_primary=True,
        ),
        Move(
            "file_paper",
            _("File the signed paper"),
            (OrderState.COMPLETED,),
            OrderState.SIGNED,
            "service.archive_paper",
            VoucherSigned,
        ),
        Move(
            "withdraw",
            _("Take back"),
            UNSIGNED,
            OrderState.WITHDRAWN,
            "service.dispatch_request",
            OrderWithdrawn,
            is_internal=True,
        ),
    ],
    path=(
        OrderState.ASSIGNED,
        OrderState.ACCEPTED,
        OrderState.DEPARTED,
        OrderState.ARRIVED,
        OrderState.DIAGNOSED,
        OrderState.COMPLETED,
        OrderState.SIGNED,
    ),
)


class VoucherState(models.TextChoices):
    """A voucher is made when it is signed, and never changes."""

    ARCHIVED = "archived", _("Archived")


VOUCHER_MOVES = MoveTable(VoucherState, [], path=(VoucherState.ARCHIVED,))
