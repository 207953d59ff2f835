"""The units of a decided scope brought into the recall, some hundreds a transaction, going on where it stopped."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from bihuan.customers.models import Customer
from bihuan.kernel import bulk
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import begin_many
from bihuan.products.models import Recall, RecallLetter, RecallScope, RecallUnit
from bihuan.products.queries.recalls import units_in
from bihuan.products.states import LetterWay, RecallUnitState

CHUNK = 2_000


@transaction.atomic
def spread(recall: Recall) -> list[int] | None:
    """Bring the next units in, and make a letter for each of their customers.

    The scope's row is held: two workers share the units between them and double none; a unit that is in
    the recall already, by another scope, is passed over, so that its customer isn't told twice.

    Returns:
        the letters made that go by mail; None when all decided scopes are through.
    """
    open_scopes = RecallScope.objects.select_for_update(of=("self",)).filter(recall=recall, spread_at=None)
    scope = open_scopes.exclude(decided_at=None).order_by("pk").first()
    if scope is None:
        return None
    found = units_in(scope).filter(pk__gt=scope.cursor).order_by("pk")
    units = list(found.values_list("pk", "customer_id")[:CHUNK])
    if not units:
        scope.spread_at = timezone.now()
        scope.save(update_fields=["spread_at"])
        bulk.tell_planner(scope.expected)
        return []
    reached = [pk for pk, _owner in units]
    known = set(RecallUnit.objects.filter(recall=recall, unit__in=reached).values_list("unit", flat=True))
    fresh = [(pk, owner) for pk, owner in units if pk not in known]
    letters, made = letters_for(recall, scope, {owner for _pk, owner in fresh if owner})
    rows = [
        RecallUnit(
            number=f"{recall.number}-{pk}", state=RecallUnitState.LISTED, recall=recall, scope=scope, unit_id=pk,
            customer_id=owner, letter=letters.get(owner or 0),
        )
        for pk, owner in fresh
    ]  # fmt: skip
    begin_many(rows, by=SYSTEM, source="recall")
    scope.cursor = reached[-1]
    scope.save(update_fields=["cursor"])
    return [letter.pk for letter in made if letter.way == LetterWay.MAIL]


def letters_for(
    recall: Recall, scope: RecallScope, customers: Collection[int]
) -> tuple[dict[int, RecallLetter], list[RecallLetter]]:
    """Return each customer's letter that is still to go out, and which of them were made for it.

    One that is out already is not added to: what came later would never be told. Held until the transaction
    ends, so that none goes out meanwhile.
    """
    waiting = RecallLetter.objects.select_for_update(of=("self",)).filter(scope=scope, sent_at=None)
    found = {row.customer_id: row for row in waiting.filter(customer__in=customers).order_by("pk")}
    made = [
        RecallLetter(
            recall=recall, scope=scope, customer=customer, way=LetterWay.MAIL if customer.email else LetterWay.PAPER
        )
        for customer in Customer.objects.filter(pk__in=set(customers) - set(found)).only("pk", "email").order_by("pk")
    ]
    bulk.insert(made)
    return found | {letter.customer_id: letter for letter in made}, made
