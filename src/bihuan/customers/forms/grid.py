"""A form whose lines stand in a table, as on the paper: so many rows, each with the same fields."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.customers.models import Customer
from bihuan.kernel.inputs import RecordForm
from bihuan.kernel.search import matching


class CustomerField(forms.CharField):
    """A customer by number, by name, or by words that mean one alone.

    Attributes:
        is_exact: number and name must be known: for those who may not look customers up.
    """

    is_exact = False

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Customer"))
        super().__init__(max_length=80, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a customer by his name."""
        return value.name if isinstance(value, Customer) else value

    def clean(self, value: Any) -> Any:
        """Return the customer that was meant, None for an empty field."""
        text: str = super().clean(value)
        if not text:
            return None
        known, stand = Customer.objects.select_related("merged_into"), Customer.objects.standing()
        for found in (known.filter(number=text.upper())[:2], stand.filter(name=text)[:2]):
            if len(found) == 1:
                return found[0].merged_into or found[0]
        near = [] if self.is_exact else list(stand.filter(pk__in=matching(Customer.kind(), text))[:6])
        if len(near) == 1:
            return near[0]
        if not near:
            raise ValidationError(_("There is no such customer on file."))
        names = "、".join(f"{one.name}（{one.number}）" for one in near)
        raise ValidationError(_("Which one? %(names)s") % {"names": names})


class GridForm(RecordForm):
    """Some fields on top, then rows; `line_fields` makes the fields of one, `lines` are the filled ones cleaned.

    Attributes:
        key: the field of a row that is filled where the row counts.
        wanted: the fields that a row that counts must have.
    """

    key = ""
    wanted: Sequence[str] = ()
    line_fields: Mapping[str, Callable[[], forms.Field]] = {}

    def __init__(self, *args: Any, rows: Sequence[Mapping[str, Any]] = (), spare: int = 5, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = len(rows) + spare
        if self.is_bound:
            self.count = max(self.count, sum(1 for name in self.data if name.startswith(f"{self.key}_")))
        for number in range(self.count):
            for name, make in self.line_fields.items():
                field = make()
                field.required = False
                if number < len(rows):
                    field.initial = rows[number].get(name)
                field.widget.attrs.setdefault("aria-label", f"{field.label} {number + 1}")
                self.fields[f"{name}_{number}"] = field

    @property
    def heads(self) -> list[Any]:
        """The words over the columns."""
        return [make().label for make in self.line_fields.values()]

    @property
    def top(self) -> list[Any]:
        """The fields above the table."""
        names = {f"{name}_{number}" for number in range(self.count) for name in self.line_fields}
        return [field for field in self.visible_fields() if field.name not in names]

    @property
    def labels(self) -> Sequence[Any]:
        """What each row is about, where that is given."""
        return ()

    @property
    def grid(self) -> list[tuple[Any, list[Any]]]:
        """The rows of the table: what each is about, and its fields."""
        rows = [[self[f"{name}_{number}"] for name in self.line_fields] for number in range(self.count)]
        return list(zip(self.labels or [None] * self.count, rows, strict=False))

    def clean(self) -> dict[str, Any]:
        """Put the filled rows together; one that counts and lacks something is said at its field."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.lines: list[dict[str, Any]] = []
        for number in range(self.count):
            row = {name: data.get(f"{name}_{number}") for name in self.line_fields}
            if row[self.key] in (None, ""):
                continue
            for name in self.wanted:
                if row[name] in (None, "") and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", _("Fill this in."))
            self.lines.append(row)
        return data
