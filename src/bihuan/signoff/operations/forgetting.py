"""Words on forms that circulated about a record go with the record (REG-07)."""

from bihuan.kernel import erasure, history
from bihuan.signoff.models import Circulation, OutOfOrder, Station


def forget(event: erasure.ContentDestroyed) -> None:
    """Empty opinions and facts of the forms about these records; who signed, when and how stays."""
    about = {"subject_kind": event.record._meta.label_lower, "subject_id__in": event.pks}
    forms = Circulation.objects.filter(**about)
    Station.objects.filter(circulation__in=forms).update(opinion="")
    history.erase(Circulation.kind(), list(forms.values_list("pk", flat=True)))
    forms.update(facts={}, subject_title="")
    consents = OutOfOrder.objects.filter(**about)
    history.erase(OutOfOrder.kind(), list(consents.values_list("pk", flat=True)))
    consents.update(reason="", opinion="")
