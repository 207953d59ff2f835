"""Looking for files of one customer, and remembering that two are not (CUS-01)."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.customers.models import Contact, Customer, Pair
from bihuan.customers.rules import doubles as rules
from bihuan.customers.states.doubles import PairState
from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, locked

BATCH, MOST = 500, 5000
NEAR = 50  # files looked at for one customer


def compare(*, most: int = MOST) -> int:
    """Compare the files that are new or changed with all others, and keep the pairs that look like one customer.

    Returns:
        how many pairs were found that nobody knew of.
    """
    found = 0
    for _batch in range(max(1, most // BATCH)):
        rows = list(Customer.objects.filter(compared_at=None, merged_into=None).order_by("pk")[:BATCH])
        for row in rows:
            if row.name_key != rules.name_key(row.name):
                row.name_key = rules.name_key(row.name)
                Customer.objects.filter(pk=row.pk).update(name_key=row.name_key)
        found += sum(_compare(row) for row in rows)
        Customer.objects.filter(pk__in=[row.pk for row in rows]).update(compared_at=timezone.now())
        if len(rows) < BATCH:
            break
    return found


@transaction.atomic
def name_pair(one: Customer, other: Customer, *, by: Actor) -> Pair:
    """Say that two files are of one customer; somebody looks at them side by side before they are merged.

    Raises:
        OperationError: it is one and the same file.
    """
    permit(by, "customers.merge")
    if one.pk == other.pk:
        raise OperationError(_("This is the same file."), field="other")
    first, second = sorted((one, other), key=lambda row: row.pk)
    pair, _made = Pair.objects.update_or_create(
        first=first, second=second,
        defaults={"verdict": PairState.OPEN, "reasons": ["named"], "decided_at": None, "decided_by": None},
    )  # fmt: skip
    return pair


@transaction.atomic
def part(pair: Pair, *, by: Actor) -> Pair:
    """Remember that two files are of two customers; they aren't proposed again."""
    permit(by, "customers.merge")
    row = locked(Pair, pair.pk)
    if row.verdict != PairState.OPEN:
        raise OperationError(_("That is decided already: %(state)s.") % {"state": row.get_verdict_display()})
    row.verdict, row.decided_at = PairState.DIFFERENT, timezone.now()
    row.decided_by_id = by.pk if by.actor_kind == "staff" else None
    row.save()
    for one, other in ((row.first, row.second), (row.second, row.first)):
        history.append(locked(Customer, one.pk), "not_the_same", by=by, note=f"{other.number} {other.name}")
    return row


def _compare(row: Customer) -> int:
    others = list(_near(row))
    if not others:
        return 0
    phones = _phones([row, *others])
    own = _traits(row, phones)
    found = {other.pk: rules.reasons(own, _traits(other, phones)) for other in others}
    pairs = [
        Pair(first_id=min(row.pk, pk), second_id=max(row.pk, pk), reasons=why, score=rules.score(why))
        for pk, why in found.items()
        if rules.score(why) >= rules.ENOUGH
    ]
    before = Pair.objects.count() if pairs else 0
    Pair.objects.bulk_create(pairs, ignore_conflicts=True)
    return Pair.objects.count() - before if pairs else 0


def _near(row: Customer) -> Iterable[Customer]:
    near = Q()
    if row.name_key:
        near |= Q(name_key=row.name_key)
    if len(row.name_key) > rules.PREFIX:
        near |= Q(name_key__startswith=row.name_key[: rules.PREFIX])
    if row.address_index:
        near |= Q(address_index=row.address_index)
    phones = {row.phone_index, *row.contacts.filter(is_active=True).values_list("phone_index", flat=True)} - {""}
    if phones:
        near |= Q(phone_index__in=phones)
        near |= Q(pk__in=Contact.objects.filter(phone_index__in=phones, is_active=True).values("customer"))
    if not near:
        return ()
    rows: Iterable[Customer] = Customer.objects.filter(near, merged_into=None).exclude(pk=row.pk).order_by("pk")[:NEAR]
    return rows


def _phones(rows: list[Customer]) -> dict[int, set[str]]:
    found = {row.pk: {row.phone_index} - {""} for row in rows}
    contacts = Contact.objects.filter(customer__in=found, is_active=True).exclude(phone_index="")
    for customer, index in contacts.values_list("customer", "phone_index"):
        found[customer].add(index)
    return found


def _traits(row: Customer, phones: dict[int, set[str]]) -> rules.Traits:
    return rules.Traits(row.name_key, row.customer_kind, row.region_id, row.address_index, frozenset(phones[row.pk]))
