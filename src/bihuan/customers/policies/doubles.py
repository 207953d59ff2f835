"""Who may merge two files of one customer, and part them again (CUS-01)."""

import rules

from bihuan.customers.policies.files import desk, sales

rules.add_perm("customers.merge", desk | sales)
