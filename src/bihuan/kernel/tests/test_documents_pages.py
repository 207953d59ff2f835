"""Who gets which form as PDF, and the company's page."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import rules
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from bihuan.kernel import documents
from bihuan.kernel.documents import Sheet

if TYPE_CHECKING:
    from tests.cast import Cast

BLANK = ("owner", "effective_on", "drafted_by", "checked_by", "approved_by")
REGULATION = {"title": "制度", "code": "A", "version": "1", "clauses": [], **dict.fromkeys(BLANK, "")}


def monthly(facts: Any, by: Any) -> Sheet:
    return Sheet({**REGULATION, "code": facts.get("month", "")})


@pytest.fixture(autouse=True)
def toy_forms() -> Iterator[None]:
    documents.register_form("toy", "regulations/regulation", lambda record, by: Sheet(REGULATION), "玩具单")
    documents.register_report("toys", "regulations/regulation", monthly, "玩具表", perm="kernel.print_toys")
    mine = [name for name in ("kernel.print_toys", "kernel.edit_company") if not rules.perm_exists(name)]
    for name in mine:
        rules.add_perm(name, rules.is_authenticated)
    yield
    for name in mine:
        rules.remove_perm(name)


def client_of(person: Any) -> Client:
    client = Client()
    person.refresh_from_db()
    client.force_login(person)
    return client


def test_a_form_is_printed_for_whoever_sees_the_record_and_for_nobody_else(cast: "Cast") -> None:
    url = f"/print/toy/customers.customer/{cast.customer.pk}.pdf"
    answer = client_of(cast.zhoumin).get(url)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "toy/customers.customer/999999.pdf",
        "nothing/customers.customer/1.pdf",
        "toy/no.kind/1.pdf",
        "toys/customers.customer/1.pdf",
        "toy.pdf",
        "nothing.pdf",
    ],
)
def test_what_is_not_there_is_not_found(cast: "Cast", path: str) -> None:
    assert client_of(cast.zhoumin).get(f"/print/{path}").status_code == 404


def test_a_list_is_printed_with_the_parameters_of_the_address(cast: "Cast") -> None:
    answer = client_of(cast.zhoumin).get("/print/toys.pdf?month=2026-11")
    assert "2026-11" in PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()


def test_administration_changes_the_company_and_its_logo(cast: "Cast") -> None:
    out = io.BytesIO()
    Image.new("RGB", (900, 300), "blue").save(out, "JPEG")
    logo = SimpleUploadedFile("logo.jpg", out.getvalue())
    client = client_of(cast.sunli)
    assert client.get("/company/").status_code == 200
    answer = client.post("/company/", {"name": "北辰电器股份有限公司", "short_name": "北辰", "logo_file": logo})
    assert answer.status_code == 303
    profile = documents.company()
    assert (profile.name, profile.short_name) == ("北辰电器股份有限公司", "北辰")
    assert bytes(profile.logo).startswith(b"\x89PNG")
    client.post("/company/", {"name": "北辰电器股份有限公司", "no_logo": "on"})
    assert not documents.company().logo


def test_a_logo_that_is_no_picture_is_refused_and_what_was_typed_stays(cast: "Cast") -> None:
    answer = client_of(cast.sunli).post(
        "/company/", {"name": "新名字", "logo_file": SimpleUploadedFile("a.png", b"no picture")}
    )
    assert answer.status_code == 422
    assert "新名字" in answer.content.decode()
