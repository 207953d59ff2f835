"""Every printed form: what is on it, that nothing breaks it, that a signed one stays as it is."""

import io
import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_lazy
from PIL import Image, ImageDraw
from pypdf import PdfReader

from bihuan.kernel import documents
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.documents import CompanyProfile, DocumentError, Sheet, check_code, qr_image, render

FORMS = Path(__file__).parent / "forms"
TEMPLATES = {
    "voucher": "service/voucher",
    "register": "service/register",
    "ledger": "service/ledger",
    "return_slip": "service/return_slip",
    "daily_report": "service/daily_report",
    "opinion_card": "feedback/opinion_card",
    "regulation": "regulations/regulation",
}
AT = datetime(2026, 11, 20, 6, 6, tzinfo=UTC)


def sample(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FORMS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def drawing(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(image).line([(10, 100), (80, 20), (150, 100), (280, 30)], fill="black", width=5)
    image.save(out, kind)
    return out.getvalue()


def images() -> dict[str, bytes]:
    return {
        "customer": drawing(),
        "technician": drawing("JPEG"),
        "logo": drawing(),
        "qr": qr_image("https://example.com/t/1"),
    }


def reader(name: str, data: dict[str, Any] | None = None, **kwargs: Any) -> PdfReader:
    pdf = render(TEMPLATES[name], data or sample(name), images=kwargs.pop("images", images()), at=AT)
    return PdfReader(io.BytesIO(pdf))


def words(pdf: PdfReader) -> str:
    return "".join("".join(page.extract_text().split()) for page in pdf.pages)


def texts(value: Any) -> list[str]:
    """All longer texts of a sample, without spaces: what must be found on the paper."""
    if isinstance(value, dict):
        return [text for key, item in value.items() if key not in {"image", "qr_note"} for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return ["".join(value.split())] if isinstance(value, str) and len(value) > 3 else []


@pytest.mark.req("SVC-10")
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_form_shows_everything_it_is_given_as_text(name: str) -> None:
    pdf = reader(name)
    shown = words(pdf).replace("※", "")
    missing = [text for text in texts(sample(name)) if text[:10] not in shown]
    assert missing == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_form_fits_its_sheet_and_carries_title_number_page_and_check_code(name: str) -> None:
    pdf = reader(name)
    assert len(pdf.pages) == 1
    assert sample(name)["head"]["title"] in (pdf.metadata.title or "")  # type: ignore[union-attr]
    assert "/StructTreeRoot" in pdf.trailer["/Root"]  # type: ignore[operator]
    code = check_code(TEMPLATES[name], sample(name), images())
    assert f"校验码{code}" in words(pdf)
    assert "2026-11-2014:06打印" in words(pdf)
    assert "第1页共1页" in words(pdf)


def test_the_check_code_changes_with_any_content_and_not_with_the_moment() -> None:
    data = sample("voucher")
    code = check_code("service/voucher", data, images())
    assert check_code("service/voucher", sample("voucher"), images()) == code
    data["fault"]["cause"] += "。"
    assert check_code("service/voucher", data, images()) != code
    assert check_code("service/voucher", sample("voucher"), {**images(), "customer": b"other"}) != code


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_a_customer_types_is_never_markup(name: str) -> None:
    evil = '#panic("x") $ [ ] *b* _i_ `c` <label> @ref \\ // /* #sys.inputs "'

    def poisoned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: item if key in {"image"} else poisoned(item) for key, item in value.items()}
        if isinstance(value, list):
            return [poisoned(item) for item in value]
        return evil if isinstance(value, str) else value

    data = poisoned(sample(name))
    assert '#panic("x")$[]*b*' in words(reader(name, data))


@pytest.mark.parametrize("name", TEMPLATES)
def test_long_words_long_texts_and_empty_values_do_not_break_a_form(name: str) -> None:
    def filled(value: Any, text: str) -> Any:
        if isinstance(value, dict):
            return {key: item if key in {"image", "head"} else filled(item, text) for key, item in value.items()}
        if isinstance(value, list):
            return [filled(item, text) for item in value]
        return text if isinstance(value, str) else value

    assert len(reader(name, filled(sample(name), "字" * 60 + "W" * 200)).pages) >= 1
    assert reader(name, filled(sample(name), "")).pages
    one = sample(name) | {"extra": [{"label": "说明", "value": "很长的说明。" * 700}]}
    pdf = reader(name, one)
    assert len(pdf.pages) >= 1
    assert words(pdf).count("很") == 700 * (2 if name == "return_slip" else 1)
    assert f"第{len(pdf.pages)}页共{len(pdf.pages)}页" in words(pdf)


@pytest.mark.parametrize("name", TEMPLATES)
def test_fields_that_clauses_add_stand_on_every_form(name: str) -> None:
    for count in (1, 2, 5):
        extra = [{"label": f"甲方编号{number}", "value": f"内容{number}"} for number in range(count)]
        shown = words(reader(name, sample(name) | {"extra": extra}))
        assert all(f"甲方编号{number}" in shown and f"内容{number}" in shown for number in range(count))
        assert "附加项" in shown


def test_a_register_of_500_rows_repeats_its_header_and_numbers_its_pages() -> None:
    data = sample("register")
    data["rows"] = [{**data["rows"][number % 2], "number": f"SR-{number:05}"} for number in range(500)]
    pdf = reader("register", data)
    assert len(pdf.pages) > 15
    for number, page in enumerate(pdf.pages, start=1):
        shown = "".join(page.extract_text().split())
        assert f"第{number}页共{len(pdf.pages)}页" in shown
        assert "故障现象" in shown or number == len(pdf.pages)
    assert all(f"SR-{number:05}" in words(pdf) for number in (0, 250, 499))


def test_a_missing_logo_and_a_broken_signature_are_left_out() -> None:
    with_broken = {"customer": b"\x89PNG broken", "technician": drawing()[:200], "logo": b""}
    assert len(reader("voucher", images=with_broken).pages) == 1
    assert len(reader("voucher", images={}).pages) == 1


@pytest.mark.parametrize("name", ["voucher", "return_slip", "daily_report", "opinion_card"])
def test_a_form_nobody_has_to_sign_has_no_empty_places(name: str) -> None:
    pdf = reader(name, sample(name) | {"signatures": []})
    assert "客户签" not in words(pdf)
    assert len(pdf.pages) == 1


def test_control_characters_disappear() -> None:
    data = sample("voucher")
    data["fault"]["told"] = "漏\x00水\x1b\ufffe了"
    assert "漏水了" in words(reader("voucher", data))


@pytest.mark.parametrize("template", ["service/nothing", "../etc/passwd", "service/../kernel", "voucher", ""])
def test_an_unknown_template_is_refused(template: str) -> None:
    with pytest.raises(DocumentError):
        render(template, {"head": {}})


def test_missing_data_is_said_not_printed() -> None:
    with pytest.raises(DocumentError, match="service/voucher"):
        render("service/voucher", {"head": {"title": "凭证"}})


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm is not installed")
def test_signature_logo_and_qr_code_are_drawn(tmp_path: Path) -> None:
    def ink(pictures: dict[str, bytes], box: tuple[int, int, int, int]) -> float:
        path = tmp_path / "a.pdf"
        path.write_bytes(render("service/voucher", sample("voucher"), images=pictures))
        subprocess.run(["pdftoppm", "-r", "40", "-png", "-singlefile", str(path), str(tmp_path / "a")], check=True)
        with Image.open(tmp_path / "a.png") as page:
            area = page.convert("L").crop(tuple(int(side * 40 / 25.4) for side in box))
            return sum(255 - value for value in area.tobytes()) / (area.width * area.height)

    qr = (178, 12, 194, 28)
    assert ink(images(), qr) > ink({}, qr) + 60
    signature = (20, 230, 60, 244)
    assert ink(images(), signature) > ink({}, signature) + 2


@pytest.fixture
def toy_form(db: None) -> CompanyProfile:
    """A company that prints its own profile as a voucher."""
    profile = CompanyProfile.objects.create(
        name="北辰电器股份有限公司", short_name="北辰电器", hotline="400-000-6618", logo=drawing()
    )

    def build(record: CompanyProfile, by: Any) -> Sheet:
        data = {key: value for key, value in sample("voucher").items() if key != "head"}
        data["customer"] = {"name": record.hotline, "phone": "", "address": ""}
        return Sheet(
            data, meta={"form": "BC-SH-012", "version": "B/2", "keep": "2 年"}, extra=(("楼层", "三层"),),
            images={"customer": drawing()}, qr="https://example.com/t/1", qr_note="扫码查验",
        )  # fmt: skip

    documents.register_form("toy", "service/voucher", build, "维修服务凭证")
    return profile


def test_a_registered_form_prints_a_record_with_the_company_and_its_clauses(toy_form: CompanyProfile) -> None:
    shown = words(PdfReader(io.BytesIO(documents.print_form("toy", toy_form, by=SYSTEM))))
    for text in ("北辰电器股份有限公司", "400-000-6618", "表号BC-SH-012", "保存期限2年", "附加项：楼层", "三层"):
        assert text in shown
    with pytest.raises(DocumentError):
        documents.print_form("nothing", toy_form, by=SYSTEM)


def test_a_form_is_chinese_for_a_reader_who_works_in_english(toy_form: CompanyProfile) -> None:
    def build(record: CompanyProfile, by: Any) -> Sheet:
        data = {key: value for key, value in sample("voucher").items() if key != "head"}
        data["customer"] = {"name": gettext("Quotation"), "phone": gettext_lazy("Receipt of payment"), "address": ""}
        return Sheet(data, images={"customer": drawing()})

    documents.register_form("toy_english", "service/voucher", build, gettext_lazy("Loan slip"))
    with translation.override("en"):
        shown = words(PdfReader(io.BytesIO(documents.print_form("toy_english", toy_form, by=SYSTEM))))
        assert translation.get_language() == "en"
    for text in ("报价单", "收款收据", "借用单"):
        assert text in shown
    assert "Quotation" not in shown


@pytest.mark.req("SVC-10")
def test_an_archived_form_is_locked_and_never_set_again(toy_form: CompanyProfile) -> None:
    first = documents.archive("toy", toy_form, by=SYSTEM, at=timezone.now())
    content = first.read()
    toy_form.hotline = "changed"
    toy_form.save()
    second = documents.archive("toy", toy_form, by=SYSTEM)
    assert (second.pk, second.read()) == (first.pk, content)
    assert first.is_locked
    assert first.content_type == "application/pdf"
    assert documents.archived("toy", toy_form.kind(), toy_form.pk) == first


def test_there_is_one_company(toy_form: CompanyProfile) -> None:
    with pytest.raises(IntegrityError):
        CompanyProfile.objects.create(name="另一家")
