"""Revenue ledgers as finance keeps them: by customer's number or name, a year's total or the months (CUS-02)."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.models import Customer
from bihuan.customers.models.revenue import CNY
from bihuan.customers.operations.revenue import record_revenue
from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, one_by_one, parsing
from bihuan.kernel.imports.parsing import Cell, Context, Parsed, Unreadable
from bihuan.kernel.records import OperationError

_AMOUNT = re.compile(
    r"^(?:RMB|CNY|人民币|[¥￥])?\s*([-+]?\d[\d,，\s]*(?:\.\d+)?)\s*(亿元?|万元?|千元?|元|圆)?整?$", re.I
)
UNITS = {"亿": Decimal(100_000_000), "万": Decimal(10_000), "千": Decimal(1000)}
CURRENCIES = {CNY: ("人民币", "元", "rmb", "¥"), "USD": ("美元", "$"), "EUR": ("欧元", "€"), "HKD": ("港币", "港元")}
MONTHS = tuple(f"{number:02d}" for number in range(1, 13))
_YEAR = re.compile(r"(19|20)\d{2}")
_CHINESE = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def amount(cell: Cell, context: Context) -> Parsed:
    """Return yuan from «12.5万», «1,250,000.00», «¥ 86 300 元»; an empty cell is nothing.

    Raises:
        Unreadable: something is written that is no amount.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Parsed(Decimal(str(cell)).quantize(Decimal("0.01")))
    words = unicodedata.normalize("NFKC", parsing.text(cell, context).value).strip()
    if not words or parsing.is_unknown(words):
        return Parsed(None, words)
    found = _AMOUNT.match(words)
    if not found:
        raise Unreadable(_("this is not an amount"))
    digits = re.sub(r"[,，\s]", "", found.group(1))
    unit = (found.group(2) or "")[:1]
    return Parsed((Decimal(digits) * UNITS.get(unit, Decimal(1))).quantize(Decimal("0.01")))


def year(cell: Cell, context: Context) -> Parsed:
    """Return a year from «2025», «2025 年度», a date.

    Raises:
        Unreadable: there is no year in it.
    """
    words = parsing.shown(cell)
    if not words:
        return Parsed(context.year)
    found = _YEAR.search(words)
    if not found:
        raise Unreadable(_("there is no year in it"))
    return Parsed(int(found.group()))


def _month(number: int) -> Column:
    chinese = _CHINESE[number - 1]
    words = (f"{number}月", f"{number:02d}月", f"{chinese}月", f"{number}月收入", f"{number}月份", f"m{number:02d}")
    label = format_lazy(lazy("Month {number}"), number=number)
    return Column(f"month_{number:02d}", label, words, amount)


# fmt: off
COLUMNS = (
    Column("number", lazy("Customer no."), ("客户编号", "客户号", "客户代码", "编号", "customer no", "customer number", "code"), parsing.code, max_length=40),
    Column("name", lazy("Customer name"), ("客户名称", "客户", "单位名称", "公司名称", "往来单位", "用户名称", "customer", "name"), parsing.name, max_length=80),
    Column("year", lazy("Year"), ("年度", "年份", "年", "会计年度", "所属年度", "year"), year, is_carried=True),
    Column("amount", lazy("Revenue"), ("年收入", "业务收入", "年业务收入", "全年收入", "全年合计", "收入合计", "合计", "年度收入", "销售额", "年销售额", "收入金额", "金额", "收入", "revenue", "total", "amount"), amount),
    Column("currency", lazy("Currency"), ("币种", "币别", "货币", "currency"), parsing.choice(CURRENCIES)),
    *(_month(number) for number in range(1, 13)),
)
# fmt: on


def _row(row: ParsedRow, occasion: Occasion) -> int:
    values = row.values
    customer = _customer(str(values.get("number") or ""), str(values.get("name") or ""), occasion)
    by_year = {int(name[3:]): value for name, value in values.items() if name.startswith("of_") and value is not None}
    options: dict[str, Any] = {"origin": _origin(occasion), "by": occasion.by, "source": "import",
                               "currency": values.get("currency") or CNY}  # fmt: skip
    for each, figure in by_year.items():
        record_revenue(customer, each, figure, **options)
    if by_year and values.get("year") is None:
        return customer.pk
    if not values.get("year"):
        raise OperationError(_("Which year is this?"), field="year")
    months: list[Decimal | None] = [values.get(f"month_{number}") for number in MONTHS]
    total = _total(values.get("amount"), [month for month in months if month is not None])
    made = record_revenue(
        customer, values["year"], total, months=months if any(month is not None for month in months) else (), **options
    )
    return made.customer_id


def _origin(occasion: Occasion) -> str:
    """Return where a figure comes from: the ledger's source, else the day it was brought in."""
    day = f"{timezone.localdate(occasion.at):%Y-%m-%d}"
    return occasion.source[:80] or _("Import of %(day)s") % {"day": day}


def _total(written: Any, months: list[Decimal]) -> Decimal:
    """Return the year's total; the sum of the months where it isn't written, refused where the two differ."""
    if written is None and not months:
        raise OperationError(_("There is neither a total nor a month."), field="amount")
    together = sum(months, Decimal(0))
    if written is not None and months and written != together:
        raise OperationError(
            _("The months come to %(months)s, the total says %(total)s.") % {"months": together, "total": written},
            field="amount",
        )
    return together if written is None else Decimal(written)


def _customer(number: str, name: str, occasion: Occasion) -> Customer:
    """Return the customer of a row, by his number, else by his name when only one has it."""
    seen = Customer.objects.visible_to(occasion.by)
    if number:
        found = seen.filter(number=number).first()
        if found is None:
            raise OperationError(_("There is no customer %(number)s.") % {"number": number}, field="number")
        return found  # type: ignore[no-any-return]
    if not name:
        raise OperationError(_("Which customer is this?"), field="name")
    rows = list(seen.filter(name=name)[:2])
    if not rows:
        raise OperationError(_("There is no customer %(name)s.") % {"name": name}, field="name")
    if len(rows) > 1:
        raise OperationError(
            _("Several customers are called %(name)s: give the number.") % {"name": name}, field="name"
        )
    return rows[0]  # type: ignore[no-any-return]


def _years() -> tuple[Column, ...]:
    """Return a column for each of the last years: some ledgers put them side by side."""
    this = timezone.localdate().year
    return tuple(
        Column(
            f"of_{each}", str(each), (f"{each}年", f"{each}年收入", f"{each}年度", f"{each}年度收入", str(each)), amount
        )
        for each in range(this - 4, this + 1)
    )


REVENUE = ImportSpec(
    kind="customer-revenue", label=lazy("Yearly revenue of customers"), columns=COLUMNS, save_rows=one_by_one(_row),
    further=_years,
    perm="customers.edit_revenue", url=lambda pk: reverse("customers:customer", args=[pk]), place="customers:ratings",
)  # fmt: skip
