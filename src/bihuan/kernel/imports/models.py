"""Imports that ran: what came, what became of it, what has to be corrected; and who was here before."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.actors import Actor
from bihuan.kernel.privacy import EncryptedTextField, mask_all
from bihuan.kernel.records import Tracked

SEE_ALL = "kernel.see_imports"


class ImportState(models.TextChoices):
    """Where an import stands."""

    MAPPING = "mapping", _("Columns to be checked")
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Failed")


class ImportRunQuerySet(models.QuerySet[Any]):
    """Imports by viewer."""

    def visible_to(self, user: Actor) -> "ImportRunQuerySet":
        """Return one's own imports; all of them for whoever may see them."""
        if user.actor_kind == "system" or user.has_perm(SEE_ALL):
            return self
        return self.filter(by_id=user.pk) if user.actor_kind == "staff" else self.none()


class ImportRun(Tracked):
    """One file on its way in. `position` is the last row that is committed: after a crash it goes on there."""

    target = models.CharField(_("Ledger"), max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(_("File"), max_length=160)
    path = models.CharField(max_length=500)
    is_upload = models.BooleanField(default=True)
    sheet = models.CharField(_("Sheet"), max_length=60, blank=True)
    source = models.CharField(_("Source"), max_length=40, blank=True)
    headings: "models.JSONField[Any, list[str]]" = models.JSONField(default=list)
    signature = models.CharField(max_length=32, blank=True)
    mapping: "models.JSONField[Any, dict[str, int]]" = models.JSONField(default=dict)
    carry: "models.JSONField[Any, list[str]]" = models.JSONField(default=list)
    state = models.CharField(_("State"), max_length=12, choices=ImportState.choices, default=ImportState.MAPPING)
    total = models.PositiveIntegerField(_("Rows"), default=0)
    position = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(_("Imported"), default=0)
    already_there = models.PositiveIntegerField(_("Already there"), default=0)
    rejected = models.PositiveIntegerField(_("Rejected"), default=0)
    message = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(_("Started"), null=True)
    finished_at = models.DateTimeField(_("Finished"), null=True)

    objects: ClassVar[Any] = ImportRunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["by", "-id"])]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("kernel:import", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.state in {ImportState.DONE, ImportState.STOPPED, ImportState.FAILED}

    @property
    def done_rows(self) -> int:
        return self.imported + self.already_there + self.rejected


class ImportReject(models.Model):
    """A row that was not taken: its cells (personal data, so encrypted) and what is wrong with it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rejects")
    row_number = models.PositiveIntegerField(_("Row"))
    cells = EncryptedTextField(mask=mask_all)
    problems: "models.JSONField[Any, list[list[str]]]" = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row_number"], name="import_reject_once")]

    def __str__(self) -> str:
        return f"{self.row_number}: {self.reason}"

    @property
    def reason(self) -> str:
        return "; ".join(f"{column}: {why}" if column else why for column, why in self.problems)


class ImportedKey(models.Model):
    """What has come in before, by the ledger's own number or by content: nothing comes in twice."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.SET_NULL, related_name="+")
    row_number = models.PositiveIntegerField()
    subject_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="imported_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ImportTemplate(models.Model):
    """A mapping that somebody confirmed, recognised by the headings of the file."""

    kind = models.CharField(max_length=40)
    signature = models.CharField(max_length=32)
    mapping: "models.JSONField[Any, dict[str, int]]" = models.JSONField(default=dict)
    carry: "models.JSONField[Any, list[str]]" = models.JSONField(default=list)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "signature"], name="import_template_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.signature}"
