"""For how long a link to somebody without an account opens is the clause's word, and never for ever (GEN 4.3)."""

import ast
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bihuan.complaints.queries.complaints import FOLLOW, follow_token
from bihuan.feedback.models import OpinionCard
from bihuan.feedback.queries import CARD, card_token
from bihuan.kernel import links
from bihuan.quality.queries import abnormalities, emergencies, notices, parties
from bihuan.regulations.models import Parameter, RulesStamp
from bihuan.regulations.queries import link_days
from bihuan.service.queries.commitments.showing import COMMITMENT, commitment_token
from bihuan.service.queries.emergencies import CALL, call_token
from bihuan.service.queries.installations import INSTALLATION, installation_token
from bihuan.service.queries.record import TRACK, track_token
from tests.flows.clock import Clock
from tests.house.sources import calls, python

pytestmark = [pytest.mark.django_db, pytest.mark.req("REG-02", "SVC-22")]

# Which link opens what: the days are those of the clause, the token is made as every page and message makes it.
LINKS: tuple[tuple[str, str, Callable[[Any], str], int], ...] = (
    ("track", TRACK, track_token, 90),
    ("card", CARD, card_token, 60),
    ("complaint", FOLLOW, follow_token, 180),
    ("installation", INSTALLATION, installation_token, 90),
    ("commitment", COMMITMENT, commitment_token, 365),
    ("emergency_call", CALL, call_token, 2),
    ("supplier_answer", abnormalities.ANSWER, abnormalities.answer_token, 30),
    ("notice_answer", notices.PURPOSE, notices.notice_token, 30),
    ("report_party", parties.PURPOSE, parties.party_token, 30),
    ("disposition", emergencies.PURPOSE, emergencies.disposition_token, 14),
)


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch, "2026-11-19 09:00")


def say(*rows):
    """Let the clause of links say this and nothing else."""
    one = Parameter.objects.get(kind="link_term")
    Parameter.objects.filter(pk=one.pk).update(data={**one.data, "links": list(rows)})
    RulesStamp.renew()


def row(code, days):
    return {"code": code, "label": code, "days": days}


def opens(purpose, token):
    try:
        return bool(links.read(purpose, token))
    except links.LinkExpired:
        return False


@pytest.mark.parametrize(("code", "purpose", "make", "days"), LINKS, ids=[one[0] for one in LINKS])
def test_a_link_opens_as_many_days_as_its_line_in_the_clause_says(cast, clock, code, purpose, make, days):
    token = make(cast.customer)  # any record will do: a link knows its purpose and a key
    clock.pass_on(days=days, seconds=-1)
    assert opens(purpose, token)
    clock.pass_on(seconds=2)
    assert not opens(purpose, token)


@pytest.mark.parametrize(("code", "purpose", "make", "days"), LINKS, ids=[one[0] for one in LINKS])
def test_another_term_in_the_clause_holds_for_the_links_given_out_from_then_on(cast, clock, code, purpose, make, days):
    before = make(cast.customer)
    say(row(code, days + 5))
    after = make(cast.customer)
    clock.pass_on(days=days, seconds=1)
    assert (opens(purpose, before), opens(purpose, after)) == (False, True)


@pytest.mark.parametrize("is_silent", [True, False], ids=["no clause", "no line"])
def test_a_link_about_which_no_clause_says_anything_ends_the_next_day(cast, clock, is_silent):
    if is_silent:
        Parameter.objects.filter(kind="link_term").delete()
        RulesStamp.renew()
    else:
        say(row("card", 60))
    token = track_token(cast.request())
    clock.pass_on(days=1, seconds=-1)
    assert opens(TRACK, token)
    clock.pass_on(seconds=2)
    assert not opens(TRACK, token)


def test_of_two_clauses_about_a_link_the_shorter_holds(cast):
    one = Parameter.objects.get(kind="link_term")
    data = {"label": "另一条", "links": [row("track", 30)]}
    Parameter.objects.create(clause=one.clause, kind="link_term", name="tighter", data=data, when={})
    RulesStamp.renew()
    assert (link_days("track"), link_days("card")) == (30, 60)


def test_the_visitor_of_an_ended_link_is_told_so_and_the_card_stays_unanswered(cast, clock):
    card = OpinionCard.objects.get(request=cast.signed().request)
    url = f"/c/{card_token(card)}/"
    clock.pass_on(days=60, seconds=1)
    answer = Client().post(url, {"attitude": 4, "skill": 4, "punctuality": 4, "promises": 4})
    assert answer.status_code == 410
    assert "链接已过期" in answer.content.decode()
    card.refresh_from_db()
    assert card.answered_at is None


def test_every_link_that_is_given_out_has_its_line_in_the_shipped_clause(packs):
    wanted = {
        call.args[0].value
        for path in python()
        for call in calls(path)
        if ast.unparse(call.func) == "link_days" and isinstance(call.args[0], ast.Constant)
    }
    said = {one["code"] for one in Parameter.objects.get(kind="link_term").data["links"]}
    assert len(wanted) > 8
    assert wanted == said
