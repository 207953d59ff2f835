"""Parts lists and stock lists as warehouses keep them, under all their headings (PRT-01)."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, one_by_one, parsing
from bihuan.kernel.records import OperationError
from bihuan.parts.operations import ledger as operations
from bihuan.products.models import ProductLine
from bihuan.products.queries.units import model_named

# fmt: off
CODE = ("料号", "配件编码", "配件编号", "配件料号", "备件编码", "备件编号", "备件号", "物料编码", "物料编号", "物料号", "零件号", "图号", "编码", "存货编码", "sku", "part no", "part number", "part code", "code")
NAME = ("名称", "配件名称", "备件名称", "物料名称", "零件名称", "品名", "存货名称", "part name", "name", "description")
UNIT = ("单位", "计量单位", "uom", "unit")

PART_COLUMNS = (
    Column("code", _("Part no."), CODE, parsing.code, required=True, max_length=40),
    Column("name", _("Name"), NAME, parsing.name, required=True, max_length=80),
    Column("unit_of_measure", _("Unit of measure"), UNIT, parsing.text, max_length=10),
    Column("list_price", _("List price (CNY)"), ("单价", "售价", "零售价", "销售价", "销售单价", "价格", "目录价", "收费标准", "list price", "price"), parsing.number),
    Column("cost_price", _("Cost price (CNY)"), ("成本", "成本价", "进价", "采购价", "采购单价", "成本单价", "cost", "cost price"), parsing.number),
    Column("line", _("Product line"), ("适用产品", "适用产品线", "产品线", "适用产品类别", "产品类别", "适用品类", "product line"), parsing.name),
    Column("models", _("Models"), ("适用机型", "适用型号", "机型", "型号", "配套机型", "models", "fits"), parsing.text),
    Column("is_serialised", _("Has serial numbers"), ("有无序列号", "是否有编号", "序列号管理", "serialised"), parsing.yes_no),
    Column("is_due_back", _("Faulty one is sent back"), ("旧件返还", "旧件回收", "是否返旧", "返旧", "旧件是否返回", "是否回收", "due back"), parsing.yes_no),
    Column("remarks", _("Remarks"), ("备注", "说明", "附注", "规格", "规格说明", "remark", "remarks", "note"), parsing.text, max_length=200),
)
STOCK_COLUMNS = (
    Column("place", _("Place of parts"), ("库位", "仓库", "仓库名称", "库房", "存放地点", "所在仓库", "库别", "网点", "随车库", "保管人", "warehouse", "location", "place"),
           parsing.text, required=True, max_length=60, is_carried=True),
    Column("part", _("Part no."), CODE, parsing.code, required=True, max_length=40),
    Column("name", _("Name"), NAME, parsing.text),
    Column("quantity", _("In stock"), ("库存", "数量", "库存数", "库存数量", "现有库存", "结存", "结存数量", "期初数量", "期初库存", "账面数量", "实存", "实存数", "qty", "quantity", "on hand"),
           parsing.number, required=True),
    Column("safety_stock", _("Safety stock"), ("安全库存", "最低库存", "库存下限", "下限", "预警数量", "min", "safety stock"), parsing.number),
    Column("reserve", _("Emergency reserve"), ("应急储备", "应急备件", "应急数量", "储备数量", "reserve"), parsing.number),
)
# fmt: on
SEPARATORS = str.maketrans("、，;；/\n|", ",,,,,,,")
FIELDS = ("unit_of_measure", "list_price", "cost_price", "is_serialised", "is_due_back", "remarks")


def _take(row: ParsedRow, occasion: Occasion) -> int:
    made: int = operations.take_part(by=occasion.by, **_part(row.values)).pk
    return made


def _open(row: ParsedRow, occasion: Occasion) -> int:
    made: int = operations.open_stock(_opening(row.values), by=occasion.by).pk
    return made


def _part(values: dict[str, Any]) -> dict[str, Any]:
    """Return a row's values as a part's; an empty cell leaves what a new part has anyway."""
    known = {name: values[name] for name in FIELDS if values.get(name) not in (None, "")}
    known |= {"code": values["code"], "name": values["name"]}
    if words := values.get("line"):
        known["fits_lines"] = [_line(words)]
    if words := values.get("models"):
        known["fits_models"] = [_model(one) for one in words.translate(SEPARATORS).split(",") if one.strip()]
    return known


def _line(words: str) -> ProductLine:
    rows = ProductLine.objects.all()
    line: ProductLine | None = rows.filter(name=words).first() or rows.filter(code__iexact=words).first()
    if line is None:
        raise OperationError(_now("There is no such product line."), field="line")
    return line


def _model(words: str) -> Any:
    model = model_named(words)
    if model is None:
        raise OperationError(_now("There is no model «%(model)s».") % {"model": words.strip()}, field="models")
    return model


def _opening(values: dict[str, Any]) -> operations.OpeningRow:
    numbers = {name: values.get(name) for name in ("quantity", "safety_stock", "reserve")}
    return operations.OpeningRow(place=values["place"], part=values["part"], **numbers)


PARTS = ImportSpec(
    kind="parts", label=_("Spare parts"), columns=PART_COLUMNS, save_rows=one_by_one(_take), own_key="code",
    perm="parts.import_parts", place="parts:parts",
)  # fmt: skip
OPENING = ImportSpec(
    kind="opening-stock", label=_("Opening stock"), columns=STOCK_COLUMNS, save_rows=one_by_one(_open),
    perm="parts.import_parts", place="parts:stock",
)  # fmt: skip
