"""How a unit or a batch was made and inspected: step, machine and shift, people, date (CMP-10, PQC 2.3)."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.records import Tracked
from bihuan.products.models.catalogue import Batch, CatalogueQuerySet, ProductModel
from bihuan.products.models.units import Unit
from bihuan.products.states.production import RecordKind, RecordResult


class ProductionRecord(Tracked):
    """One line of the works' records; of one unit, or of a whole batch where it names none.

    Attributes:
        readings: what was measured, in words: «充注量 980 g；检漏合格».
        people: who worked at the machine; inspector: who inspected.
    """

    record_kind = models.CharField(
        pgettext_lazy("production record", "Kind of record"), max_length=12, choices=RecordKind.choices
    )
    model = models.ForeignKey(ProductModel, on_delete=models.PROTECT, related_name="+", verbose_name=_("Model"))
    batch = models.ForeignKey(
        Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="records", verbose_name=_("Batch"),
        db_index=False,
    )  # fmt: skip
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="records", verbose_name=_("Unit"),
        db_index=False,
    )  # fmt: skip
    done_on = models.DateField(pgettext_lazy("production record", "Date"))
    step = models.CharField(_("Working step"), max_length=60, blank=True)
    workshop = models.CharField(_("Workshop or line"), max_length=40, blank=True)
    machine = models.CharField(_("Machine"), max_length=60, blank=True)
    shift = models.CharField(_("Shift"), max_length=20, blank=True)
    people = models.CharField(_("Workers"), max_length=120, blank=True)
    inspector = models.CharField(_("Inspector"), max_length=60, blank=True)
    quantity = models.PositiveIntegerField(_("Pieces"), null=True, blank=True)
    failed = models.PositiveIntegerField(_("Pieces failed"), null=True, blank=True)
    result = models.CharField(_("Result"), max_length=10, choices=RecordResult.choices, blank=True)
    readings = models.CharField(_("Readings"), max_length=300, blank=True)
    remarks = models.CharField(_("Remarks"), max_length=200, blank=True)
    source_no = models.CharField(_("Record no."), max_length=40, blank=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("Production record")
        indexes = [
            models.Index(fields=["-done_on", "-id"], name="made_by_time"),
            models.Index(fields=["batch", "done_on"], name="made_by_batch"),
            models.Index(fields=["unit", "done_on"], name="made_by_unit", condition=Q(unit__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(batch__isnull=False) | Q(unit__isnull=False), name="made_of_something"),
            models.UniqueConstraint(
                fields=["record_kind", "source_no"], condition=~Q(source_no=""), name="made_record_once"
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [str(self.get_record_kind_display()), self.step, str(self.done_on)]))

    def get_absolute_url(self) -> str:
        return reverse("products:production_record", args=[self.pk])

    @property
    def about(self) -> str:
        """Return the unit, or the batch where it is about all of it."""
        return self.unit.serial if self.unit else str(self.batch or "")
