"""The photos of an inspection as the supplier sees them by his link, whatever they are called (SUP-01)."""

import pytest
from django.test import Client
from tests.cast import SIGNATURE
from tests.house.incoming import asked, inspected

from bihuan.kernel import attachments
from bihuan.kernel.attachments import Content
from bihuan.kernel.documents import print_form
from bihuan.products.operations.materials import supplier_named
from bihuan.quality.operations import abnormalities as operations
from bihuan.quality.queries.abnormalities import answer_token, open_answer
from bihuan.service import operations as service

pytestmark = [pytest.mark.django_db, pytest.mark.req("SUP-01")]


def test_the_supplier_opens_the_photos_of_his_request_and_of_no_other(cast, client: Client) -> None:
    supplier = supplier_named("宁波甬江电子厂", by=cast.luxin)
    found = [operations.find(inspected(supplier, lot=lot), by=cast.fangting) for lot in ("A-1", "A-2")]
    one, other = (asked(cast, row) for row in found)
    photo = Content("不良.png", "image/png", service.drawn(SIGNATURE).data)
    mine, foreign = (attachments.attach(row, photo, by=cast.fangting, purpose="inspection") for row in (one, other))
    link = f"/s/{answer_token(open_answer(one))}/"
    page = client.get(link).content.decode()
    assert f"{link}{mine.pk}/" in page
    shown = client.get(f"{link}{mine.pk}/")
    assert (shown.status_code, shown["Content-Type"], b"".join(shown)) == (200, "image/png", photo.data)
    assert client.get(f"{link}{foreign.pk}/").status_code == 404
    assert print_form("supplier_abnormality", one, by=cast.qianjin).startswith(b"%PDF")
