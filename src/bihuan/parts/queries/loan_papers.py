"""The 「借用单」 as it is printed (PRT-03)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.documents import Sheet
from bihuan.kernel.privacy import revealed
from bihuan.parts.models import Loan
from bihuan.parts.queries.loans import loan_clause
from bihuan.parts.states.loans import ReturnCondition
from bihuan.regulations.queries import paper_meta


def loan_slip(loan: Loan, by: Actor) -> Sheet:
    """Return the 「借用单」: what is lent in which condition, until when, signed by the customer; then its return."""
    subject, facts, loaner = loan.subject, loan.facts(), loan.loaner
    clause = loan_clause(facts)
    who = loan.lent_by or loan.technician
    data = {
        "number": loan.number, "about": loan.about_number, "date": _moment(loan.lent_at or loan.reserved_at)[:10],
        "customer": {
            "name": loan.borrower, "phone": str(getattr(subject, "phone", "") or ""),
            "address": revealed(getattr(subject, "address", "")),
        },
        "product": {
            "model": getattr(subject, "model_text", ""), "serial": getattr(subject, "serial_text", ""),
            "fault": getattr(subject, "description", "").split("\n")[0],
        },
        "loaner": {
            "number": loaner.number, "name": loaner.name, "type": loaner.type_text, "serial": loaner.serial,
            "accessories": loan.accessories or _("none"), "condition": loan.condition_lent,
        },
        "lent": {
            "at": _moment(loan.lent_at), "due": str(loan.due_on), "deposit": f"{loan.deposit:,.2f}",
            "is_free": loan.is_free, "clause": clause.label if clause else "",
        },
        "back": _back(loan),
        "signatures": [
            {"title": _("Lent by %(name)s") % {"name": who.name if who else ""}, "date": _moment(loan.lent_at)[:10]},
            {"title": _("Customer received it: %(name)s") % {"name": loan.signer_name},
             "date": _moment(loan.lent_at)[:10], **({"image": "signature"} if loan.signature else {})},
            {"title": _("Taken back by %(name)s") % {"name": loan.taken_by.name if loan.taken_by else ""},
             **({"date": _moment(loan.returned_at)[:10]} if loan.returned_at else {})},
            {"title": _("Customer has settled it")},
        ],
        "notes": [
            _("The loaner stays our property; please use it as its manual says and don't pass it on."),
            _("Please give it back with all accessories when your own product is repaired or on the day it is due."),
            _("Whoever loses or damages it talks about the compensation with us; normal wear costs nothing."),
        ],
    }  # fmt: skip
    images = {}
    if loan.signature is not None and loan.signature.is_image and not loan.is_paper:
        images["signature"] = loan.signature.read()
    return Sheet(data=data, meta=paper_meta("loan_slip", facts), images=images)


def _back(loan: Loan) -> dict[str, Any]:
    money = {name: getattr(loan, name) for name in ("charge_proposed", "deposit_back")}
    return {
        "at": _moment(loan.returned_at),
        "damage": loan.damage,
        "conditions": [[str(label), loan.condition_back == value] for value, label in ReturnCondition.choices],
        **{name: "" if amount is None else f"{amount:,.2f}" for name, amount in money.items()},
    }


def _moment(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""
