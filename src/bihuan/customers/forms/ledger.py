"""The customers' ledger (客户基本资料表) as offices keep it (CUS-01)."""

import re

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from bihuan.customers.operations import add_contact, bring_in
from bihuan.customers.states import CustomerKind
from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, one_by_one, parsing
from bihuan.kernel.privacy import normalize_phone
from bihuan.kernel.records import OperationError
from bihuan.organization.models import Region

PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{9,11})(?!\d)")
KINDS = {
    "household": ("家庭", "个人", "家庭用户", "个人用户", "居民", "household", "private"),
    "company": ("公司", "企业", "单位", "企业用户", "company"),
    "institution": ("机构", "事业单位", "机关", "学校", "医院", "institution"),
    "dealer": ("经销商", "代理商", "dealer"),
}  # fmt: skip

# fmt: off
COLUMNS = (
    Column("name", lazy("Customer name"), ("客户名称", "客户", "姓名", "单位名称", "公司名称", "用户", "用户名称", "customer", "name"), parsing.name, required=True, max_length=80),
    Column("customer_kind", lazy("Kind"), ("类型", "客户类型", "客户类别", "性质", "kind", "type"), parsing.choice(KINDS, otherwise="household"), words=dict(CustomerKind.choices)),
    Column("phone", lazy("Phone"), ("电话", "手机", "联系电话", "手机号", "手机号码", "phone", "tel", "mobile"), parsing.phone),
    Column("email", lazy("E-mail"), ("邮箱", "电子邮箱", "邮件", "email", "e-mail"), parsing.text, max_length=120),
    Column("region", lazy("Region"), ("区域", "地区", "区县", "所在区域", "region", "district"), parsing.text, max_length=40),
    Column("address", lazy("Address"), ("地址", "联系地址", "详细地址", "address"), parsing.text, max_length=200),
    Column("business", lazy("Business"), ("行业", "业务", "经营范围", "主营", "business"), parsing.text, max_length=40),
    Column("tier", lazy("Tier"), ("等级", "客户等级", "级别", "tier", "grade"), parsing.text, max_length=20),
    Column("is_key", lazy("Key account"), ("重点客户", "大客户", "key account"), parsing.yes_no),
    Column("contact", lazy("Contact"), ("联系人", "负责人", "对接人", "contact", "contact person"), parsing.name, max_length=80),
    Column("remarks", lazy("Remarks"), ("备注", "说明", "remarks", "note"), parsing.text, max_length=400),
)
# fmt: on


def _customer(row: ParsedRow, occasion: Occasion) -> int:
    values = {name: value for name, value in row.values.items() if value not in (None, "")}
    if named := values.pop("region", ""):
        values["region"] = Region.objects.filter(name=named).first()
        if values["region"] is None:
            raise OperationError(_("There is no such region: %(name)s.") % {"name": named}, field="region")
    person, second = values.pop("contact", ""), _second_phone(row)
    customer = bring_in(by=occasion.by, **values)
    if person or second:
        add_contact(customer, name=person or customer.name, by=occasion.by, phone=second)
    return customer.pk


def _second_phone(row: ParsedRow) -> str:
    """Return the other number of a cell that holds two; it goes to the contact, not into the remarks."""
    found = PHONE.search("".join(normalize_phone(part) + " " for part in re.split(r"[/,;、，；\s]+", _spare(row))))
    return found[0] if found else ""


def _spare(row: ParsedRow) -> str:
    return " ".join(str(note) for note in row.notes.values())


CUSTOMERS = ImportSpec(
    kind="customers", label=lazy("Customers"), columns=COLUMNS, save_rows=one_by_one(_customer),
    perm="customers.import", url=lambda pk: reverse("customers:customer", args=[pk]), place="customers:customers",
)  # fmt: skip
