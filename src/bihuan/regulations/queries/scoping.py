"""What a regulation can be limited to. Apps above report their values: products its lines, customers its businesses."""

from collections.abc import Callable, Iterable

from bihuan.organization.models import Department
from bihuan.regulations.states import Dimension

Choices = Callable[[], Iterable[tuple[str, str]]]
_choices: dict[str, Choices] = {}


def offer_scope_values(dimension: str, choices: Choices) -> None:
    """Offer values for a dimension on the scope form: `choices()` gives pairs of value and label.

    A dimension for which nobody offers values is filled in as text.
    """
    _choices[Dimension(dimension).value] = choices


def scope_choices(dimension: str) -> list[tuple[str, str]] | None:
    """Return the values offered for a dimension, None when nobody offers any."""
    if dimension in _choices:
        return list(_choices[dimension]())
    return None


def departments() -> list[tuple[str, str]]:
    """Return the departments by code."""
    return [(code, f"{name} ({code})") for code, name in Department.objects.values_list("code", "name")]


offer_scope_values(Dimension.DEPARTMENT, departments)
