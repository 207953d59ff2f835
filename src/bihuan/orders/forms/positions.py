"""Positions of an order in rows: model, quantity, price, wanted day, requirements."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.inputs import DateInput, RecordForm
from bihuan.orders.models import OrderLine
from bihuan.orders.operations.registering import MOST_PIECES, Entry
from bihuan.products.models import ProductModel
from bihuan.products.queries import model_named

BLANK, MOST = 5, 40
PARTS = ("model", "line", "price", "wanted", "words")


@dataclass(frozen=True)
class Row:
    """A row as the page draws it; `line` is the position it stands for, None for a further one."""

    line: OrderLine | None
    cells: list[Any]


class PositionsForm(RecordForm):
    """A form with rows of positions; `entries` returns what they say."""

    def add_row(self, key: str, line: OrderLine | None = None) -> None:
        """Put a row of inputs on the form."""
        words = forms.TextInput(attrs={"list": "models", "autocomplete": "off"})
        cells: dict[str, forms.Field] = {
            f"model_{key}": forms.CharField(label=_("Model"), max_length=60, required=False, widget=words),
            f"line_{key}": forms.IntegerField(
                label=_("Quantity"), min_value=0, max_value=MOST_PIECES, required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            ),
            f"price_{key}": forms.DecimalField(
                label=_("Price of one (¥)"), min_value=0, max_digits=12, decimal_places=2, required=False
            ),
            f"wanted_{key}": forms.DateField(label=_("Wanted on"), required=False, widget=DateInput()),
            f"words_{key}": forms.CharField(label=_("Special requirements"), max_length=300, required=False),
        }  # fmt: skip
        self.fields.update(cells)
        for field in cells.values():
            field.widget.attrs["aria-label"] = str(field.label)
        if line is not None:
            self.initial.update({
                f"model_{key}": line.model.code, f"line_{key}": line.quantity, f"price_{key}": line.price,
                f"wanted_{key}": line.wanted_on, f"words_{key}": line.requirements,
            })  # fmt: skip
        self._rows[key] = line

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows: dict[str, OrderLine | None] = {}
        self._entries: list[tuple[int | None, Entry]] = []

    @property
    def rows(self) -> list[Row]:
        """Return the rows with their inputs."""
        return [Row(line, [self[f"{part}_{key}"] for part in PARTS]) for key, line in self._rows.items()]

    @property
    def plain_fields(self) -> list[Any]:
        """Return the inputs that stand in no row."""
        inside = {f"{part}_{key}" for part in PARTS for key in self._rows}
        return [field for field in self.visible_fields() if field.name not in inside]

    def models(self) -> list[str]:
        """Return the models that may be typed."""
        return list(ProductModel.objects.filter(is_active=True).order_by("code").values_list("code", flat=True)[:500])

    def clean(self) -> dict[str, Any]:
        """Read the rows; one that is half filled is told at its own field."""
        data = super().clean() or {}
        for key, line in self._rows.items():
            self._read(key, line, data)
        return data

    def _read(self, key: str, line: OrderLine | None, data: dict[str, Any]) -> None:
        code, count = str(data.get(f"model_{key}") or "").strip(), data.get(f"line_{key}")
        if not code and not count:
            return
        model = model_named(code) if code else None
        if model is None:
            self.add_error(f"model_{key}", _now("There is no model «%(model)s».") % {"model": code})
        elif count is None or (count == 0 and line is None):
            if f"line_{key}" not in self.errors:
                self.add_error(f"line_{key}", _now("How many?"))
        else:
            price: Decimal | None = data.get(f"price_{key}")
            entry = Entry(
                model=model, quantity=count, price=price, wanted_on=data.get(f"wanted_{key}"),
                requirements=data.get(f"words_{key}") or "",
            )  # fmt: skip
            self._entries.append((line.pk if line else None, entry))

    def entries(self) -> list[tuple[int | None, Entry]]:
        """Return what the rows say: (key of the position or None, what it shall be)."""
        return self._entries


def wanted_rows(data: Any, least: int) -> int:
    """Return how many blank rows a form wants: as many as were sent, or `least`."""
    if not data:
        return least
    sent = [int(name[6:]) for name in data if name.startswith("model_") and name[6:].isdecimal() and len(name) < 9]
    return min(max([least, *(number + 1 for number in sent)]), MOST)
