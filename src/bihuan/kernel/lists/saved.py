"""Views that people keep: a list's filters and order under a name, for oneself or for everybody."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import prepared
from bihuan.kernel.records import OperationError

MOST, LONGEST = 20, 40


class SavedView(models.Model):
    """One kept view."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    list = models.CharField(max_length=60)
    name = models.CharField(_("Name"), max_length=LONGEST)
    query = models.CharField(max_length=1000, blank=True)
    is_shared = models.BooleanField(_("For everybody"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "list", "name"], name="saved_view_once")]
        indexes = [models.Index(fields=["list"], name="saved_view_list")]

    def __str__(self) -> str:
        return self.name


def of(list_name: str, user: Any) -> list[SavedView]:
    """Return the views of a list that a user sees: his own and the shared ones."""
    rows = SavedView.objects.filter(Q(owner=user.pk) | Q(is_shared=True), list=list_name)
    return prepared.read(rows.order_by("name")[:MOST])


def save(list_name: str, name: str, query: str, *, is_shared: bool, by: Any) -> SavedView:
    """Keep a view; one's own view of the same name is replaced.

    Raises:
        OperationError: no name, one that is too long, or too many views already.
    """
    name = name.strip()
    if not name:
        raise OperationError(_("Give the view a name."), field="name")
    if len(name) > LONGEST:
        raise OperationError(_("The name has %(n)s characters at most.") % {"n": LONGEST}, field="name")
    if SavedView.objects.filter(owner=by.pk, list=list_name).exclude(name=name).count() >= MOST:
        raise OperationError(_("There are enough views already; delete one first."), field="name")
    values = {"query": query[:1000], "is_shared": is_shared}
    return SavedView.objects.update_or_create(owner_id=by.pk, list=list_name, name=name, defaults=values)[0]


def forget(list_name: str, pk: int, *, by: Any) -> None:
    """Delete one's own view; somebody else's stays."""
    SavedView.objects.filter(owner=by.pk, list=list_name, pk=pk).delete()
