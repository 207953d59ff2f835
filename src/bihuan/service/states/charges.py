"""Where a bill and a hand-over of cash stand, their moves, and what they announce (SVC-11)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.events import Event
from bihuan.kernel.moves import Evidence, Move, MoveTable


class ChargeProposed(Event):
    """A bill was drawn up from the work order."""

    name = "charge.proposed"


class ChargeQuoted(Event):
    """The quotation lies before the customer."""

    name = "charge.quoted"


class ChargeAgreed(Event):
    """The customer agreed to the quotation."""

    name = "charge.agreed"


class ChargeDue(Event):
    """The work is signed for: the customer owes the amount."""

    name = "charge.due"


class ChargeCollected(Event):
    """The technician collected the amount on the spot."""

    name = "charge.collected"


class ChargeInvoiced(Event):
    """The accountant wrote the invoice."""

    name = "charge.invoiced"


class ChargeSettled(Event):
    """Invoiced, paid, and the cash is with the accountant."""

    name = "charge.settled"


class ChargeVoided(Event):
    """The bill is void."""

    name = "charge.voided"


class ChargeOutdated(Event):
    """Parts of a job changed after its bill was collected or invoiced: the accountant has to put it right."""


class CashHandedOver(Event):
    """A technician hands his cash over to the accountant."""

    name = "cash.handed_over"


class CashConfirmed(Event):
    """The accountant has counted the cash."""

    name = "cash.confirmed"


class ChargeKind(models.TextChoices):
    """What a line of a bill, or of the price list, is for."""

    LABOUR = "labour", _("Labour")
    PARTS = "parts", _("Parts")
    TRAVEL = "travel", _("Travel")
    SHIPPING = "shipping", _("Shipping")
    OTHER = "other", pgettext_lazy("charge", "Other")


class PriceUnit(models.TextChoices):
    """What a price counts."""

    HOUR = "hour", pgettext_lazy("price", "per hour")
    TIME = "time", pgettext_lazy("price", "each time")


class Payer(models.TextChoices):
    """Who bears a line."""

    CUSTOMER = "customer", pgettext_lazy("payer", "customer")
    COMPANY = "company", pgettext_lazy("payer", "we")
    CONTRACT = "contract", pgettext_lazy("payer", "contract")


class PayMethod(models.TextChoices):
    """How the customer paid."""

    CASH = "cash", _("Cash")
    WECHAT = "wechat", _("WeChat Pay")
    ALIPAY = "alipay", _("Alipay")
    TRANSFER = "transfer", _("Bank transfer")


ON_THE_SPOT = (PayMethod.CASH, PayMethod.WECHAT, PayMethod.ALIPAY)


class ChargeState(models.TextChoices):
    """Where a bill stands."""

    DRAFT = "draft", pgettext_lazy("charge", "Draft")
    QUOTED = "quoted", pgettext_lazy("charge", "Quoted")
    AGREED = "agreed", pgettext_lazy("charge", "Agreed")
    DUE = "due", pgettext_lazy("charge", "Due")
    COLLECTED = "collected", pgettext_lazy("charge", "Collected on site")
    INVOICED = "invoiced", pgettext_lazy("charge", "Invoiced")
    SETTLED = "settled", pgettext_lazy("charge", "Settled")
    VOID = "void", pgettext_lazy("charge", "Void")


class HandoverState(models.TextChoices):
    """Where handed-over cash stands."""

    HANDED_OVER = "handed_over", pgettext_lazy("cash", "Handed over")
    CONFIRMED = "confirmed", pgettext_lazy("cash", "Counted and confirmed")


S = ChargeState
UNPRICED = (S.DRAFT, S.QUOTED, S.AGREED)  # not owed yet
LIVE = (*UNPRICED, S.DUE)
OWED = (S.DUE, S.INVOICED)
EDIT, NOBODY, BOOKS = "service.edit_charge", "service.run_request", "service.keep_books"

HAS_LINES = Evidence("amount", _("an amount above zero"), lambda bill: bill.amount > 0)
DECIDED = Evidence("discount", _("the decision on the discount"), lambda bill: not bill.asked_discount)
ACCEPTED = Evidence("agreement", _("the customer's agreement to the quotation"), lambda bill: bill.is_within_agreement)
INVOICE = Evidence("invoice", _("the invoice"), lambda bill: bill.invoiced_at is not None)

CHARGE_MOVES = MoveTable(
    ChargeState,
    [
        Move("quote", pgettext_lazy("charge", "Put the quotation before the customer"), UNPRICED, S.QUOTED, EDIT,
             ChargeQuoted, evidence=(HAS_LINES, DECIDED)),
        Move("agree", pgettext_lazy("charge", "Customer agrees"), (S.QUOTED,), S.AGREED, "service.answer_quotation",
             ChargeAgreed, is_primary=True),
        Move("decline", pgettext_lazy("charge", "Customer declines"), (S.QUOTED,), S.VOID, "service.answer_quotation",
             ChargeVoided),
        Move("fall_due", pgettext_lazy("charge", "The amount is due"), (S.DRAFT, S.AGREED), S.DUE, EDIT, ChargeDue,
             evidence=(HAS_LINES, DECIDED, ACCEPTED), is_primary=True),
        Move("collect", _("Collect on site"), (S.DUE,), S.COLLECTED, "service.collect_charge", ChargeCollected,
             evidence=(DECIDED,), is_primary=True),
        Move("invoice", _("Enter the invoice"), (S.DUE,), S.INVOICED, BOOKS, ChargeInvoiced, evidence=(DECIDED,)),
        Move("post_invoice", _("Enter the invoice"), (S.COLLECTED,), "", BOOKS, ChargeInvoiced, is_primary=True),
        Move("pay", _("Enter a payment"), (S.INVOICED,), "", BOOKS, is_primary=True),
        Move("settle", pgettext_lazy("charge", "Settle"), (S.COLLECTED, S.INVOICED), S.SETTLED, NOBODY, ChargeSettled,
             evidence=(INVOICE,), is_internal=True),
        Move("discount", _("Discount"), (S.DRAFT, S.AGREED, S.DUE), "", EDIT, is_hidden=True),
        Move("ask_discount", _("Ask for a discount"), (S.DRAFT, S.AGREED, S.DUE), "", NOBODY, is_internal=True),
        Move("approve_discount", _("Approve the discount"), LIVE, "", NOBODY, is_internal=True),
        Move("refuse_discount", _("Refuse the discount"), (*LIVE, S.VOID), "", NOBODY, is_internal=True),
        Move("amend", pgettext_lazy("charge", "Change the lines"), UNPRICED, "", EDIT),
        Move("quote_anew", _("Quote anew"), (S.QUOTED, S.AGREED), S.DRAFT, NOBODY, ChargeProposed,
             is_internal=True),
        Move("void", pgettext_lazy("charge", "Void the bill"), LIVE, S.VOID, "service.void_charge", ChargeVoided,
             is_hidden=True),
    ],
    path=(S.DRAFT, S.QUOTED, S.AGREED, S.DUE, S.COLLECTED, S.INVOICED, S.SETTLED),
)  # fmt: skip

COUNTED = Evidence("counted", _("the counted amount"), lambda row: row.counted is not None)
EXPLAINED = Evidence("difference", _("an explanation of the difference"), lambda row: row.is_explained)

HANDOVER_MOVES = MoveTable(
    HandoverState,
    [
        Move("confirm", pgettext_lazy("cash", "Count and confirm"), (HandoverState.HANDED_OVER,),
             HandoverState.CONFIRMED, "service.confirm_cash", CashConfirmed, evidence=(COUNTED, EXPLAINED),
             is_primary=True),
    ],
    path=(HandoverState.HANDED_OVER, HandoverState.CONFIRMED),
)  # fmt: skip
