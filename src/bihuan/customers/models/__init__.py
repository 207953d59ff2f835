"""The 「客户基本资料表」: customers, their contacts and the places where their products stand (CUS-01)."""

from bihuan.customers.models.advances import ExpenseAdvance, ExpenseCheck, ExpensePayout
from bihuan.customers.models.care import CareItem, CarePlan, Lead, NeedsRequest
from bihuan.customers.models.doubles import Merge, MergedRows, Pair
from bihuan.customers.models.erasure import ErasureRequest
from bihuan.customers.models.exchanges import Exchange, ExchangeQuerySet
from bihuan.customers.models.expenses import ExpenseAccount, ExpenseLine, ExpenseSheet, SpecialExpense
from bihuan.customers.models.files import (
    KEEPERS,
    Contact,
    Customer,
    CustomerQuerySet,
    Part,
    PartQuerySet,
    Site,
)
from bihuan.customers.models.gifts import GiftBudget, GiftHandover, GiftItem
from bihuan.customers.models.profiles import Profile
from bihuan.customers.models.revenue import Account, Revenue
from bihuan.customers.models.tiers import CareMandate, Rating
from bihuan.customers.models.visit_reports import VisitDay, VisitMonth, VisitUrgentReport
from bihuan.customers.models.visits import SalesArea, Visit, VisitPlan, VisitPlanLine

__all__ = [
    "KEEPERS",
    "Account",
    "CareItem",
    "CareMandate",
    "CarePlan",
    "Contact",
    "Customer",
    "CustomerQuerySet",
    "ErasureRequest",
    "Exchange",
    "ExchangeQuerySet",
    "ExpenseAccount",
    "ExpenseAdvance",
    "ExpenseCheck",
    "ExpenseLine",
    "ExpensePayout",
    "ExpenseSheet",
    "GiftBudget",
    "GiftHandover",
    "GiftItem",
    "Lead",
    "Merge",
    "MergedRows",
    "NeedsRequest",
    "Pair",
    "Part",
    "PartQuerySet",
    "Profile",
    "Rating",
    "Revenue",
    "SalesArea",
    "Site",
    "SpecialExpense",
    "Visit",
    "VisitDay",
    "VisitMonth",
    "VisitPlan",
    "VisitPlanLine",
    "VisitUrgentReport",
]
