"""The price list brought in from Excel or CSV."""

from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, moments, one_by_one, parsing
from bihuan.kernel.records import OperationError
from bihuan.organization.states import Area
from bihuan.products.models import ProductLine
from bihuan.service.models import FaultClass
from bihuan.service.operations import charges
from bihuan.service.states.charges import ChargeKind, PriceUnit

KINDS = {
    "labour": ("人工", "人工费", "工时", "labour", "labor"),
    "travel": ("差旅", "差旅费", "上门费", "交通费", "travel", "call-out"),
    "shipping": ("运费", "物流费", "shipping", "freight"), "other": ("其他", "other"),
}  # fmt: skip
UNITS = {"hour": ("每小时", "小时", "hour", "h"), "time": ("每次", "次", "time", "each")}
ANY = ("不限", "全部", "所有", "any", "all")
AREAS = {"city": ("市区", "city"), "suburb": ("郊区", "suburb"), "": ("不限", "全部", "any")}

COLUMNS = (
    Column("code", _("Code"), ("代码", "编码", "编号", "code"), parsing.code, required=True, max_length=40),
    Column(
        "kind_of",
        _("Kind"),
        ("类别", "类型", "项目类别", "kind"),
        parsing.choice(KINDS),
        required=True,
        words=dict(ChargeKind.choices),
    ),
    Column("name", _("Name"), ("名称", "收费项目", "项目", "name"), parsing.text, required=True, max_length=80),
    Column(
        "unit",
        pgettext_lazy("price", "Counted by"),
        ("计价单位", "计价", "单位", "unit"),
        parsing.choice(UNITS, otherwise="time"),
        words=dict(PriceUnit.choices),
    ),
    Column(
        "line",
        _("Product line"),
        ("产品线", "产品类别", "品类", "适用产品", "product line", "line"),
        parsing.text,
        max_length=40,
    ),
    Column("fault_class", _("Fault class"), ("故障分类", "分类代码", "fault class"), parsing.code, max_length=12),
    Column("area", _("Area"), ("地区", "区域", "area"), parsing.choice(AREAS, otherwise=""), words=dict(Area.choices)),
    Column(
        "list_price",
        _("List price (CNY)"),
        ("价目价", "标准价", "单价", "价格", "list price", "price"),
        parsing.number,
        required=True,
    ),
    Column(
        "cost_price", _("Cost price (CNY)"), ("成本价", "成本", "cost price", "cost"), parsing.number, required=True
    ),
    Column("valid_from", _("Valid from"), ("生效日期", "起用日期", "启用日期", "valid from"), moments.day),
    Column("valid_until", _("Valid until"), ("失效日期", "有效至", "valid until"), moments.day),
)


def _values(row: ParsedRow) -> dict[str, Any]:
    known = row.values
    values = {
        "code": known["code"], "kind_of": known["kind_of"], "name": known["name"], "unit": known.get("unit") or "time",
        "area": known.get("area") or "", "fault_class": _fault_class(known.get("fault_class")),
        "line": _line(known.get("line")),
        "list_price": _fen(known["list_price"]), "cost_price": _fen(known["cost_price"]),
        "valid_from": known.get("valid_from") or timezone.localdate(), "valid_until": known.get("valid_until"),
    }  # fmt: skip
    return {name: value for name, value in values.items() if name != "valid_until" or value}


def _line(said: Any) -> ProductLine | None:
    """Return the product line a row names by code or name; None where it names none."""
    text = str(said or "").strip()
    if not text or text in ANY:
        return None
    found: ProductLine | None = ProductLine.objects.filter(Q(code__iexact=text) | Q(name=text)).first()
    if found is None:
        raise OperationError(_("There is no such product line: %(line)s.") % {"line": text}, field="line")
    return found


def _fault_class(code: Any) -> FaultClass | None:
    if not code:
        return None
    found: FaultClass | None = FaultClass.objects.filter(code=code).first()
    if found is None:
        raise OperationError(_("There is no such fault class: %(code)s.") % {"code": code}, field="fault_class")
    return found


def _fen(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


def _row(row: ParsedRow, occasion: Occasion) -> int:
    return charges.bring_price(_values(row), by=occasion.by).pk


SPEC = ImportSpec(
    kind="service-prices", label=_("Price list"), columns=COLUMNS, save_rows=one_by_one(_row), own_key="code",
    perm="service.edit_prices", url=lambda pk: reverse("service:price", args=[pk]), place="service:prices",
)  # fmt: skip
