"""Which class a quality issue is of, by the thresholds of a scheme (QMGT 3, QPROC, PRODQ, EMER; QUA-01, QUA-02).

Every criterion is enough by itself. A case counts once, however often it is named; what a criterion counted is
listed with it.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

COMPARISONS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "at_least": lambda value, bound: value >= bound,
    "more_than": lambda value, bound: value > bound,
    "at_most": lambda value, bound: value <= bound,
    "less_than": lambda value, bound: value < bound,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One reported case; pieces are whole, loss in yuan, `model` and `batch` as their codes, "" for unknown."""

    id: int
    model: str = ""
    batch: str = ""
    produced_on: date | None = None
    defective: int = 0
    returned: int = 0
    scrapped: int = 0
    reworked: int = 0
    loss: Decimal = Decimal(0)
    is_injury: bool = False
    harms_reputation: bool = False
    is_at_assembly: bool = False
    is_sanctioned: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One threshold of a clause.

    Attributes:
        name: the parameter's name in the clause.
        rank: how severe the class is, bigger is severer.
        measure: a key of `MEASURES`, or "stated" where only a person can say that it holds.
        compare: a key of `COMPARISONS`.
    """

    name: str
    class_code: str
    rank: int
    measure: str
    compare: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """What a criterion counted.

    Attributes:
        value: the highest figure of any group; None where it can't be counted.
        group: which model, batch or day reached it.
        cases: the cases counted for it.
        unknown: models whose output per hour isn't on file.
    """

    criterion: Criterion
    value: Fraction | None
    group: tuple[str, ...]
    cases: tuple[int, ...]
    is_met: bool
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """The severest class whose criterion is met, "" where none is; and every criterion with what it counted."""

    class_code: str
    findings: tuple[Finding, ...]

    @property
    def counted(self) -> tuple[int, ...]:
        """Return every case that counted for anything, each once."""
        return tuple(sorted({case for finding in self.findings for case in finding.cases}))


Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _Measure:
    """How a measure counts: which pieces of a case, added up over which group (None: the case doesn't belong)."""

    pieces: Callable[[Case], Fraction]
    group: Callable[[Case], Key | None]
    per_hour: bool = False


def _all(case: Case) -> Key:
    return ()


def _of_model(case: Case) -> Key | None:
    return (case.model,) if case.model else None


def _of_batch(case: Case) -> Key | None:
    return (case.model, case.batch) if case.model and case.batch else None


def _of_run(case: Case) -> Key | None:
    """A run is a model's batch; without a batch number all of the model's cases are one run."""
    return (case.model, case.batch) if case.model else None


def _of_day(case: Case) -> Key | None:
    return (case.model, case.produced_on.isoformat()) if case.model and case.produced_on else None


def _alone(case: Case) -> Key:
    return (case.model, case.batch, case.id)


def _at_assembly(case: Case) -> Key | None:
    return _of_model(case) if case.is_at_assembly else None


MEASURES: Mapping[str, _Measure] = {
    "scrap_hours": _Measure(lambda case: Fraction(case.scrapped), _of_run, per_hour=True),
    "rework_hours": _Measure(lambda case: Fraction(case.reworked), _of_run, per_hour=True),
    "pieces_of_a_day": _Measure(lambda case: Fraction(max(case.defective, case.returned)), _of_day),
    "returned_of_a_batch": _Measure(lambda case: Fraction(case.returned), _of_batch),
    "assembly_pieces": _Measure(lambda case: Fraction(case.defective), _at_assembly),
    "loss": _Measure(lambda case: Fraction(case.loss), _all),
    "rework_loss": _Measure(lambda case: Fraction(case.loss if case.reworked else 0), _alone),
    "injuries": _Measure(lambda case: Fraction(case.is_injury), _all),
    "reputation": _Measure(lambda case: Fraction(case.harms_reputation), _all),
    "sanctions": _Measure(lambda case: Fraction(case.is_sanctioned), _all),
    "cases": _Measure(lambda case: Fraction(1), _all),
}
OWN_LOSS = ("loss", "rework_loss")  # what the rework of the issue itself cost counts here too
STATED = "stated"


@dataclass(frozen=True, slots=True)
class Ground:
    """What an issue brings besides its cases.

    Attributes:
        own_loss: what the rework itself cost (labour, material, machine hours, overhead), in yuan.
        stated: names of the criteria that a person says hold.
        output_per_hour: pieces an hour by model.
    """

    own_loss: Decimal = Decimal(0)
    stated: frozenset[str] = frozenset()
    output_per_hour: Mapping[str, Decimal] = field(default_factory=dict)


def propose(cases: Iterable[Case], criteria: Sequence[Criterion], ground: Ground | None = None) -> Proposal:
    """Return the class that a scheme's criteria give, with what each of them counted (QMGT 3)."""
    once = list({case.id: case for case in cases}.values())
    known = ground or Ground()
    findings = tuple(_judge(criterion, once, known) for criterion in criteria)
    met = [finding.criterion for finding in findings if finding.is_met]
    return Proposal(max(met, key=lambda one: one.rank).class_code if met else "", findings)


def _judge(criterion: Criterion, cases: Sequence[Case], ground: Ground) -> Finding:
    if criterion.measure == STATED:
        holds = criterion.name in ground.stated
        return Finding(criterion, Fraction(holds), (), (), holds)
    measure = MEASURES[criterion.measure]
    sums: dict[Key, Fraction] = defaultdict(Fraction)
    members: dict[Key, list[int]] = defaultdict(list)
    unknown: set[str] = set()
    for case in cases:
        key, pieces = measure.group(case), measure.pieces(case)
        if key is None or not pieces:
            continue
        if measure.per_hour:
            output = ground.output_per_hour.get(case.model)
            if not output:
                unknown.add(case.model)
                continue
            pieces /= Fraction(output)
        sums[key] += pieces
        members[key].append(case.id)
    if criterion.measure in OWN_LOSS and ground.own_loss:
        sums[()] += Fraction(ground.own_loss)
    best: Hashable = max(sums, key=lambda key: sums[key], default=None)
    missing = tuple(sorted(unknown))
    if not isinstance(best, tuple):
        return Finding(criterion, None if missing else Fraction(0), (), (), False, missing)
    value, named = sums[best], tuple(part for part in best if part and isinstance(part, str))
    is_met = COMPARISONS[criterion.compare](value, Fraction(criterion.value))
    return Finding(criterion, value, named, tuple(sorted(members[best])), is_met, missing)
