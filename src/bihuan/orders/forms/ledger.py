"""Ledgers of orders as sales departments keep them, under all their headings (ORD-01)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, moments, one_by_one, parsing
from bihuan.orders.operations.ledger import LedgerRow, take
from bihuan.orders.states.choices import OrderWay

# fmt: off
WAYS = {
    "fax": ("传真", "fax"), "letter": ("信函", "来函", "书面", "letter"), "email": ("邮件", "邮箱", "email", "e-mail"),
    "phone": ("电话", "来电", "口头", "phone"), "meeting": ("面谈", "会议", "上门", "meeting"), "contract": ("合同", "contract"),
}
COLUMNS = (
    Column("number", _("Customer's order no."), ("订单号", "订单编号", "客户订单号", "合同号", "合同编号", "采购单号", "PO", "PO号", "单号", "编号", "order no", "po no", "order number"), parsing.code, max_length=60, is_carried=True, carried_with="customer"),
    Column("received_at", pgettext_lazy("order", "Received at"), ("下单日期", "订货日期", "订单日期", "接单日期", "签订日期", "日期", "收到日期", "order date", "date"), moments.moment, is_carried=True),
    Column("customer", _("Customer"), ("客户", "客户名称", "客户单位", "单位", "单位名称", "购货单位", "购货方", "买方", "需方", "订货单位", "customer", "buyer"), parsing.name, required=True, max_length=80, is_carried=True),
    Column("contact_name", _("Contact"), ("联系人", "经办人", "采购员", "contact"), parsing.name, max_length=80),
    Column("phone", _("Phone"), ("电话", "联系电话", "手机", "phone", "tel"), parsing.phone),
    Column("way", pgettext_lazy("order", "Came by"), ("订货方式", "下单方式", "方式", "来源", "way"), parsing.choice(WAYS, otherwise="import"), words=dict(OrderWay.choices)),
    Column("model", _("Model"), ("型号", "产品型号", "规格型号", "机型", "产品", "品名", "货品", "model", "item"), parsing.model, required=True, max_length=60),
    Column("quantity", _("Quantity"), ("数量", "订货数量", "订单数量", "台数", "件数", "quantity", "qty"), parsing.number, required=True),
    Column("price", _("Price of one (¥)"), ("单价", "含税单价", "价格", "price", "unit price"), parsing.number),
    Column("wanted_on", _("Wanted on"), ("交期", "交货日期", "要求交期", "要货日期", "需求日期", "交货期", "delivery date", "wanted on"), moments.day),
    Column("deliver_to", _("Deliver to"), ("收货地址", "交货地点", "送货地址", "地址", "deliver to", "address"), parsing.text, max_length=200),
    Column("requirements", _("Special requirements"), ("特殊要求", "技术要求", "要求", "requirements"), parsing.text, max_length=300),
    Column("remarks", _("Remarks"), ("备注", "说明", "附注", "remark", "remarks", "note"), parsing.text, max_length=1000),
)
# fmt: on
TEXTS = ("number", "way", "phone", "contact_name", "deliver_to", "requirements", "remarks")


def _row(row: ParsedRow) -> LedgerRow:
    values = row.values
    notes = "\n".join(f"{label}：{text}" for label, text in row.notes.items())
    texts = {name: values.get(name) or "" for name in TEXTS}
    texts["remarks"] = "\n".join(filter(None, [texts["remarks"], notes]))
    return LedgerRow(
        customer=values["customer"], model=values["model"], quantity=values["quantity"],
        received_at=values.get("received_at"), wanted_on=values.get("wanted_on"),
        price=values.get("price"), **texts,
    )  # fmt: skip


def _save(row: ParsedRow, occasion: Occasion) -> int:
    made: Any = take(_row(row), by=occasion.by)
    return int(made.pk)


SPEC = ImportSpec(
    kind="orders", label=_("Register of orders"), columns=COLUMNS, save_rows=one_by_one(_save), perm="orders.import",
    url=lambda pk: reverse("orders:order", args=[pk]), place="orders:orders",
)  # fmt: skip
