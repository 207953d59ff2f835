"""Lists of tools and of loaners as offices keep them, brought in from Excel (PRT-03, PRT-04)."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, moments, one_by_one, parsing
from bihuan.kernel.records import OperationError
from bihuan.parts.operations import loaners, tools
from bihuan.parts.queries.stock import place_named
from bihuan.parts.states.tools import ToolKind
from bihuan.products.queries.units import model_named

# fmt: off
KINDS = {
    "instrument": ("仪", "表", "计", "检测", "测量"), "electric": ("电动", "电钻", "电锤", "焊"),
    "lifting": ("梯", "起重", "登高", "吊"), "protective": ("防护", "安全", "绝缘手套", "安全带"),
    "hand": ("手动", "手工", "扳手", "钳", "螺丝刀"),
}
TOOL_COLUMNS = (
    Column("number", _("Tool no."), ("工具编号", "设备编号", "编号", "资产编号", "number"),
           parsing.code, max_length=40),
    Column("name", _("Name"), ("名称", "工具名称", "设备名称", "品名", "name"),
           parsing.name, required=True, max_length=80),
    Column("tool_kind", _("Kind of tool"), ("类别", "工具类别", "分类", "kind"),
           parsing.choice(KINDS, otherwise="hand"),
           words=dict(ToolKind.choices)),
    Column("model_text", _("Model"), ("型号", "规格", "规格型号", "model"), parsing.model, max_length=80),
    Column("serial", _("Serial no."), ("机号", "出厂编号", "序列号", "serial"), parsing.code, max_length=60),
    Column("place", pgettext_lazy("loan", "Kept at"), ("存放地点", "地点", "库位", "place"),
           parsing.name, max_length=60),
    Column("bought_on", _("Bought on"), ("购入日期", "购置日期", "bought"), moments.moment),
    Column("maintained_on", _("Last maintained on"), ("上次保养", "上次保养日期", "保养日期"), moments.moment),
    Column("calibrated_on", _("Last calibrated on"), ("上次检定", "检定日期", "校准日期"), moments.moment),
    Column("value", _("Value (CNY)"), ("价值", "价值（元）", "原值", "金额", "value"), parsing.number),
    Column("remarks", _("Remarks"), ("备注", "说明", "remarks"), parsing.text, max_length=200),
)
LOANER_COLUMNS = (
    Column("serial", _("Serial no."), ("机号", "出厂编号", "序列号", "条码", "serial"),
           parsing.code, required=True, max_length=60),
    Column("name", _("Name"), ("名称", "备用机名称", "品名", "name"), parsing.name, required=True, max_length=80),
    Column("model", _("Model"), ("型号", "规格型号", "model"), parsing.model, max_length=80),
    Column("place", pgettext_lazy("loan", "Kept at"), ("存放地点", "地点", "库位", "place"),
           parsing.name, max_length=60),
    Column("condition", pgettext_lazy("loan", "Condition"), ("状况", "成色", "外观状况", "condition"),
           parsing.text, required=True, max_length=200),
    Column("accessories", _("Accessories"), ("附件", "随机附件", "accessories"), parsing.text, max_length=300),
    Column("value", _("Value (CNY)"), ("价值", "价值（元）", "原值", "金额", "value"), parsing.number),
    Column("remarks", _("Remarks"), ("备注", "说明", "remarks"), parsing.text, max_length=200),
)
# fmt: on
DAYS = ("bought_on", "maintained_on", "calibrated_on")


def _known(row: ParsedRow) -> dict[str, Any]:
    """Return a row's filled values; a place is found by its name, its code or whose van it is."""
    values = {name: value for name, value in row.values.items() if value not in (None, "")}
    if words := values.get("place"):
        values["place"] = place_named(words)
        if values["place"] is None:
            raise OperationError(_now("There is no such place of parts."), field="place")
    return values | {name: timezone.localdate(values[name]) for name in DAYS if name in values}


def _tool(row: ParsedRow, occasion: Occasion) -> int:
    made: int = tools.add_tool(by=occasion.by, source="import", **_known(row)).pk
    return made


def _loaner(row: ParsedRow, occasion: Occasion) -> int:
    values = _known(row)
    if words := values.get("model"):
        values["model"] = model_named(words)
        if values["model"] is None:
            raise OperationError(_now("There is no model «%(model)s».") % {"model": words}, field="model")
    made: int = loaners.add_loaner(by=occasion.by, source="import", **values).pk
    return made


TOOLS = ImportSpec(
    kind="tools", label=_("Tools"), columns=TOOL_COLUMNS, save_rows=one_by_one(_tool), own_key="number",
    perm="parts.import_parts", url=lambda pk: reverse("parts:tool", args=[pk]), place="parts:tools",
)  # fmt: skip
LOANERS = ImportSpec(
    kind="loaners", label=_("Loaners"), columns=LOANER_COLUMNS, save_rows=one_by_one(_loaner), own_key="serial",
    perm="parts.import_parts", url=lambda pk: reverse("parts:loaner", args=[pk]), place="parts:loaners",
)  # fmt: skip
