"""The categories of causes that the regulations know, and which department answers for each (PRODQ 4, ENGS; QUA-03)."""

from dataclasses import dataclass

from bihuan.organization.models import Department, Staff
from bihuan.organization.queries import holder
from bihuan.regulations.queries import ParameterView, ruleset


@dataclass(frozen=True)
class Category:
    """One category; `post` is who handles it by the clause, "" where the clause leaves it open."""

    scheme: str
    code: str
    label: str
    post: str
    clause: ParameterView

    @property
    def department(self) -> Department | None:
        """Return the department of whoever holds the post."""
        person: Staff | None = holder(self.post) if self.post else None
        return person.department if person else None


def categories(scheme: str = "") -> list[Category]:
    """Return the categories of a scheme, of all schemes in force without one; in the clause's order."""
    return [
        Category(str(view.data["scheme"]), item["code"], item["label"], item.get("post") or "", view)
        for view in ruleset().all("cause_scheme")
        for item in view.data["items"]
        if not scheme or view.data["scheme"] == scheme
    ]


def category_of(scheme: str, code: str) -> Category | None:
    """Return a category, None where no regulation in force knows it any more."""
    return next((one for one in categories(scheme) if one.code == code), None)
