"""Deliveries of lots and production ledgers as warehouses and works keep them, under all their headings (WAR-06)."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, Saved, moments, one_by_one, parsing
from bihuan.products import operations
from bihuan.products.operations.materials import LotRow, MadeRow, UseRow

# fmt: off
SUPPLIER = Column("supplier", _("Supplier"), (
    "供应商", "供应商名称", "供方", "供货单位", "供货商", "厂家", "生产厂家", "来源", "supplier", "vendor", "vendor name"), parsing.name, max_length=80)
MATERIAL = Column("material", _("Material"), (
    "物料", "物料名称", "材料", "材料名称", "原材料", "原料", "原料名称", "零部件", "部件名称", "品名", "名称", "货品名称", "material", "part", "component", "item"),
    parsing.text, max_length=80)
LOT = Column("lot", _("Lot no."), (
    "批号", "来料批号", "原料批号", "材料批号", "物料批号", "进料批号", "进货批号", "供应商批号", "炉号", "炉批号", "lot", "lot no", "lot number", "material lot"),
    parsing.code, required=True, max_length=60)
QUANTITY = ("数量", "用量", "消耗数量", "领用数量", "投料数量", "使用数量", "到货数量", "入库数量", "进货数量", "收货数量", "qty", "quantity", "amount")
MADE_ON = ("生产日期", "投料日期", "领用日期", "制造日期", "produced", "production date", "date")

LOT_COLUMNS = (
    Column(LOT.name, LOT.label, LOT.synonyms, LOT.parser, required=True, max_length=60),
    Column("material", MATERIAL.label, MATERIAL.synonyms, MATERIAL.parser, required=True, max_length=80, is_carried=True),
    Column("supplier", SUPPLIER.label, SUPPLIER.synonyms, SUPPLIER.parser, required=True, max_length=80, is_carried=True),
    Column("received_on", _("Received on"), (
        "到货日期", "入库日期", "进货日期", "收货日期", "来料日期", "进料日期", "日期", "received", "received on", "delivery date"), moments.moment, is_carried=True),
    Column("quantity", _("Quantity"), QUANTITY, parsing.number),
    Column("unit_of_measure", _("Unit of measure"), ("单位", "计量单位", "uom", "unit"), parsing.text, max_length=12),
    Column("remarks", _("Remarks"), ("备注", "说明", "附注", "remark", "remarks", "note"), parsing.text, max_length=200),
)
USE_COLUMNS = (
    Column("model", _("Model"), ("型号", "产品型号", "机型", "成品型号", "规格型号", "model", "product model"), parsing.model, required=True, max_length=60, is_carried=True),
    Column("batch", _("Batch"), ("生产批次", "批次", "成品批次", "成品批号", "产品批次", "产品批号", "生产批号", "工单批次", "batch", "batch no", "production batch"),
           parsing.code, required=True, max_length=40, is_carried=True),
    Column("produced_on", _("Produced on"), MADE_ON, moments.moment, is_carried=True),
    Column("lot", LOT.label, LOT.synonyms, LOT.parser, required=True, max_length=60),
    MATERIAL, SUPPLIER,
    Column("quantity", _("Quantity used"), QUANTITY, parsing.number),
)
MADE_COLUMNS = (
    Column("serial", _("Serial no."), (
        "机号", "序列号", "出厂编号", "产品编号", "机身号", "机身编号", "机器编号", "下线编号", "成品编号", "条码", "产品条码", "sn", "s/n", "serial", "serial no"),
        parsing.code, required=True, max_length=60),
    *USE_COLUMNS[:3],
)
# fmt: on


def _day(value: Any) -> Any:
    return timezone.localdate(value) if value else None


def save_lots(rows: Sequence[ParsedRow], occasion: Occasion) -> list[Saved]:
    """Save a batch of a ledger's rows as lots."""
    found = []
    for row in rows:
        values = row.values
        lot = LotRow(
            supplier=values.get("supplier") or "", material=values.get("material") or "", code=values["lot"],
            received_on=_day(values.get("received_on")), quantity=values.get("quantity"),
            unit_of_measure=values.get("unit_of_measure") or "", remarks=values.get("remarks") or "",
        )  # fmt: skip
        found.append(Saved(pk=operations.receive_lot(lot, by=occasion.by, source="import").pk))
    return found


def save_uses(rows: Sequence[ParsedRow], occasion: Occasion) -> list[Saved]:
    """Save a batch of a production ledger's rows as uses of lots."""
    found = []
    for row in rows:
        values = row.values
        use = UseRow(
            model=values["model"], batch=values["batch"], lot=values["lot"], supplier=values.get("supplier") or "",
            material=values.get("material") or "", quantity=values.get("quantity"),
            produced_on=_day(values.get("produced_on")),
        )  # fmt: skip
        found.append(Saved(pk=operations.take_in_use(use, by=occasion.by).pk))
    return found


def _made(row: ParsedRow, occasion: Occasion) -> int:
    values = row.values
    made = MadeRow(
        serial=values["serial"], model=values["model"], batch=values["batch"],
        produced_on=_day(values.get("produced_on")),
    )  # fmt: skip
    return operations.take_in_made(made, by=occasion.by).pk


MADE = ImportSpec(
    kind="batch-units", label=_("Units made by batch"), columns=MADE_COLUMNS, save_rows=one_by_one(_made),
    perm="products.edit_materials", url=lambda pk: reverse("products:unit", args=[pk]), place="products:units",
)  # fmt: skip
LOTS = ImportSpec(
    kind="lots", label=_("Lots of raw material"), columns=LOT_COLUMNS, save_rows=save_lots,
    perm="products.edit_materials", place="products:lots",
)  # fmt: skip
USES = ImportSpec(
    kind="batch-lots", label=_("Material used by batch"), columns=USE_COLUMNS, save_rows=save_uses,
    perm="products.edit_materials", place="products:consumption",
)  # fmt: skip
