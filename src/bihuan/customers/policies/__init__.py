"""Who may do what with customers. Which rows one sees is `visible_to`."""

from bihuan.customers.policies import doubles, erasure, exchanges, expenses, visits
from bihuan.customers.policies.files import (
    desk,
    is_locked,
    of_own_outlet,
    readers,
    sales,
)
from bihuan.customers.policies.tiers import is_owner, leaders

__all__ = [
    "desk",
    "doubles",
    "erasure",
    "exchanges",
    "expenses",
    "is_locked",
    "is_owner",
    "leaders",
    "of_own_outlet",
    "readers",
    "sales",
    "visits",
]
