"""Writing a company's profile (CUS-01)."""

from typing import Any

from django.db import transaction

from bihuan.customers.models import Customer, Profile
from bihuan.customers.operations.files import for_change
from bihuan.kernel import history
from bihuan.kernel.actors import Actor
from bihuan.kernel.records import locked


@transaction.atomic
def write_profile(customer: Customer, *, by: Actor, revision: int | None = None, **fields: Any) -> Profile:
    """Write what a company is and does; it stands on his file.

    Args:
        revision: the profile's, as the person saw it; None where there was none.

    Raises:
        Stale: somebody else changed it meanwhile.
        OperationError: the file was put into another.
    """
    row = for_change(customer, by)
    known = Profile.objects.filter(customer=row.pk).first()
    values = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    if known is None:
        known = Profile.objects.create(customer=row, **values)
        history.append(known, "register", by=by, is_first=True)
        changed = True
    else:
        known = locked(Profile, known.pk, revision=revision)
        changed = history.change(known, by=by, **values)
    if changed:
        history.append(row, "write_profile", by=by)
    return known
