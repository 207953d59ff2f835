"""The technicians' grades by month, from the opinion cards: part of each one's monthly appraisal (FULL 5.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Avg, Count, IntegerField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone

from bihuan.feedback.models import OpinionCard
from bihuan.feedback.rules.surveys import months_after
from bihuan.feedback.states import CardState
from bihuan.regulations.queries import ParameterView, ruleset


@dataclass(frozen=True)
class TechnicianGrades:
    """One technician's month: cards sent and answered, the mean of each aspect, the score, how many were bad."""

    technician: int
    name: str
    sent: int
    answered: int
    aspects: list[float | None]
    score: float | None
    bad: int


def card_clause() -> ParameterView | None:
    """Return the clause that says what a card asks."""
    return ruleset().one("opinion_card", "opinion_card", {})


def month_of(text: str) -> date:
    """Return the first day of a month written `2026-11`; this month where it isn't one."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month, not a moment
    except ValueError:
        return timezone.localdate().replace(day=1)


def grades_of(month: date, user: Any) -> tuple[list[str], list[TechnicianGrades]]:
    """Return the aspects and each technician's grades on the cards sent in a month, as far as a viewer may see.

    Args:
        month: its first day.
    """
    clause = card_clause()
    aspects = [(row["code"], row["label"]) for row in clause.data["aspects"]] if clause else []
    start, end = (timezone.make_aware(datetime.combine(day, datetime.min.time()))
                  for day in (month, months_after(month, 1)))  # fmt: skip
    rows = OpinionCard.objects.visible_to(user).filter(
        sent_at__gte=start, sent_at__lt=end, technician__isnull=False
    )  # fmt: skip
    means = {
        f"aspect_{at}": Avg(Cast(KeyTextTransform(code, "graded"), IntegerField()))
        for at, (code, _label) in enumerate(aspects)
    }  # fmt: skip
    found = rows.order_by().values("technician", "technician__name").annotate(
        sent=Count("pk"), answered=Count("pk", filter=Q(state=CardState.ANSWERED)), mean=Avg("score"),
        bad=Count("pk", filter=Q(is_good=False)), **means,
    )  # fmt: skip
    lines = [
        TechnicianGrades(
            row["technician"], row["technician__name"], row["sent"], row["answered"],
            [row[f"aspect_{at}"] for at in range(len(aspects))],
            float(row["mean"]) if row["mean"] is not None else None, row["bad"],
        )
        for row in found
    ]  # fmt: skip
    lines.sort(key=lambda one: (one.score is None, -(one.score or 0), one.name))
    return [label for _code, label in aspects], lines
