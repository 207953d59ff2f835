"""A period's complaints go to the departments that answer for them, to improve (CMP-16)."""

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.complaints.queries.summary import Span, address_of, unprevented_by_department
from bihuan.kernel import outbox
from bihuan.kernel.actors import Actor, permit
from bihuan.organization.queries import deputy_for


@transaction.atomic
def tell_departments(span: Span, *, by: Actor) -> int:
    """Tell each department's head for how many justified complaints nothing has been required yet.

    Returns:
        how many departments were told.
    """
    permit(by, "complaints.summarise")
    told = 0
    for department, number in unprevented_by_department(by, span):
        if department.manager is None:
            continue
        words = _("%(number)s complaints from %(since)s to %(until)s want an improvement of %(department)s")
        said = {"number": number, "since": span.since, "until": span.until, "department": department.name}
        url = address_of(span, responsible=department.pk, prevention="none")
        people = [deputy_for(department.manager)]
        told += bool(outbox.notify(people, topic="complaint.improve", title=words % said, url=url))
    return told
