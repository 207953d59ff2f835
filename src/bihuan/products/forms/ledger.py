"""The ledgers of units sold and of maintenance contracts, as offices keep them (WAR-01)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, moments, one_by_one, parsing
from bihuan.kernel.records import OperationError
from bihuan.products.operations.ledger import ContractRow, UnitRow, bring_in_contract, bring_in_unit

lazy = gettext_lazy

# fmt: off
UNIT_COLUMNS = (
    Column("serial", lazy("Serial no."), (
        "机号", "序列号", "出厂编号", "产品编号", "机身号", "机身编号", "机器编号", "设备编号", "条码", "产品条码", "sn", "s/n", "serial", "serial no",
    ), parsing.code, required=True, max_length=60),
    Column("model", lazy("Model"), ("型号", "产品型号", "机型", "规格型号", "商品型号", "model"), parsing.model, required=True, max_length=60),
    Column("customer", lazy("Customer"), (
        "客户", "客户名称", "单位名称", "购买单位", "购货单位", "用户", "用户名称", "姓名", "经销商", "customer", "buyer",
    ), parsing.name, max_length=80),
    Column("phone", lazy("Phone"), ("电话", "手机", "联系电话", "客户电话", "phone", "tel", "mobile"), parsing.phone),
    Column("produced_on", lazy("Produced on"), ("生产日期", "出厂日期", "制造日期", "produced", "production date"), moments.day),
    Column("sold_on", lazy("Sold on"), ("销售日期", "购买日期", "发票日期", "开票日期", "出货日期", "sold", "sale date"), moments.day),
    Column("delivered_on", lazy("Delivered or picked up on"), ("交付日期", "提货日期", "送货日期", "取机日期", "到货日期", "delivered", "delivery date", "picked up"), moments.day),
    Column("accepted_on", lazy("Accepted on"), ("验收日期", "安装日期", "安装验收日期", "accepted"), moments.day),
    Column("sales_contract", lazy("Sales contract"), ("合同号", "销售合同", "合同编号", "订单号", "contract", "order no"), parsing.code, max_length=40),
    Column("warranty_months", lazy("Warranty in months"), ("保修期", "质保期", "保修月数", "质保月数", "保修期限", "warranty"), parsing.number),
)
CONTRACT_COLUMNS = (
    Column("number", lazy("Contract no."), ("合同号", "合同编号", "保养合同", "合同", "contract", "contract no"), parsing.code, required=True, max_length=40),
    Column("customer", lazy("Customer"), ("客户", "客户名称", "单位名称", "甲方", "customer"), parsing.name, required=True, max_length=80),
    Column("starts_on", lazy("From"), ("起始日期", "开始日期", "生效日期", "起", "合同开始", "from", "start"), moments.day, required=True),
    Column("ends_on", lazy("Until"), ("截止日期", "结束日期", "到期日期", "止", "到期", "合同到期", "until", "end"), moments.day, required=True),
    Column("visits", pgettext_lazy("quota", "Visits"), ("上门次数", "服务次数", "年上门次数", "visits"), parsing.number),
    Column("repairs", pgettext_lazy("quota", "Repairs"), ("维修次数", "年维修次数", "repairs"), parsing.number),
    Column("parts_amount", lazy("Parts, in yuan"), ("配件金额", "配件额度", "年配件金额", "备件金额", "parts"), parsing.number),
    Column("remarks", lazy("Remarks"), ("备注", "说明", "remarks", "note"), parsing.text, max_length=200),
)
# fmt: on


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _whole(value: Any, column: str) -> int | None:
    if value in (None, ""):
        return None
    if Decimal(value) != int(value) or not 0 <= int(value) <= 600:
        raise OperationError(_("A whole number of months up to 600."), field=column)
    return int(value)


def _unit(row: ParsedRow, occasion: Occasion) -> int:
    values = row.values
    made = bring_in_unit(
        UnitRow(
            serial=values["serial"], model=values["model"], customer=values.get("customer") or "",
            phone=values.get("phone") or "", produced_on=_day(values.get("produced_on")),
            sold_on=_day(values.get("sold_on")), delivered_on=_day(values.get("delivered_on")),
            accepted_on=_day(values.get("accepted_on")),
            sales_contract=values.get("sales_contract") or "",
            warranty_months=_whole(values.get("warranty_months"), "warranty_months"),
        ),
        by=occasion.by,
    )  # fmt: skip
    return made.pk


def _contract(row: ParsedRow, occasion: Occasion) -> int:
    values = row.values
    starts_on, ends_on = _day(values["starts_on"]), _day(values["ends_on"])
    if starts_on is None or ends_on is None:
        raise OperationError(_("Give first and last day."), field="starts_on")
    kinds = ("visits", "repairs", "parts_amount")
    amounts = {kind: Decimal(values[kind]) if values.get(kind) not in (None, "") else None for kind in kinds}
    made = bring_in_contract(
        ContractRow(
            number=values["number"], customer=values["customer"], starts_on=starts_on, ends_on=ends_on,
            remarks=values.get("remarks") or "", amounts=amounts,
        ),
        by=occasion.by,
    )  # fmt: skip
    return made.pk


# A row is known by its content: the same number with another buyer is refused aloud, not passed over as done.
UNITS = ImportSpec(
    kind="units", label=lazy("Units sold"), columns=UNIT_COLUMNS, save_rows=one_by_one(_unit),
    perm="products.import_units", url=lambda pk: reverse("products:unit", args=[pk]), place="products:units",
)  # fmt: skip
CONTRACTS = ImportSpec(
    kind="service-contracts", label=lazy("Service contracts"), columns=CONTRACT_COLUMNS,
    save_rows=one_by_one(_contract), perm="products.import_contracts",
    url=lambda pk: reverse("products:contract", args=[pk]), place="products:contracts",
)  # fmt: skip
