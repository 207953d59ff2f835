"""Showing personal data in clear: only to who may, only with a reason, never unnoticed (CUS-01, SEC-01)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor, permit
from bihuan.kernel.privacy.fields import EncryptedTextField
from bihuan.kernel.records import OperationError, Tracked


def permission(model: type[models.Model]) -> str:
    """Return the permission that shows a model's personal data; each app's policies decide: `service.unmask`.

    A model whose readers are others than its app's says so in `unmask_permission`.
    """
    return getattr(model, "unmask_permission", f"{model._meta.app_label}.unmask")


class UnmaskLog(models.Model):
    """One display of unmasked data: who saw which field of which record, when and what for."""

    at = models.DateTimeField(_("At"), auto_now_add=True, db_index=True)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Who"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField(_("Who"), max_length=80)
    kind = models.CharField(_("Record"), max_length=60)
    subject_id = models.BigIntegerField()
    field = models.CharField(_("Field"), max_length=40)
    reason = models.CharField(_("Reason"), max_length=200)

    class Meta:
        verbose_name = _("Display of personal data")
        indexes = [models.Index(fields=["kind", "subject_id"], name="unmask_of_record")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.kind} {self.subject_id} {self.field}"


def private_fields(model: type[models.Model]) -> list[EncryptedTextField]:
    """Return a model's encrypted fields."""
    return [field for field in model._meta.fields if isinstance(field, EncryptedTextField)]


def unmask(record: Tracked, field: str, *, by: Actor, reason: str) -> str:
    """Return one field of a record in clear and log it; no log, no text (CUS-01, SEC-01).

    Args:
        record: a record that `by` may see; the caller has taken it from `visible_to(by)`.
        field: name of an encrypted field.
        by: who wants to see it.
        reason: what for; may not be blank.

    Raises:
        PermissionDenied: the post may not see personal data of this record.
        OperationError: no reason, or no such private field.
    """
    permit(by, permission(type(record)), record)
    if not reason.strip():
        raise OperationError(_("Say what you need it for."), field="reason")
    if field not in {private.name for private in private_fields(type(record))}:
        raise OperationError(_("This record keeps no such personal data."), field="field")
    note_display(record, field, by=by, reason=reason)
    plain: str = getattr(record, field).reveal()
    return plain


def note_display(record: Tracked, field: str, *, by: Actor, reason: str) -> None:
    """Log that personal data went out in clear with a record, as on a print of many letters: one entry for all."""
    UnmaskLog.objects.create(
        staff_id=by.pk if by.actor_kind == "staff" else None,
        actor_name=by.display_name[:80],
        kind=record.kind(),
        subject_id=record.pk,
        field=field,
        reason=reason.strip()[:200],
    )
