"""Revenue ledgers as finance keeps them: by customer's number or name, a year's total or the months (CUS-02)."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.models import Customer, Revenue
from bihuan.customers.models.revenue import CNY
from bihuan.customers.operations.revenue import record_revenue
from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, Saved, parsing
from bihuan.kernel.imports.parsing import Cell, Context, Parsed, Unreadable
from bihuan.kernel.records import OperationError

CURRENCIES = {CNY: ("人民币", "元", "rmb", "¥"), "USD": ("美元", "$"), "EUR": ("欧元", "€"), "HKD": ("港币", "港元")}
MONTHS = tuple(f"{number:02d}" for number in range(1, 13))
Done = TypeVar("Done")
_YEAR = re.compile(r"(19|20)\d{2}")
_CHINESE = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


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
    return Column(f"month_{number:02d}", label, words, parsing.yuan)


# fmt: off
COLUMNS = (
    Column("number", lazy("Customer no."), ("客户编号", "客户号", "客户代码", "编号", "customer no", "customer number", "code"), parsing.code, max_length=40),
    Column("name", lazy("Customer name"), ("客户名称", "客户", "单位名称", "公司名称", "往来单位", "用户名称", "customer", "name"), parsing.name, max_length=80),
    Column("year", lazy("Year"), ("年度", "年份", "年", "会计年度", "所属年度", "year"), year, is_carried=True, is_titled=True),
    Column("amount", lazy("Revenue"), ("年收入", "业务收入", "年业务收入", "全年收入", "全年合计", "收入合计", "合计", "年度收入", "销售额", "年销售额", "收入金额", "金额", "收入", "revenue", "total", "amount"), parsing.yuan),
    Column("currency", lazy("Currency"), ("币种", "币别", "货币", "currency"), parsing.choice(CURRENCIES)),
    *(_month(number) for number in range(1, 13)),
)
# fmt: on


@dataclass(frozen=True)
class _Line:
    """What a row says: whose revenue, of which years, the months of the last of them."""

    customer: Customer
    currency: str
    years: dict[int, Decimal]
    months: list[Decimal | None]

    @property
    def places(self) -> list[tuple[int, int, str]]:
        return [(self.customer.pk, year, self.currency) for year in self.years]


def _line(row: ParsedRow, occasion: Occasion) -> _Line:
    values = row.values
    customer = _customer(str(values.get("number") or ""), str(values.get("name") or ""), occasion)
    years = {int(name[3:]): value for name, value in values.items() if name.startswith("of_") and value is not None}
    months: list[Decimal | None] = [values.get(f"month_{number}") for number in MONTHS]
    told = [month for month in months if month is not None]
    if not years or values.get("year") is not None:
        if not values.get("year"):
            raise OperationError(_("Which year is this?"), field="year")
        years[int(values["year"])] = _total(values.get("amount"), told)
    return _Line(customer, values.get("currency") or CNY, years, months if told else [])


def _save(rows: Sequence[ParsedRow], occasion: Occasion) -> list[Saved]:
    """Save the rows one by one; where a customer stands twice with different figures, nobody knows which holds."""
    read = [_tried(partial(_line, row, occasion)) for row in rows]
    figures: dict[tuple[int, int, str], set[Decimal]] = defaultdict(set)
    for line in read:
        if isinstance(line, _Line):
            for place, amount in zip(line.places, line.years.values(), strict=True):
                figures[place].add(amount)
    return [line if isinstance(line, Saved) else _written(line, figures, occasion) for line in read]


def _written(line: _Line, figures: Mapping[tuple[int, int, str], set[Decimal]], occasion: Occasion) -> Saved:
    for customer, year, currency in line.places:
        earlier = Revenue.objects.filter(customer=customer, year=year, currency=currency, updated_at__gte=occasion.at)
        before = set(earlier.filter(origin=_origin(occasion)).values_list("amount", flat=True))
        if len(figures[customer, year, currency] | before) > 1:
            words = {"name": line.customer.name, "year": year}
            said = _("%(name)s stands in this ledger several times with different revenue of %(year)s.") % words
            return Saved(reason=said, column="name")
    return _tried(lambda: Saved(pk=_recorded(line, occasion)))


def _tried(work: Callable[[], Done]) -> Done | Saved:
    try:
        with transaction.atomic():
            return work()
    except OperationError as refused:
        return Saved(reason=str(refused.message), column=refused.field or "")


def _recorded(line: _Line, occasion: Occasion) -> int:
    options: dict[str, Any] = {"origin": _origin(occasion), "by": occasion.by, "source": "import"}
    last = list(line.years)[-1]
    for year, amount in line.years.items():
        months = line.months if year == last else ()
        record_revenue(line.customer, year, amount, months=months, currency=line.currency, **options)
    return int(line.customer.pk)


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
        found = seen.filter(number=number).select_related("merged_into").first()
        if found is None:
            raise OperationError(_("There is no customer %(number)s.") % {"number": number}, field="number")
        return found.merged_into or found  # type: ignore[no-any-return]
    if not name:
        raise OperationError(_("Which customer is this?"), field="name")
    rows = list(seen.standing().filter(name=name)[:2]) or _put_into_others(seen, name)
    if not rows:
        raise OperationError(_("There is no customer %(name)s.") % {"name": name}, field="name")
    if len(rows) > 1:
        raise OperationError(
            _("Several customers are called %(name)s: give the number.") % {"name": name}, field="name"
        )
    return rows[0]


def _put_into_others(seen: "QuerySet[Customer]", name: str) -> list[Customer]:
    """Return the files that doubles of this name were put into."""
    found = seen.filter(name=name).exclude(merged_into=None).select_related("merged_into")
    return list({one.merged_into_id: one.merged_into for one in found if one.merged_into}.values())


def _years() -> tuple[Column, ...]:
    """Return a column for each of the last years: some ledgers put them side by side."""
    this = timezone.localdate().year
    return tuple(
        Column(
            f"of_{each}",
            str(each),
            (f"{each}年", f"{each}年收入", f"{each}年度", f"{each}年度收入", str(each)),
            parsing.yuan,
        )
        for each in range(this - 4, this + 1)
    )


REVENUE = ImportSpec(
    kind="customer-revenue", label=lazy("Yearly revenue of customers"), columns=COLUMNS, save_rows=_save,
    further=_years,
    perm="customers.edit_revenue", url=lambda pk: reverse("customers:customer", args=[pk]), place="customers:ratings",
)  # fmt: skip
