"""The knowledge base brought in from Excel or CSV."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.imports import Column, ImportSpec, Occasion, ParsedRow, one_by_one, parsing
from bihuan.quality.operations import knowledge as operations

COLUMNS = (
    Column("name", _("Defect"), ("名称", "缺陷", "问题", "质量通病", "defect"), parsing.text, required=True,
           max_length=120),
    Column("field", _("Trade"), ("领域", "专业", "类别", "trade"), parsing.text, max_length=40),
    Column("symptom", pgettext_lazy("knowledge", "Symptom"), ("现象", "故障现象", "问题现象", "symptom"), parsing.text,
           required=True, max_length=2000),
    Column("causes", pgettext_lazy("knowledge", "Causes"), ("原因", "原因分析", "causes"), parsing.text,
           max_length=2000),
    Column("prevention", _("Prevention"), ("预防", "预防措施", "prevention"), parsing.text, max_length=2000),
    Column("treatment", _("Treatment"), ("处理", "处理方法", "treatment"), parsing.text, max_length=2000),
    Column("line_code", _("Product line"), ("产品线", "产品线代码", "line"), parsing.code, max_length=20),
    Column("model_code", _("Model"), ("型号", "model"), parsing.code, max_length=60),
    Column("fault_class_code", _("Fault class"), ("故障分类", "分类代码", "fault class"), parsing.code, max_length=12),
    Column("source", _("Source"), ("来源", "出处", "source"), parsing.text, max_length=120),
)  # fmt: skip


def _save(row: ParsedRow, occasion: Occasion) -> int:
    values = {"symptom": "", "causes": "", **{name: value or "" for name, value in row.values.items()}}
    return operations.write_entry(values, by=occasion.by, source="import").pk


SPEC = ImportSpec(
    kind="knowledge", label=_("Knowledge base"), columns=COLUMNS, save_rows=one_by_one(_save),
    perm="quality.write_knowledge", url=lambda pk: reverse("quality:knowledge_entry", args=[pk]),
    place="quality:knowledge",
)  # fmt: skip
