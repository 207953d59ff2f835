"""What is held back: batches and lots that a record of a higher app has contained (QUA-04, QUA-06)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.products.models.catalogue import Batch, CatalogueQuerySet
from bihuan.products.models.materials import Lot

STAFF = settings.AUTH_USER_MODEL


class HoldQuerySet(CatalogueQuerySet):
    """Holds are open to every colleague, like the batches and lots they are on."""

    def standing(self) -> Self:
        """Return the holds that are not released."""
        return self.filter(released_at=None)

    def of(self, source: Any) -> Self:
        """Return the standing holds of one record."""
        return self.standing().filter(source_kind=source.kind(), source_id=source.pk)


class Hold(models.Model):
    """One batch or lot held back by one record; several records may hold the same.

    Attributes:
        source_kind, source_id, source_number: the quality issue, nonconformity … that holds it.
        concession: in words, under which concession it may be used all the same; "" stops every use.
    """

    batch = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="holds", verbose_name=_("Batch")
    )
    lot = models.ForeignKey(
        Lot, null=True, blank=True, on_delete=models.PROTECT, related_name="holds", verbose_name=_("Lot")
    )
    source_kind = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    source_number = models.CharField(_("Held by"), max_length=40)
    reason = models.CharField(_("Reason"), max_length=200)
    concession = models.CharField(_("Concession"), max_length=200, blank=True)
    placed_at = models.DateTimeField(_("Held since"))
    placed_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Who"))
    released_at = models.DateTimeField(_("Released at"), null=True)
    released_by = models.ForeignKey(STAFF, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Who"))

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("Hold")
        ordering = ["pk"]
        indexes = [models.Index(fields=["source_kind", "source_id"], name="hold_by_source")]
        constraints = [
            models.CheckConstraint(
                condition=Q(batch=None, lot__isnull=False) | Q(batch__isnull=False, lot=None), name="hold_on_one"
            ),
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "batch"], name="batch_held_once",
                condition=Q(released_at=None, batch__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "lot"], name="lot_held_once",
                condition=Q(released_at=None, lot__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.what} ({self.source_number})"

    @property
    def what(self) -> Batch | Lot:
        """Return the batch or lot that is held."""
        found = self.batch or self.lot
        assert found is not None
        return found
