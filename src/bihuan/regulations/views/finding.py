"""Clauses and parameters found by their address, when their version is for this viewer."""

from django.shortcuts import get_object_or_404

from bihuan.kernel.web import StaffRequest
from bihuan.regulations.models import Clause, Parameter, RegulationVersion


def draft_clause(request: StaffRequest, pk: int) -> Clause:
    """Return a clause whose version this viewer may read. Raises Http404."""
    rows = Clause.objects.select_related("version__regulation")
    return get_object_or_404(rows, pk=pk, version__in=RegulationVersion.objects.visible_to(request.user))


def draft_parameter(request: StaffRequest, pk: int) -> Parameter:
    """Return a parameter whose version this viewer may read. Raises Http404."""
    rows = Parameter.objects.select_related("clause__version__regulation")
    return get_object_or_404(rows, pk=pk, clause__version__in=RegulationVersion.objects.visible_to(request.user))
