"""What a contract gives each year, and what requests use of it (WAR-02)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked
from bihuan.products.models import ContractQuota, QuotaUse, ServiceContract, Unit
from bihuan.products.queries import contract_for
from bihuan.products.states import QuotaKind


@transaction.atomic
def set_quotas(
    contract: ServiceContract, amounts: Mapping[str, Decimal | None], *, by: Actor, revision: int | None = None
) -> ServiceContract:
    """Set what a contract gives in each of its years; None takes a limit away.

    Args:
        amounts: kind (visits, repairs, parts_amount) → how many, or how many yuan.

    Raises:
        Stale: somebody else changed the contract after `revision`.
        OperationError: less than nothing, or a number of visits that is no whole one.
    """
    permit(by, "products.edit_contracts", contract)
    row = locked(ServiceContract, contract.pk, revision=revision)
    kept = {quota.kind: quota for quota in row.quotas.all()}
    changes: dict[str, list[Any]] = {}
    for kind, amount in amounts.items():
        _checked(kind, amount)
        old = kept.get(kind)
        if (old.amount if old else None) == amount:
            continue
        changes[kind] = [str(old.amount) if old else None, None if amount is None else str(amount)]
        if amount is None and old:
            old.delete()
        elif amount is not None:
            ContractQuota.objects.update_or_create(contract=row, kind=kind, defaults={"amount": amount})
    if changes:
        row.revision += 1
        row.save(update_fields=["revision", "updated_at"])
        said = (f"{QuotaKind(kind).label} {old or '∞'} → {new or '∞'}" for kind, (old, new) in changes.items())
        history.append(row, "set_quotas", by=by, note="；".join(said))
    return row


def _checked(kind: str, amount: Decimal | None) -> None:
    is_whole = amount is None or kind == QuotaKind.PARTS_AMOUNT or amount == amount.to_integral_value()
    if kind not in QuotaKind.values or (amount is not None and amount < 0) or not is_whole:
        raise OperationError(_("Give a number from nothing up; visits and repairs are whole ones."), field=kind)


def hold(unit: Unit, on: date) -> None:
    """Lock the contract a unit stands under on a day, so that two requests can't both take the last of a quota."""
    contract = contract_for(unit, on)
    if contract and ContractQuota.objects.filter(contract=contract).exists():
        locked(ServiceContract, contract.pk)


@transaction.atomic
def use_quotas(
    contract_number: str, amounts: Mapping[str, Decimal | None], *, kind: str, pk: int, number: str, used_on: date
) -> None:
    """Write down what a record uses of a contract's quotas, in place of what it used before.

    Args:
        contract_number: the contract it rests on; "" gives everything back.
        amounts: kind of quota → how much of it; None leaves what was written down before.
        kind, pk, number: the record that uses it.
        used_on: the day that decides in which contract year it counts.
    """
    quotas = ContractQuota.objects.filter(contract__number=contract_number, kind__in=list(amounts))
    wanted = {quota: amounts[quota.kind] for quota in quotas}
    mine = QuotaUse.objects.filter(subject_kind=kind, subject_id=pk)
    mine.exclude(quota__in=wanted).delete()
    for quota, amount in wanted.items():
        if amount is None:
            continue
        QuotaUse.objects.update_or_create(
            quota=quota, subject_kind=kind, subject_id=pk, number=number,
            defaults={"quantity": amount, "used_on": used_on},
        )  # fmt: skip


@transaction.atomic
def use_parts(contract_number: str, amount: Decimal, *, kind: str, pk: int, number: str, used_on: date) -> None:
    """Write down what the parts on one paper of a record take of a contract's yearly amount, in place of before.

    Args:
        contract_number: the contract that bears them; "" gives back what was taken.
        amount: what they are worth, in yuan.
        kind, pk: the record.
        number: the paper: a work order, a bench repair.
        used_on: the day that decides in which contract year it counts.
    """
    uses = QuotaUse.objects.filter(subject_kind=kind, subject_id=pk, number=number, quota__kind=QuotaKind.PARTS_AMOUNT)
    uses.exclude(quota__contract__number=contract_number if amount else "").delete()
    quota = ContractQuota.objects.filter(contract__number=contract_number, kind=QuotaKind.PARTS_AMOUNT).first()
    if quota and amount:
        QuotaUse.objects.update_or_create(
            quota=quota, subject_kind=kind, subject_id=pk, number=number,
            defaults={"quantity": amount, "used_on": used_on},
        )  # fmt: skip


@transaction.atomic
def leave_out(unit: Unit, days: int, *, note: str, by: Actor) -> None:
    """Lengthen a unit's warranty by days in repair and waiting for parts, as its clause says (WAR-04).

    Args:
        days: how many; less than nothing takes back what was left out before.
        note: which repair it was.
    """
    row = locked(Unit, unit.pk)
    history.change(row, by=by, verb="leave_out", note=note, left_out_days=max(row.left_out_days + days, 0))
