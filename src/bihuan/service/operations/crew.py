"""Several people on one job: a lead and those who help him (PPL-01)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import events, history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.records import OperationError, required
from bihuan.organization.models import Staff
from bihuan.organization.states import Post
from bihuan.people.queries import valid_skills
from bihuan.service.models import CrewMember, WorkOrder
from bihuan.service.operations.field import both_locked
from bihuan.service.operations.slots import refuse_clash
from bihuan.service.queries.board import skill_of
from bihuan.service.queries.crew import dispatch_rule
from bihuan.service.states import UNSIGNED, OrderMoved

LONGEST = 6000  # minutes on one job


@transaction.atomic
def add_helper(order: WorkOrder, person: Staff, *, by: Actor) -> CrewMember:
    """Send somebody along to help.

    Raises:
        OperationError: the job is over, he is no technician, is on it already, lacks the certificate that the
            clause wants of helpers, or is taken at that time.
    """
    order = both_locked(order)
    permit(by, "service.set_crew", order)
    if order.state not in UNSIGNED:
        raise OperationError(_("This job is over."))
    if not (person.is_active and person.holds(Post.TECHNICIAN)):
        raise OperationError(_("Choose a technician who is on duty."), field="person")
    if person.pk == order.technician_id or order.crew.filter(person=person, removed_at=None).exists():
        raise OperationError(_("%(name)s is on this job already.") % {"name": person.name}, field="person")
    _refuse_uncertified(order, person)
    if order.planned_at and order.completed_at is None:
        refuse_clash(person, order.planned_at, order.planned_minutes, field="person", order=order)
    member: CrewMember = CrewMember.objects.create(order=order, person=person)
    _tell(order, person, "add_helper", by=by, words=_("you help on it"))
    return member


def _refuse_uncertified(order: WorkOrder, person: Staff) -> None:
    rule, skill = dispatch_rule(order.facts()), skill_of(order.request.fault_class)
    if not (rule and rule.data.get("helpers_certified") and skill):
        return
    on = timezone.localdate(order.planned_at or timezone.now())
    if skill not in valid_skills([person.pk], on)[person.pk]:
        facts = {"clause": rule.label, "name": person.name, "skill": skill}
        raise OperationError(_("%(clause)s: %(name)s has no valid certificate for %(skill)s.") % facts, field="person")


@transaction.atomic
def remove_helper(order: WorkOrder, person: Staff, *, note: str, by: Actor) -> CrewMember:
    """Take a helper off a job; that he was on it stays on record.

    Raises:
        OperationError: he isn't on it, or no reason is given.
    """
    order = both_locked(order)
    permit(by, "service.set_crew", order)
    member = _member(order, person)
    note = required(note, _("Write why."))
    CrewMember.objects.filter(pk=member.pk).update(removed_at=timezone.now())
    _tell(order, person, "remove_helper", by=by, words=_("you no longer help on it"), note=note)
    return member


@transaction.atomic
def book_minutes(order: WorkOrder, minutes: dict[int, int | None], *, by: Actor) -> WorkOrder:
    """Write down how long each helper worked; it goes into his daily report (SVC-16).

    Args:
        minutes: helper's key → minutes on the job.

    Raises:
        OperationError: the time can't be.
    """
    order = both_locked(order)
    permit(by, "service.book_minutes", order)
    changes = {}
    for member in order.crew.filter(removed_at=None, person__in=minutes).select_related("person"):
        value = minutes[member.person_id]
        if value is not None and not 0 <= value <= LONGEST:
            raise OperationError(_("Minutes used must lie between 0 and 6,000."), field=f"minutes_{member.person_id}")
        if value != member.minutes:
            changes[member.person.name] = [member.minutes, value]
            CrewMember.objects.filter(pk=member.pk).update(minutes=value)
    if changes:
        history.append(order, "book_minutes", by=by, changes=changes)
    return order


def _member(order: WorkOrder, person: Staff) -> CrewMember:
    found: CrewMember | None = order.crew.filter(person=person, removed_at=None).first()
    if found is None:
        raise OperationError(_("%(name)s is not on this job.") % {"name": person.name}, field="person")
    return found


def _tell(order: WorkOrder, person: Staff, verb: str, *, by: Actor, words: str, note: str = "") -> None:
    history.append(order, verb, by=by, note=f"{person.name} {note}".strip())
    events.publish(OrderMoved(record=order, at=timezone.now(), by=by, people=(person,), words=words))
