"""What customers said outside a survey: interviews, visits, meetings, letters (COMM 5.6.2, SAT-04)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.customers.models import Customer
from bihuan.feedback.models.surveys import SurveyQuerySet
from bihuan.feedback.states.surveys import FeedbackKind
from bihuan.kernel.records import Tracked


class FeedbackEntry(Tracked):
    """One customer's words, and the grade they come to where he named one."""

    number = models.CharField(_("Number"), max_length=40, unique=True, editable=False)
    kind_of = models.CharField(_("Kind"), max_length=12, choices=FeedbackKind.choices)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="feedback_entries", verbose_name=_("Customer")
    )
    said_by = models.CharField(_("Who spoke"), max_length=60, blank=True)
    happened_on = models.DateField(pgettext_lazy("feedback", "Day"))
    words = models.TextField(pgettext_lazy("feedback", "What was said"))
    grade = models.PositiveSmallIntegerField(_("Satisfaction"), null=True, blank=True)
    is_dissatisfied = models.BooleanField(_("Dissatisfied"), default=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )
    entered_at = models.DateTimeField(pgettext_lazy("feedback", "Entered at"))

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("feedback", "Feedback")
        indexes = [
            models.Index(fields=["-happened_on", "-id"], name="entry_by_day"),
            models.Index(fields=["customer", "-happened_on"], name="entry_by_customer"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("feedback:entry", args=[self.pk])

    @property
    def title(self) -> str:
        return self.words.split("\n")[0][:80]
