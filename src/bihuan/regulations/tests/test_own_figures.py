"""Figures the source names none for: marked as the company's own; an amount still to be set rules nothing."""

import pytest

from bihuan.regulations.models import Parameter
from bihuan.regulations.queries import ruleset
from bihuan.regulations.queries.words import rows, sentence
from bihuan.regulations.rules import Vocabulary, check

WORDS = Vocabulary((), (), (), ())


@pytest.mark.req("REG-02", "SVC-11")
def test_an_amount_may_be_left_open_only_where_it_is_the_companys_own() -> None:
    assert [fault.path for fault in check("amount", {"label": "限额"}, {}, WORDS)] == ["amount"]
    assert check("amount", {"label": "限额", "is_own": True}, {}, WORDS) == []


@pytest.mark.req("REG-02", "WAR-04")
def test_a_depreciation_says_whether_it_has_a_cap_which_is_the_companys_own() -> None:
    data = {"label": "折旧", "percent": "0.1", "free_days": 7}
    assert "no cap" in sentence("depreciation", data, {})
    assert ("no cap" in dict(rows("depreciation", data)).popitem()[1]) is True
    capped = {**data, "most_percent": "50"}
    assert check("depreciation", capped, {}, WORDS) == []
    assert "no cap" not in sentence("depreciation", capped, {})
    assert "50" in sentence("depreciation", capped, {})
    assert check("depreciation", {**data, "most_percent": "101"}, {}, WORDS)


@pytest.mark.django_db
@pytest.mark.req("REG-02", "SVC-11")
def test_an_amount_still_to_be_set_says_so_and_leaves_the_rule_to_others(packs: object) -> None:
    rows = Parameter.objects.filter(kind="amount", name="quotation_from")
    shown = {row.clause.label: sentence(row.kind, row.data, row.when) for row in rows.select_related("clause__version")}
    assert "to be set by the company" in shown["PHONE 3.2"]
    assert "set by the company" in shown["FULL 4.4"]
    found = ruleset().one("amount", "quotation_from", {"product_line": "phone"})
    assert found is not None
    assert found.label == "FULL 4.4"
