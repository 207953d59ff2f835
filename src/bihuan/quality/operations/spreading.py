"""举一反三: a decision for each similar product and place; regulations changed, and who has read them (QUA-07)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.kernel import history
from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.events import publish
from bihuan.kernel.records import OperationError, locked, required
from bihuan.organization.models import Department, Outlet, Staff
from bihuan.products.models import ProductModel
from bihuan.quality.models import CorrectiveAction, RuleChange, RuleReading, SimilarCase
from bihuan.quality.states.actions import OPEN_ACTIONS, RuleLinked
from bihuan.regulations.models import RegulationVersion

AT_MOST = 60  # proposed at once; more are added by hand


def propose_similar(action: CorrectiveAction) -> None:
    """Write down the other models of the line, or the other outlets, that a decision is wanted for."""
    rows: list[SimilarCase] = []
    if action.model:
        models = ProductModel.objects.filter(line=action.model.line_id, is_active=True).exclude(pk=action.model_id)
        rows += [SimilarCase(model=one, place=f"{one.code} {one.name}"[:80]) for one in models[:AT_MOST]]
    if action.outlet_id:
        outlets = Outlet.objects.exclude(pk=action.outlet_id).order_by("code")
        rows += [SimilarCase(outlet=one, place=one.name[:80]) for one in outlets[:AT_MOST]]
    known = set(action.similar.values_list("place", flat=True))
    fresh = [row for row in rows if row.place not in known]
    for row in fresh:
        row.corrective_action = action
    SimilarCase.objects.bulk_create(fresh)


def _open(action: CorrectiveAction, permission: str, by: Actor) -> CorrectiveAction:
    row: CorrectiveAction = locked(CorrectiveAction, action.pk)
    permit(by, permission, row)
    if row.state not in OPEN_ACTIONS:
        raise OperationError(_("%(number)s is finished; nothing is added any more.") % {"number": row.number})
    return row


@transaction.atomic
def add_similar(action: CorrectiveAction, *, place: str, by: Actor) -> SimilarCase:
    """Add a product, process or place that was not proposed.

    Raises:
        OperationError: nothing written, it stands there already, or the action is finished.
    """
    row = _open(action, "quality.decide_similar", by)
    words = required(place, _("Write which product or place."), field="place")[:80]
    if row.similar.filter(place=words).exists():
        raise OperationError(_("«%(place)s» stands there already.") % {"place": words}, field="place")
    history.append(row, "add_similar", by=by, note=words)
    return SimilarCase.objects.create(corrective_action=row, place=words)


@transaction.atomic
def decide_similar(
    similar: SimilarCase, *, applies: bool, by: Actor, reason: str = "", action: str = ""
) -> SimilarCase:
    """Decide whether it is so there too: then with the action there, else with the reason.

    Raises:
        OperationError: the action or the reason is missing, or the corrective action is finished.
    """
    row = _open(similar.corrective_action, "quality.decide_similar", by)
    if applies:
        action = required(action, _("Write what is done there."), field="action")
    else:
        reason = required(reason, _("Write why it is not so there."), field="reason")
    similar.applies, similar.reason, similar.action = applies, reason.strip(), action.strip()
    similar.decided_by_id, similar.decided_at = by.pk, timezone.now()
    similar.save(update_fields=["applies", "reason", "action", "decided_by", "decided_at"])
    said = _("applies") if applies else _("does not apply")
    note = "：".join(filter(None, [similar.place, said, similar.action or similar.reason]))
    history.append(row, "decide_similar", by=by, note=note)
    return similar


@transaction.atomic
def link_rule(
    action: CorrectiveAction, *, version: RegulationVersion, change: str, departments: Iterable[Department], by: Actor
) -> RuleChange:
    """Say which version of a regulation the action brought about, and which departments read it.

    Raises:
        OperationError: nothing written, no reader, or it is linked already.
    """
    row = _open(action, "quality.decide_similar", by)
    words = required(change, _("Write what changes."), field="change")[:200]
    if row.rule_changes.filter(version=version).exists():
        raise OperationError(_("This version is linked already."), field="version")
    readers = list(Staff.objects.active().filter(department__in=list(departments)).order_by("pk"))
    if not readers:
        raise OperationError(_("Choose the departments that read it."), field="departments")
    made = RuleChange.objects.create(
        corrective_action=row, version=version, change=words, added_at=timezone.now(),
        added_by_id=by.pk if by.actor_kind == "staff" else None,
    )  # fmt: skip
    RuleReading.objects.bulk_create([RuleReading(rule_change=made, reader=one) for one in readers])
    history.append(row, "link_rule", by=by, note=f"{version.title}：{words}")
    publish(RuleLinked(record=row, at=made.added_at, by=by, change=made))
    return made


@transaction.atomic
def read_rule(change: RuleChange, *, by: Actor) -> RuleReading:
    """Say that one has read a changed regulation; the first time counts.

    Raises:
        OperationError: one is not asked to read it.
    """
    permit(by, "quality.view_actions")
    found = RuleReading.objects.select_for_update(of=("self",)).filter(rule_change=change, reader=by.pk).first()
    if found is None:
        raise OperationError(_("You are not asked to read this."))
    if found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
        history.append(change.corrective_action, "read_rule", by=by, note=change.version.title)
    return found
