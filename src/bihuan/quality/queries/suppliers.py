"""The record of a supplier 供方档案: abnormalities, answers in time, deductions (SUPQ 9.5)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from bihuan.products.models import Supplier, SupplierCertificate
from bihuan.quality.models import AbnormalityLine, SupplierAbnormality, SupplierAnswer
from bihuan.quality.queries.abnormality_rules import CLASSES, items
from bihuan.quality.rules.abnormalities import share
from bihuan.quality.states.abnormalities import OPEN_ABNORMALITIES
from bihuan.quality.states.dispositions import DispositionKind

SHOWN = 30


@dataclass(frozen=True)
class Standing:
    """How a supplier stands.

    Attributes:
        classes: how many abnormalities of each class of the clause.
        answered, in_time: rounds answered, and of them in time.
        returned: quantity that went back; conceded: quantity used all the same.
    """

    upheld: int
    open: int
    classes: list[tuple[str, int]]
    answered: int
    in_time: int
    percent_in_time: Decimal | None
    overdue: int
    returned: Decimal
    conceded: Decimal
    deducted: Decimal


def standing(supplier: Supplier) -> Standing:
    """Return how a supplier stands, from what engineer and head have confirmed; four queries."""
    rows = SupplierAbnormality.objects.upheld().filter(supplier=supplier)
    sums = rows.aggregate(
        upheld=Count("pk"), open=Count("pk", filter=Q(state__in=OPEN_ABNORMALITIES)), deducted=Sum("settled_amount")
    )
    by_class = dict(rows.values_list("defect_class").annotate(n=Count("pk")).order_by())
    answers = SupplierAnswer.objects.filter(abnormality__in=rows).aggregate(
        answered=Count("pk", filter=Q(answered_at__isnull=False, answer_by__isnull=False)),
        in_time=Count("pk", filter=Q(answered_at__lte=F("answer_by"))),
        overdue=Count("pk", filter=Q(answered_at=None, answer_by__lt=timezone.now())),
    )
    parts = AbnormalityLine.objects.filter(abnormality__in=rows).aggregate(
        returned=Sum("quantity", filter=Q(way=DispositionKind.RETURN)),
        conceded=Sum("quantity", filter=Q(way=DispositionKind.CONCESSION)),
    )
    known = [code for code, _label in items(CLASSES)] or sorted(by_class)
    nothing = Decimal(0)
    return Standing(
        upheld=sums["upheld"], open=sums["open"], classes=[(code, by_class.get(code, 0)) for code in known],
        answered=answers["answered"], in_time=answers["in_time"],
        percent_in_time=share(answers["in_time"], answers["answered"]), overdue=answers["overdue"],
        returned=parts["returned"] or nothing, conceded=parts["conceded"] or nothing,
        deducted=sums["deducted"] or nothing,
    )  # fmt: skip


def page(supplier: Supplier, user: Any) -> dict[str, Any]:
    """Return what a supplier's page shows."""
    rows = SupplierAbnormality.objects.visible_to(user).filter(supplier=supplier).select_related("lot", "supplier")
    return {
        "standing": standing(supplier), "abnormalities": list(rows.order_by("-found_at", "-pk")[:SHOWN]),
        "certificates": list(SupplierCertificate.objects.filter(supplier=supplier)), "today": timezone.localdate(),
        "may_keep": user.has_perm("products.keep_suppliers"),
        "may_unmask": user.has_perm("products.unmask_supplier", supplier),
        "may_find": user.has_perm("quality.find_abnormality"),
    }  # fmt: skip
