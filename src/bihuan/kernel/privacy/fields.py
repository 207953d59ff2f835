"""Model fields for personal data: one that seals its text, one that can be looked up blindly."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from bihuan.kernel.masking import MASK, mask_all
from bihuan.kernel.privacy.keys import blind_index, ring

Mask = Callable[[str], str]

if TYPE_CHECKING:
    _SealedField = models.TextField["str | Private | None", "Private"]
    _IndexField = models.CharField[str, str]
else:
    _SealedField = models.TextField
    _IndexField = models.CharField


class Private:
    """A piece of personal data in memory: opened only when code asks, masked wherever it is printed.

    Compares equal to the same plain text and to its own mask (a form that sends the mask back changes
    nothing), is false when empty, and templates can't call `reveal`.
    """

    __slots__ = ("_label", "_mask", "_plain", "_sealed")

    def __init__(self, *, label: str, mask: Mask, plain: str | None = None, sealed: str = "") -> None:
        self._label, self._mask, self._plain, self._sealed = label, mask, plain, sealed

    def reveal(self) -> str:
        """Return the plain text, for code that needs it (send a message, compute a route).

        What people are shown comes from `unmask`, which logs it.

        Raises:
            UnknownKey, Tampered: see `KeyRing.open`.
        """
        if self._plain is None:
            self._plain = ring().open(self._sealed, label=self._label) if self._sealed else ""
        return self._plain

    reveal.alters_data = True  # type: ignore[attr-defined]  # a template that calls it gets nothing

    def sealed(self) -> str:
        """Return the ciphertext: as it was read, or sealed now with the newest key."""
        if not self._sealed and self._plain:
            self._sealed = ring().seal(self._plain, label=self._label)
        return self._sealed

    def __str__(self) -> str:
        return self._mask(self.reveal())

    def __repr__(self) -> str:
        return f"<Private {self._label}>"

    def __bool__(self) -> bool:
        return bool(self._sealed or self._plain)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Private):
            return self.reveal() == other.reveal()
        if not isinstance(other, str):
            return NotImplemented
        return self.reveal() == other or self.is_masked(other)

    __hash__ = None  # type: ignore[assignment]

    def is_masked(self, text: str) -> bool:
        """Tell whether a form has just sent back what it was shown; nothing was changed then."""
        return MASK in text and text == str(self)


def revealed(value: "Private | str | None") -> str:
    """Return a sealed field's plain text, for a paper that its reader may see; "" for none."""
    return value.reveal() if isinstance(value, Private) else str(value or "")


class _Opener(DeferredAttribute):
    """Gives a `Private` whatever was put in: ciphertext from a row, text just assigned, its own mask."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        known = instance.__dict__.get(self.field.attname)
        if isinstance(known, Private) and isinstance(value, str) and known.is_masked(value):
            return
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class EncryptedTextField(_SealedField):
    """Text that the database sees only as AES-GCM ciphertext, bound to this model and field.

    Args:
        mask: how the value is shown to people, e.g. `mask_phone`; four stars without one.
    """

    descriptor_class = _Opener

    def __init__(self, *args: Any, mask: Mask = mask_all, **kwargs: Any) -> None:
        self.mask = mask
        kwargs.setdefault("default", "")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Leave the mask out of migrations: it isn't the database's business."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "bihuan.kernel.privacy.EncryptedTextField", args, kwargs

    @property
    def label(self) -> str:
        """What binds a ciphertext to its place: `customers.customer.phone`."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> Private | None:
        """Wrap what a row holds; nothing is decrypted yet."""
        return None if value is None else Private(label=self.label, mask=self.mask, sealed=value)

    def to_python(self, value: Any) -> Any:
        """Wrap plain text; an opened value from another field is sealed anew for this one."""
        if isinstance(value, Private):
            if value._label == self.label:
                return value
            value = value.reveal()
        if value is None or isinstance(value, models.Expression):
            return value
        return Private(label=self.label, mask=self.mask, plain=str(value))

    def get_prep_value(self, value: Any) -> Any:
        """Return the ciphertext; empty stays empty, so that blanks can be found."""
        private = self.to_python(value)
        return private.sealed() if isinstance(private, Private) else private

    def value_to_string(self, obj: models.Model) -> str:
        """Give serializers the mask, never the text."""
        return str(getattr(obj, self.attname))

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse comparisons that could never find anything.

        Raises:
            FieldError: for every look-up but isnull and sealed_with.
        """
        if lookup_name in {"isnull", "sealed_with"}:
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.label} is encrypted; look it up by its blind index")


@EncryptedTextField.register_lookup
class SealedWith(models.Lookup):
    """Rows sealed with the key of this name: `phone__sealed_with="2"`."""

    lookup_name = "sealed_with"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return "%s", [f"{value}:%"]

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} LIKE {right}", (*params, *more)


class BlindIndexField(_IndexField):
    """The look-up column of an encrypted field; follows its source whenever the row is saved.

    Args:
        source: name of the encrypted field on the same model.
        prepare: brings the plain text into the one form that is compared, e.g. `normalize_phone`.
        purpose: see `blind_index`; fields that are to be searched together share one.
    """

    def __init__(
        self, *args: Any, source: str = "", prepare: Callable[[str], str] = str, purpose: str = "phone", **kwargs: Any
    ) -> None:
        self.source, self.prepare, self.purpose = source, prepare, purpose
        kwargs.update(max_length=32, blank=True, default="", editable=False)
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """Leave source and prepare out of migrations."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "bihuan.kernel.privacy.BlindIndexField", args, kwargs

    def of(self, plain: str) -> str:
        """Return the index of a value as a person typed it."""
        return blind_index(self.prepare(plain), purpose=self.purpose)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Compute the index from the source, unless the source wasn't even loaded."""
        if self.source in model_instance.__dict__:
            private = model_instance.__dict__[self.source]
            setattr(model_instance, self.attname, self.of(private.reveal()) if private else "")
        value: str = getattr(model_instance, self.attname)
        return value


def index_fields(model: type[models.Model], names: Iterable[str]) -> list[str]:
    """Return the look-up columns that must be saved together with the encrypted fields in `names`."""
    changed = set(names)
    indexes = [field for field in model._meta.fields if isinstance(field, BlindIndexField)]
    return [field.name for field in indexes if field.source in changed]
