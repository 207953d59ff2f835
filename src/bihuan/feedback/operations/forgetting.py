"""What a customer answered and said goes when he is erased (REG-07)."""

from bihuan.customers.models import Customer
from bihuan.feedback.models import FeedbackEntry, SurveyAnswer
from bihuan.kernel import erasure
from bihuan.kernel.erasure import ContentDestroyed


def forget(event: ContentDestroyed) -> None:
    """Destroy his answers and words; the grades that were counted stay in the figures."""
    if not isinstance(event.record, Customer):
        return
    for model in (SurveyAnswer, FeedbackEntry):
        erasure.destroy(
            model._base_manager.filter(customer__in=event.pks), by=event.by, why=event.record.number, verb="erase"
        )
