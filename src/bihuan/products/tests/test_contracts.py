"""A contract's page: what it gives each year and what is used of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import Cast

from bihuan.kernel import history
from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.records import OperationError, Stale
from bihuan.products import operations
from bihuan.products.models import ServiceContract


@pytest.fixture
def contract(cast: Cast) -> ServiceContract:
    begins = timezone.localdate() - timedelta(days=700)
    return operations.add(
        ServiceContract, number="HT-2024-0009", customer=cast.customer, starts_on=begins,
        ends_on=begins + timedelta(days=729), covers_all=True, by=SYSTEM,
    )  # fmt: skip


@pytest.mark.req("WAR-02")
def test_the_page_shows_quotas_use_and_end(cast: Cast, contract: ServiceContract, client: Client) -> None:
    client.force_login(cast.xuwen, backend="django.contrib.auth.backends.ModelBackend")
    url = contract.get_absolute_url()
    assert "不限" in client.get(url).content.decode()
    data = {"visits": "4", "repairs": "1", "parts_amount": "800", "revision": contract.revision}
    assert client.post(f"{url}quotas/", data).status_code in (302, 303)
    request = cast.request()
    operations.use_quotas(
        contract.number, {"repairs": Decimal(1), "parts_amount": Decimal("120.50")}, kind=request.kind(),
        pk=request.pk, number=request.number, used_on=timezone.localdate(),
    )  # fmt: skip
    page = client.get(url).content.decode()
    for words in ("29 天后到期", request.number, "¥679.50", "已用完"):
        assert words in page
    assert history.of(contract.kind(), contract.pk).last().verb == "set_quotas"


def test_what_was_typed_stays_and_somebody_elses_change_is_not_overwritten(
    cast: Cast, contract: ServiceContract, client: Client
) -> None:
    client.force_login(cast.xuwen, backend="django.contrib.auth.backends.ModelBackend")
    url = f"{contract.get_absolute_url()}quotas/"
    wrong = client.post(url, {"visits": "-3", "parts_amount": "88", "revision": contract.revision})
    assert (wrong.status_code, "88" in wrong.content.decode()) == (422, True)
    seen = contract.revision
    operations.set_quotas(contract, {"visits": Decimal(2)}, by=cast.xuwen)
    with pytest.raises(Stale):
        operations.set_quotas(contract, {"visits": Decimal(3)}, by=cast.xuwen, revision=seen)
    with pytest.raises(OperationError):
        operations.set_quotas(contract, {"visits": Decimal("1.5")}, by=cast.xuwen)
    operations.set_quotas(contract, {"visits": None}, by=cast.xuwen)
    assert not contract.quotas.exists()
