"""A recall's remedy joined to a request that the unit has anyway (WAR-07)."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from bihuan.kernel.web import StaffRequest, done, for_record, require_post, revision_seen
from bihuan.products.models import RecallUnit
from bihuan.products.states import FOLLOW
from bihuan.service.models import ServiceRequest
from bihuan.service.operations import recalls


@for_record(RecallUnit, FOLLOW)
def join(request: StaffRequest, record: RecallUnit, request_pk: int) -> HttpResponse:
    """Join the remedy of a recalled unit to one of its open requests."""
    require_post(request)
    chosen = ServiceRequest.objects.visible_to(request.user).filter(pk=request_pk, unit=record.unit_id).first()
    if chosen is None:
        raise Http404(_("Not found, or not for you."))
    recalls.carry_along(record, chosen, by=request.user, revision=revision_seen(request))
    return done(request, record, _("Joined; one visit does both."))
