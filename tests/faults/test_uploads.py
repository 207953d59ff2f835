"""Files that are too big, empty, broken or not what they say; and who gets them back, and how."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bihuan.kernel import attachments
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.attachments import Attachment, UploadRejected
from bihuan.kernel.imports.models import ImportRun
from bihuan.service.models import ServiceRequest
from bihuan.service.queries import track_token
from tests.cast import Cast
from tests.faults.company import picture

pytestmark = pytest.mark.django_db
As = Callable[..., Client]
XLSX = attachments.ZIPPED[".xlsx"]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge() -> bytes:
    """Return a PNG of a few kilobytes that says it is 30,000 by 30,000 pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def wordy() -> bytes:
    """Return a small PNG with a text in it that unpacks to 80 MB."""
    whole = picture()
    return whole[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 80_000_000)) + whole[33:]


def archive(*names: str, size: int = 10) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as book:
        for name in names:
            book.writestr(name, b"0" * size)
    return content.getvalue()


BAD: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("空.jpg", lambda: b""),
    "too big": ("大.jpg", lambda: picture("JPEG") + b"\0" * settings.BIHUAN_UPLOAD_LIMIT),
    "broken": ("坏.png", lambda: picture()[:50]),
    "cut off": ("截断.jpg", lambda: picture("JPEG", (900, 900))[:1500]),
    "a program": ("照片.jpg", lambda: b"MZ\x90\0" + b"\0" * 500),
    "a script": ("照片.png", lambda: b"#!/bin/sh\nrm -rf /\n"),
    "svg": ("图.svg", lambda: SVG),
    "svg named png": ("图.png", lambda: SVG),
    "a page": ("页.jpg", lambda: HTML),
    "an archive": ("照片.zip", lambda: archive("a.exe")),
    "an archive named xlsx": ("表.xlsx", lambda: archive("a.exe")),
    "half an archive": ("表.xlsx", lambda: archive("[Content_Types].xml")[:40]),
    "a picture of 900 million pixels": ("炸弹.png", huge),
    "a picture with 80 MB of words": ("炸弹.png", wordy),
    "a TIFF": ("扫描.tif", lambda: picture("TIFF")),
    "an icon": ("a.ico", lambda: picture("ICO")),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_good_file_is_refused_at_its_field_and_nothing_is_kept(cast: Cast, as_: As, what: str) -> None:
    name, data = BAD[what][0], BAD[what][1]()
    typed = {"description": "不制冷", "channel": "hotline", "urgency": "normal", "contact_name": "沈雅琴"}
    answer: Any = as_(cast.zhoumin).post("/service/take-in/", {**typed, "photos": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"photos"}
    assert 'value="沈雅琴"' in answer.content.decode()
    assert not Attachment.objects.exists()
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize("what", ["empty", "broken", "a program", "svg named png", "a picture of 900 million pixels"])
@pytest.mark.parametrize("where", ["/report/", "say"])
def test_visitors_too_can_only_send_photos(cast: Cast, client: Client, what: str, where: str) -> None:
    request = cast.request()
    url = where if where != "say" else f"{link(request)}say/"
    values = {"words": "漏水", "name": "沈雅琴", "phone": "13812346021"}
    upload = SimpleUploadedFile(BAD[what][0], BAD[what][1](), content_type="image/jpeg")
    answer: Any = client.post(url, {**values, "photos": upload})
    assert answer.status_code == 422
    assert "漏水" in answer.content.decode()
    assert not Attachment.objects.exists()
    assert ServiceRequest.objects.count() == 1


def link(request: ServiceRequest) -> str:
    return f"/t/{track_token(request)}/"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"), ("C:\\Windows\\照片.png", "照片.png"), ("/照片 1.png", "照片 1.png"),
        ("滨江区 外机 铭牌（正面）.png", "滨江区 外机 铭牌（正面）.png"), ("a\r\nSet-Cookie: x=1.png", None),
        ('"; filename=evil.html.png', None), ("长" * 300 + ".png", None), (".png", None), ("照片.html", None),
    ],
)  # fmt: skip
def test_a_files_name_is_a_name_and_nothing_else(cast: Cast, as_: As, sent: str, kept: str | None) -> None:
    request, content = cast.request(), picture()
    row = attachments.attach(request, SimpleUploadedFile(sent, content), by=cast.zhoumin)
    assert kept is None or row.name == kept
    assert "/" not in row.name
    assert len(row.name) <= 160
    assert Path(row.path).is_absolute() is False
    assert ".." not in row.path
    assert (Path(settings.MEDIA_ROOT) / row.path).resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve())
    answer: Any = as_(cast.zhoumin).get(f"/files/{row.pk}/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("inline; filename*=UTF-8''")
    assert answer.content == content


PASSED = {
    "picture and page": ("两用.gif", lambda: picture("GIF") + HTML, "image/gif", "inline"),
    "paper and page": ("两用.pdf", lambda: b"%PDF-1.7\n" + HTML, "application/pdf", "inline"),
    "page in disguise": ("录音.html", lambda: b"ID3" + HTML, "audio/mpeg", "inline"),
    "sheet": ("台帐.xlsx", lambda: archive("[Content_Types].xml", "xl/workbook.xml"), XLSX, "attachment"),
}  # fmt: skip


@pytest.mark.parametrize("what", PASSED)
def test_what_comes_back_can_do_nothing_in_the_browser(cast: Cast, as_: As, what: str) -> None:
    name, content, kind, shown = PASSED[what]
    row = attachments.attach(cast.request(), SimpleUploadedFile(name, content()), by=cast.zhoumin)
    answer: Any = as_(cast.zhoumin).get(f"/files/{row.pk}/")
    headers = answer.headers
    assert headers["Content-Type"] == kind
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith(shown)
    assert headers["X-Frame-Options"] == "DENY"
    assert "private" in headers["Cache-Control"]
    policy = headers["Content-Security-Policy"]
    assert kind == "application/pdf" or ("default-src 'none'" in policy and "sandbox" in policy)


@pytest.mark.req("SEC-01")
def test_a_file_is_there_for_those_who_may_see_its_record_alone(cast: Cast, as_: As, client: Client) -> None:
    row = attachments.attach(cast.order().request, SimpleUploadedFile("a.png", picture()), by=SYSTEM)
    url = f"/files/{row.pk}/"
    statuses = {name: as_(cast.people[name]).get(url).status_code for name in cast.people}
    assert {name for name, status in statuses.items() if status == 200} >= {"zhoumin", "hanli", "chenlijun", "lintao"}
    for name in ("sunhao", "liguodong", "wulei", "zhaozhiqiang", "huzhiyuan", "luoning", "liuwei"):
        assert statuses[name] == 404, name
    assert client.get(url).status_code == 302
    assert client.get(f"/media/{row.path}").status_code == 404
    assert client.get(f"/static/../{row.path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/files/../../etc/passwd", "/static/../settings.py", "/static/..%2f..%2fpyproject.toml", "/files/%2e%2e/",
             "/print/../../x/1/", "/t/../../etc/passwd/", "/static//etc/passwd", "/exports/../files/"],
)  # fmt: skip
def test_paths_lead_nowhere_but_where_they_say(cast: Cast, as_: As, path: str) -> None:
    answer: Any = as_(cast.zhoumin).get(path)
    assert answer.status_code in {301, 302, 404}
    assert b"root:" not in answer.content


