"""The lines of a kept decision in words: who pays, on what basis, by what right, since and until when (WAR-02)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from bihuan.products.rules import LINES
from bihuan.regulations.queries import ruleset

LINE_WORDS: dict[str, Any] = {
    "labour": gettext_lazy("Labour"),
    "parts": gettext_lazy("Parts"),
    "travel": gettext_lazy("Travel"),
    "shipping": gettext_lazy("Shipping"),
}
BASIS_WORDS: dict[str, Any] = {
    "free": gettext_lazy("free"),
    "cost": gettext_lazy("at cost"),
    "list": gettext_lazy("at list price"),
    "quota": gettext_lazy("from the contract's quota"),
}
PAYER_WORDS: dict[str, Any] = {
    "company": pgettext_lazy("payer", "we"),
    "customer": pgettext_lazy("payer", "customer"),
    "contract": pgettext_lazy("payer", "contract"),
}
STEP_WORDS: dict[str, Any] = {
    "contract": gettext_lazy("Maintenance contract"),
    "warranty": gettext_lazy("Warranty"),
    "repair_warranty": gettext_lazy("Repair warranty"),
    "excluded": gettext_lazy("Not covered"),
    "after_warranty": gettext_lazy("Not in warranty"),
    "software": gettext_lazy("Software in warranty"),
    "software_paid": gettext_lazy("Software service"),
    "software_excepted": gettext_lazy("Named software"),
    "unit_known": gettext_lazy("Product unknown"),
    "goodwill": gettext_lazy("Goodwill"),
    "override": gettext_lazy("Set by hand"),
}
OFFER_WORDS: dict[str, Any] = {
    "repair": pgettext_lazy("remedy", "Repair"),
    "replacement": pgettext_lazy("remedy", "Replacement"),
    "refund": pgettext_lazy("remedy", "Refund"),
}
MISSING_WORDS: dict[str, Any] = {
    "unit": gettext_lazy("the product: scan or type its serial number"),
    "start": gettext_lazy("the day its warranty began: acceptance, sale or pick-up"),
    "term": gettext_lazy("how long its warranty lasts"),
    "cause": gettext_lazy("the cause: found on site"),
    "evidence": gettext_lazy("evidence for the exclusion: a recorded finding, a photo or a recording"),
}


@dataclass(frozen=True)
class LineRow:
    """One line of the decision as the page shows it."""

    label: str
    payer: str
    basis: str
    step: str
    since: date | None
    until: date | None
    is_charged: bool
    left: str = ""
    clause: Any = None

    @property
    def why(self) -> str:
        """Return by what right, and until when."""
        if self.until and self.since:
            span = _("%(since)s to %(until)s") % {"since": self.since, "until": self.until}
            return f"{self.step} · {span}"
        return self.step


def line_rows(kept: Mapping[str, Any]) -> list[LineRow]:
    """Return the lines of a kept decision in words; none where it was kept before lines were decided."""
    lines = kept.get("lines") or {}
    return [_row(name, lines[name]) for name in LINES if name in lines]


def _row(name: str, line: Mapping[str, Any]) -> LineRow:
    return LineRow(
        label=str(LINE_WORDS[name]), payer=str(PAYER_WORDS.get(line["payer"], line["payer"])),
        basis=str(BASIS_WORDS.get(line["basis"], line["basis"])), step=str(STEP_WORDS.get(line["step"], line["step"])),
        since=_day(line.get("since")), until=_day(line.get("until")), is_charged=line["payer"] == "customer",
        left=_left(name, line), clause=ruleset().by_id.get(line.get("clause") or 0),
    )  # fmt: skip


def _day(text: Any) -> date | None:
    return parse_date(text) if text else None


def _left(name: str, line: Mapping[str, Any]) -> str:
    if line["basis"] != "quota":
        return ""
    words = _("¥%(left)s left") if name == "parts" else _("%(left)s left")
    return words % {"left": line["left"] if name == "parts" else line["left"].split(".")[0]}


def line_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return in words what a new decision changes, line by line: «Parts: free → at cost»."""
    old, new = before.get("lines") or {}, after.get("lines") or {}
    return "；".join(
        f"{LINE_WORDS[name]}：{_brief(old[name])} → {_brief(new[name])}"
        for name in LINES
        if name in old and name in new and _brief(old[name]) != _brief(new[name])
    )


def _brief(line: Mapping[str, Any]) -> str:
    return f"{BASIS_WORDS[line['basis']]}（{STEP_WORDS.get(line['step'], line['step'])}）"


def missing_words(kept: Mapping[str, Any]) -> list[str]:
    """Return what would have to be known to be sure; the cause goes without saying while the product is unknown."""
    return [str(MISSING_WORDS[name]) for name in kept.get("missing") or () if name in MISSING_WORDS]


@dataclass(frozen=True)
class RightRow:
    """A statutory right that is open: what may be chosen, on which facts, by which clause."""

    name: str
    offers: list[str]
    why: str
    clause: Any = None


def right_rows(kept: Mapping[str, Any]) -> list[RightRow]:
    """Return the statutory rights of a kept decision in words."""
    return [
        RightRow(
            right["name"], [str(OFFER_WORDS[offer]) for offer in right["offers"] if offer in OFFER_WORDS],
            right_reason(right["trigger"], right["facts"]), ruleset().by_id.get(right["clause"] or 0),
        )
        for right in kept.get("rights") or ()
    ]  # fmt: skip


def right_reason(trigger: str, facts: Mapping[str, str]) -> str:
    """Return why a statutory right is open."""
    words = {
        "within_days": pgettext("remedy", "until %(until)s"),
        "failed_repairs": _("repaired %(times)s times in vain"),
        "parts_missing": _("part missing for %(days)s days"),
    }
    return words.get(trigger, trigger) % facts


@dataclass(frozen=True)
class Asked:
    """A ruling that waits for approval."""

    lines: str
    basis: str
    kind: str
    amount: str
    note: str


def asked_words(kept: Mapping[str, Any]) -> Asked | None:
    """Return the ruling that waits for approval in words; None when none does."""
    asked = kept.get("asked")
    if not asked:
        return None
    return Asked(
        "、".join(str(LINE_WORDS[name]) for name in asked["lines"]), str(BASIS_WORDS[asked["basis"]]),
        str(STEP_WORDS[asked["kind"]]), asked["amount"], asked["note"],
    )  # fmt: skip
