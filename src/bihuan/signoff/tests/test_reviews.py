"""The joint review of a regulation circulates like any form."""

import pytest

from bihuan.kernel.actors import SYSTEM
from bihuan.kernel.moves import EvidenceMissing
from bihuan.regulations import operations as regulations
from bihuan.regulations.models import Clause, RegulationVersion
from bihuan.signoff import operations
from bihuan.signoff.models import Circulation


@pytest.fixture
def draft(stage):
    version = regulations.create_regulation(key="MFG", title="生产制造", by=SYSTEM)
    version = version if isinstance(version, RegulationVersion) else version.versions.get()
    Clause.objects.create(version=version, number="1", heading="总则", text="及时。")
    return version


@pytest.fixture
def review(stage):
    stations = [{"order": 1, "name": "会审", "post": "accountant"}, {"order": 1, "name": "会审", "post": "sales"}]
    stage.clause("route", "review", {"label": "制度会审", "form": "regulation", "stations": stations})


@pytest.mark.req("REG-01")
def test_a_draft_is_approved_only_after_its_joint_review_has_gone_round(stage, draft, review):
    regulations.submit(draft, by=SYSTEM)
    with pytest.raises(EvidenceMissing):
        regulations.approve(draft, by=SYSTEM)
    form = Circulation.objects.get()
    for post, who in (("accountant", stage.wangfang), ("sales", stage.xuwen)):
        operations.sign(form.stations.get(post=post), by=who)
    draft.refresh_from_db()
    assert (draft.review_state, draft.reviewed_name) == ("agreed", "王芳、许文")
    regulations.approve(draft, by=SYSTEM)


def test_a_refusal_is_told_to_the_regulation(stage, draft, review):
    regulations.submit(draft, by=SYSTEM)
    station = Circulation.objects.get().stations.get(post="sales")
    operations.sign(station, by=stage.xuwen, verdict="refuse", opinion="期限太短")
    draft.refresh_from_db()
    assert draft.review_state == "refused"


def test_without_a_route_for_it_a_draft_does_not_circulate(stage, draft):
    regulations.submit(draft, by=SYSTEM)
    assert not Circulation.objects.exists()


def test_a_draft_sent_again_goes_round_again(stage, draft, review):
    regulations.submit(draft, by=SYSTEM)
    first = Circulation.objects.get()
    operations.sign(first.stations.get(post="sales"), by=stage.xuwen)
    regulations.take_back(draft, by=SYSTEM)
    regulations.submit(draft, by=SYSTEM)
    first.refresh_from_db()
    draft.refresh_from_db()
    assert (first.state, draft.review_state) == ("withdrawn", "running")
    assert not Circulation.objects.running().get().stations.filter(state="signed").exists()


def test_a_form_taken_back_leaves_the_draft_unapproved(stage, draft, review):
    regulations.submit(draft, by=SYSTEM)
    operations.withdraw(Circulation.objects.get(), by=SYSTEM)
    with pytest.raises(EvidenceMissing):
        regulations.approve(draft, by=SYSTEM)


@pytest.mark.req("REG-01")
def test_whoever_is_asked_to_review_a_draft_reads_it_while_it_is_reviewed(client, stage, draft, review):
    def reads(who):
        return RegulationVersion.objects.visible_to(who).filter(pk=draft.pk).exists()

    assert not reads(stage.wangfang)
    regulations.submit(draft, by=SYSTEM)
    assert reads(stage.wangfang)
    assert not reads(stage.chenlijun)
    client.force_login(stage.wangfang, backend="django.contrib.auth.backends.ModelBackend")
    assert "总则" in client.get(draft.get_absolute_url()).content.decode()
    assert "生产制造" in client.get("/signoff/").content.decode()
    regulations.take_back(draft, by=SYSTEM)
    assert not reads(stage.wangfang)
