"""What lies on the vans counts in the proposal."""

import pytest
from django.utils import timezone
from tests.cast import Cast

from bihuan.parts.models import Part, Place, Stock
from bihuan.service.queries.board import propose
from bihuan.service.queries.crew import crew
from bihuan.service.queries.reasons import score_parts
from bihuan.service.queries.van import on_vans


@pytest.mark.req("SVC-08")
def test_who_has_the_models_parts_on_his_van_scores_higher(cast: Cast) -> None:
    request = cast.request(fault_class=cast.fault)
    assert on_vans(request, [cast.chenlijun]) == {}
    parts = [Part.objects.create(code=f"P-{n}", code_key=f"P{n}", name="启动电容") for n in range(2)]
    for part in parts:
        part.fits_models.add(cast.unit.model)
    van = Place.objects.create(code="VAN-1", name="陈立军随车", place_kind="van", technician=cast.chenlijun)
    Stock.objects.create(part=parts[0], place=van, quantity=3)
    assert on_vans(request, [cast.chenlijun, cast.liguodong]) == {cast.chenlijun.pk: 0.5}
    proposal = propose(request, crew(timezone.localdate()))
    assert proposal.best
    assert proposal.best.candidate.name == "陈立军"
    assert ("随车配件", 4.0) in score_parts(proposal.best)
