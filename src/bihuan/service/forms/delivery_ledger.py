"""Delivery lists as sales and warehouses keep them, under all their headings (SVC-18)."""

from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, moments, one_by_one, parsing
from bihuan.kernel.records import OperationError
from bihuan.service.operations.installations import DeliveryRow, bring_in

MORNING = time(9)  # of a day without an hour

# fmt: off
COLUMNS = (
    Column("sales_contract", _("Sales contract"), (
        "合同号", "合同编号", "销售合同", "销售合同号", "合同", "订单号", "订单编号", "销售订单", "contract", "contract no", "order no", "sales order"),
        parsing.code, required=True, max_length=40, is_carried=True),
    Column("model", _("Model"), ("型号", "产品型号", "机型", "规格型号", "商品型号", "产品", "model"), parsing.model, required=True, max_length=60, is_carried=True),
    Column("serial", _("Serial no."), (
        "机号", "序列号", "出厂编号", "产品编号", "机身号", "机身编号", "机器编号", "设备编号", "条码", "sn", "s/n", "serial", "serial no"),
        parsing.code, required=True, max_length=60),
    Column("customer", _("Customer"), (
        "客户", "客户名称", "单位名称", "收货单位", "购货单位", "收货方", "用户", "用户名称", "需方", "customer", "consignee"),
        parsing.name, required=True, max_length=80, is_carried=True),
    Column("phone", _("Phone"), ("电话", "手机", "联系电话", "收货电话", "phone", "tel"), parsing.phone),
    Column("site", _("Site"), ("地点", "安装地点", "服务地点", "使用地点", "项目", "项目名称", "门店", "站点", "site", "location"), parsing.text, max_length=80, is_carried=True),
    Column("address", _("Address"), ("地址", "收货地址", "安装地址", "送货地址", "详细地址", "address"), parsing.text, max_length=200),
    Column("planned_at", _("Agreed time"), (
        "计划日期", "计划安装日期", "计划交货日期", "交货日期", "安装日期", "送货日期", "约定时间", "约定日期", "发货日期", "到货日期", "日期", "planned", "planned date", "delivery date"),
        moments.moment, required=True, is_carried=True),
    Column("technician", _("Technician"), ("技术员", "安装人", "安装人员", "安装师傅", "工程师", "负责人", "technician", "engineer"), parsing.name, max_length=60),
    Column("remarks", _("Remarks"), ("备注", "说明", "附注", "remarks", "note"), parsing.text, max_length=300),
)
# fmt: on


def _agreed(at: datetime) -> dict[str, Any]:
    """Return when a line means: a day without an hour is some time from its morning on."""
    local = timezone.localtime(at)
    is_day_only = local.time() == time()
    return {"planned_at": local.replace(hour=MORNING.hour) if is_day_only else local, "is_day_only": is_day_only}


def _row(row: ParsedRow, occasion: Occasion) -> int:
    values: dict[str, Any] = {name: row.values.get(name) or "" for name in DeliveryRow.__dataclass_fields__}
    values |= _agreed(row.values["planned_at"])
    try:
        return bring_in(DeliveryRow(**values), by=occasion.by).pk
    except OperationError as refusal:
        field = "serial" if refusal.field == "serials" else refusal.field
        raise OperationError(refusal.message, field=field) from refusal


DELIVERIES = ImportSpec(
    kind="installations", label=_("Delivery list"), columns=COLUMNS, save_rows=one_by_one(_row),
    perm="service.plan_installation", url=lambda pk: reverse("service:installation", args=[pk]),
    place="service:installations",
)  # fmt: skip
