"""What every record shares: number, state, revision; and how the right one is found and locked."""

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from bihuan.kernel import bulk
from bihuan.kernel.actors import Actor

if TYPE_CHECKING:
    from bihuan.kernel.moves import MoveTable


class OperationError(Exception):
    """A refusal the person can mend: the message says how, `field` where in the form."""

    def __init__(self, message: Any, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field = message, field


def required(words: str, message: Any, *, field: str = "note") -> str:
    """Return words without blanks around them.

    Raises:
        OperationError: there are none; the message says what to write, at `field`.
    """
    if not words.strip():
        raise OperationError(message, field=field)
    return words.strip()


class Stale(OperationError):
    """Somebody else changed the record after this person opened it; nothing was overwritten."""

    def __init__(self, record: Any) -> None:
        super().__init__(_("Someone else has changed this record meanwhile. Look at the new version and try again."))
        self.record = record


class VisibleQuerySet(models.QuerySet[Any]):
    """Rows by viewer: the only place that decides who may see which rows of a model."""

    def visible_to(self, user: Actor) -> Self:
        """Return the rows this viewer may see; the default shows nothing to anybody."""
        return self if user.actor_kind == "system" else self.none()


class Tracked(models.Model):
    """A master record with history and an optimistic lock, without states (a customer, a unit)."""

    revision = models.PositiveIntegerField(_("Revision"), default=1, editable=False)
    created_at = models.DateTimeField(_("Created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("Updated at"), auto_now=True)

    class Meta:
        abstract = True

    @classmethod
    def kind(cls) -> str:
        """Return the name under which other tables refer to this kind: `service.servicerequest`."""
        return cls._meta.label_lower

    @property
    def title(self) -> str:
        return str(self)

    def facts(self) -> dict[str, Any]:
        """Return what a clause may match on (area, product_line, customer, ...)."""
        return {}


class Record(Tracked):
    """A record that moves through states by its table of moves."""

    moves: ClassVar["MoveTable"]

    number = models.CharField(_("Number"), max_length=40, unique=True, editable=False)
    state = models.CharField(_("State"), max_length=24, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def state_label(self) -> str:
        """Return the state as people read it."""
        return str(self.moves.states(self.state).label)


M = TypeVar("M", bound=Tracked)


def locked(model: type[M] | models.QuerySet[M], pk: int, *, revision: int | None = None) -> M:
    """Return the row locked until the transaction ends.

    Args:
        model: the model, or a queryset that limits which rows may be found.
        pk: primary key.
        revision: the revision the person saw; None when nobody saw one (a task, an import).

    Raises:
        Stale: the row has moved on from `revision`.
        DoesNotExist: there is no such row in the queryset.
    """
    record = model.select_for_update(of=("self",)).get(pk=pk) if isinstance(model, models.QuerySet) else _row(model, pk)
    if revision is not None and record.revision != revision:
        raise Stale(record)
    return record


def _row(model: type[M], pk: int) -> M:
    found = bulk.fetch(model, f"{model._meta.pk.column} = %s", [pk], lock=True)
    if not found:
        raise model.DoesNotExist(f"{model.__name__} matching query does not exist.")
    return found[0]


def model_of(kind: str) -> type[Tracked]:
    """Return the model class of a kind such as `service.servicerequest`."""
    return apps.get_model(kind)


def resolve(kind: str, pk: int) -> Any | None:
    """Return the record a generic reference points at, or None when it is gone."""
    try:
        return model_of(kind)._default_manager.get(pk=pk)
    except (LookupError, ObjectDoesNotExist):
        return None


def may_open_files(kind: str, pk: int, by: Actor) -> bool:
    """Tell whether this viewer may open a record's files: like the record, unless its queryset's `with_files_for`
    keeps more back."""
    rows: Any = model_of(kind)._default_manager
    if hasattr(rows, "with_files_for"):
        return bool(rows.with_files_for(by).filter(pk=pk).exists())
    return is_visible(kind, pk, by)


def is_visible(kind: str, pk: int, by: Actor) -> bool:
    """Tell whether this viewer may see the record behind a generic reference; a kind that says nothing is hidden."""
    rows: Any = model_of(kind)._default_manager
    return hasattr(rows, "visible_to") and bool(rows.visible_to(by).filter(pk=pk).exists())
