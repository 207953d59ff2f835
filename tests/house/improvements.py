"""What quality asks for in the gallery: a corrective action of the works."""

from typing import Any

from bihuan.kernel.actors import SYSTEM
from bihuan.organization.models import Department
from bihuan.quality.operations import actions, spreading
from bihuan.regulations.models import RegulationVersion
from bihuan.service.models import ServiceRequest
from tests.cast import Cast


def improved(cast: Cast, request: ServiceRequest) -> dict[str, Any]:
    """Return one of each: 姚军 of the works is to act, the works read what changes."""
    action = actions.require(request, ground="启动电容失效", owner=cast.yaojun, by=SYSTEM)
    version = RegulationVersion.objects.get(regulation__key="CAPA", state="in_force")
    works = Department.objects.filter(code="PROD")
    change = spreading.link_rule(action, version=version, change="加严进料检验", departments=works, by=SYSTEM)
    similar = spreading.add_similar(action, place="柜机电容", by=SYSTEM)
    return {"action": action, "similar": similar, "rule_change": change}