def test_a_file_changed_on_the_disk_is_not_sent_for_what_it_was(cast: Cast) -> None:
    row = attachments.attach(cast.request(), SimpleUploadedFile("a.png", picture(size=(41, 31))), by=SYSTEM)
    (Path(settings.MEDIA_ROOT) / row.path).write_bytes(HTML)
    with pytest.raises(ValueError, match="changed"):
        row.read()


def test_random_damage_to_a_picture_never_breaks_anything() -> None:
    dice = random.Random(20261120)
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        whole = picture(kind)
        for _ in range(120):
            data = bytearray(whole)
            end = dice.randint(1, len(data)) if dice.random() < 0.3 else len(data)
            for _ in range(dice.randint(1, 6)):
                data[dice.randrange(len(data))] = dice.randrange(256)
            with suppress(UploadRejected):
                attachments.inspect("照片.jpg", bytes(data[:end]))


@pytest.mark.parametrize("what", ["empty", "a program", "an archive named xlsx", "half an archive", "a page"])
def test_a_ledger_that_is_none_is_refused_and_forgotten(cast: Cast, as_: As, what: str) -> None:
    upload = SimpleUploadedFile("登记簿.xlsx", BAD[what][1]())
    answer: Any = as_(cast.zhoumin).post("/imports/", {"kind": "service-requests", "file": upload})
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    assert not ImportRun.objects.exists()


def test_a_workbook_that_would_fill_the_memory_is_refused(cast: Cast, as_: As) -> None:
    bomb = archive("[Content_Types].xml", "xl/worksheets/sheet1.xml", size=600 * 1024 * 1024 // 2)
    assert len(bomb) < 2_000_000
    upload = SimpleUploadedFile("登记簿.xlsx", bomb)
    answer: Any = as_(cast.zhoumin).post("/imports/", {"kind": "service-requests", "file": upload})
    assert answer.status_code == 422
    assert "过大" in answer.content.decode()
