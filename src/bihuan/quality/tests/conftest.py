"""Two cases of one day, fifty pieces together, and the issue that counts them."""

from dataclasses import replace
from datetime import date

import pytest


@pytest.fixture
def facts(cast):
    from tests.cast import at

    from bihuan.quality.operations.cases import CaseFacts

    return CaseFacts(
        number="", happened_at=at("2026-11-20 09:12"), model_id=cast.unit.model_id, batch="2026-09-A",
        produced_on=date(2026, 9, 12), quantity=600, defective=25, summary="室温探头漂移",
    )  # fmt: skip


@pytest.fixture
def sources(cast):
    return [cast.request(), cast.request()]


@pytest.fixture
def cases(sources, facts):
    from bihuan.kernel.actors import SYSTEM
    from bihuan.quality.operations.cases import report_case

    return [report_case(one, replace(facts, number=one.number), by=SYSTEM) for one in sources]


@pytest.fixture
def issue(cast, cases):
    from tests.cast import at

    from bihuan.quality.operations import issues as operations

    report = operations.Report(
        subject="2026-09-A 批室温探头漂移", background="同批反馈集中", scheme="qmgt", found_at=at("2026-11-20 10:00"),
        model=cast.unit.model, batch="2026-09-A", cases=cases,
    )  # fmt: skip
    return operations.open_issue(report, by=cast.qianjin)
