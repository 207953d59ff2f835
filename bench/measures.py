"""The parts of the benchmark: each makes its own scratch installation and tells figures with their targets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench.figures import Figure
from bench.place import Place

TARGETS = {"first page": 30, "in work": 30, "filter": 30, "search": 40, "record": 25}  # ms
GROWTH = 1.3  # a page at the greatest size against the same page at the smallest


@dataclass(frozen=True)
class Plan:
    """How much of everything."""

    sizes: list[int]
    is_quick: bool = False

    @property
    def times(self) -> int:
        """Return how often a page is opened for its median."""
        return 5 if self.is_quick else 31

    @property
    def seconds(self) -> float:
        """Return how long clients hammer at the API."""
        return 2 if self.is_quick else 10

    @property
    def rows(self) -> int:
        """Return the length of the ledger that is imported and exported."""
        return 3_000 if self.is_quick else 100_000

    @property
    def due(self) -> int:
        """Return how many rungs fall due at once."""
        return 500 if self.is_quick else 10_000

    @property
    def lived(self) -> int:
        """Return how many of the demo company's requests live through their year."""
        return 40 if self.is_quick else 240


@contextmanager
def _place(database: str, lived: int) -> Iterator[Place]:
    place = Place(database)
    try:
        place.create(lived)
        yield place
    finally:
        place.remove()


def small(database: str, plan: Plan) -> Iterator[Figure]:
    """Start of the server, its memory, taking in a request, one PDF."""
    with _place(database, 40) as place:
        with place.serving():
            pass  # the first start collects the assets
        keys = place.run("seed.keys")
        with place.serving() as server:
            yield Figure("bihuan serve answers", server.seconds_to_answer, "s", at_most=2)
            rates = place.run("create.measure", port=server.port, token=keys["token"], seconds=plan.seconds)
            at_least = {"1": None, "8": 0.04 * rates["floor 8"]}
            for n in ("1", "8"):
                name = f"create a request, {n} client{'s' if n != '1' else ''}"
                yield Figure(name, rates[n], "/s", floor=rates[f"floor {n}"], at_least=at_least[n])
            yield Figure("memory of serve with its worker", server.memory(), "MB", at_most=300)
        took = place.run("paper.measure", times=plan.times)
        yield Figure("PDF of a voucher, first", took["cold"], "ms")
        yield Figure("PDF of a voucher, warm", took["warm"], "ms", at_most=50)


def pages(database: str, plan: Plan) -> Iterator[Figure]:
    """The pages at every size; then the sweep over as many limits."""
    with _place(database, plan.lived) as place:
        keys = place.run("seed.keys")
        first: dict[str, float] = {}
        for size in plan.sizes:
            grown = place.run("seed.grow", to=size)
            with place.serving() as server:
                found = place.run("pages.measure", port=server.port, cookie=keys["cookie"], times=plan.times)
            yield from _of_pages(found, f"{grown['requests']:,}", first)
        yield Figure("seeding the last size", grown["seconds"], "s")
        yield from _sweep(place, plan)


def _of_pages(found: dict[str, Any], size: str, first: dict[str, float]) -> Iterator[Figure]:
    for name, at_most in TARGETS.items():
        took = found[name]["ms"]
        grown = took / first.setdefault(name, took)
        note = f"{grown:.2f} × the smallest{' MISSED' if grown > GROWTH else ''} {found[name].get('slowest', '')}"
        yield Figure(f"{name}, {size}", took, "ms", floor=found["floor"].get(name), at_most=at_most, note=note)
    yield Figure(f"queries of the record, {size}", found["record"]["queries"], "", at_most=25)
    yield Figure(f"search finds exactly, {size}", float(found["exact"]), "", at_least=1)


def _sweep(place: Place, plan: Plan) -> Iterator[Figure]:
    run = place.run("sweep.prepare", due=plan.due)
    for workers in (1, 4):
        done = place.run("sweep.measure", workers=workers, due=plan.due)
        if workers == 1:
            floor = place.run("sweep.floor", seconds=3)
        name = f"sweep, {plan.due:,} of {run['running']:,}, {workers} worker{'s' if workers > 1 else ''}"
        note = "each once" if done["once"] else f"NOT each once: {done['fired']}"
        yield Figure(name, done["per second"], "/s", floor=floor, at_least=2000, note=note)


def ledger(database: str, plan: Plan) -> Iterator[Figure]:
    """A long ledger in and out."""
    with _place(database, 0) as place:
        path = str(place.home / "ledger.xlsx")
        place.run("ledger.write", path=path, rows=plan.rows)
        came = place.run("ledger.bring_in", path=path)
        went = place.run("ledger.take_out", path=str(place.home / "register.xlsx"))
        floor = place.run("ledger.floor")
        yield Figure(f"import of {came['rows']:,.0f} rows", came["per second"], "/s", floor=floor["in"], at_least=3000)
        yield Figure("memory of the import", came["MB"], "MB", at_most=300)
        yield Figure(
            f"export of {went['rows']:,.0f} rows", went["per second"], "/s", floor=floor["out"], at_least=10_000
        )
        yield Figure("memory of the export", went["MB"], "MB", at_most=300)


def recall(database: str, plan: Plan) -> Iterator[Figure]:
    """A large batch called back: chosen, collected, its customers told, its pages opened."""
    with _place(database, 0) as place:
        place.run("recall.grow", units=plan.rows)
        found = place.run("recall.measure")
        size = f"{found['units']:,}"
        yield Figure(f"recall of {size} units, count first", found["count"], "ms", at_most=1000)
        yield Figure("taking them in", found["choose"], "ms", at_most=1000)
        yield Figure("collecting units, with letters", found["collect"], "/s", at_least=1000)
        yield Figure("noting a letter as mailed", found["mail"], "/s", at_least=50)
        yield Figure("noting units as told by post", found["post"], "/s", at_least=500)
        for name, took in found["pages"].items():
            yield Figure(f"page: {name}", took, "ms", at_most=250)
        yield Figure("memory of all that", found["MB"], "MB", at_most=400)


def investigation(database: str, plan: Plan) -> Iterator[Figure]:
    """A complaint looked into among very many others."""
    with _place(database, 0) as place:
        place.run("investigation.grow", complaints=plan.rows)
        found = place.run("investigation.measure")
        for name, took in found["pages"].items():
            yield Figure(f"page: {name}, {found['complaints']:,}", took, "ms", at_most=300)
        yield Figure("queries of the investigation", found["queries"], "", at_most=50)
        yield Figure("its slowest query", found["slowest"], "ms")


def callbacks(database: str, plan: Plan) -> Iterator[Figure]:
    """The year's plan of call-backs, for as many places as the greatest size says."""
    with _place(database, 0) as place:
        place.run("callbacks.grow", sites=max(plan.sizes))
        found = place.run("callbacks.measure")
        size = f"{found['places']:,}"
        note = f"{found['rhythms']:,} rhythms, {found['days']:,} days"
        yield Figure(f"year's plan of {size} places", found["plan"], "s", at_most=120, note=note)
        note = "nothing changed" if found["unchanged"] else "CHANGED SOMETHING"
        yield Figure("planning again", found["again"], "s", at_most=120, note=note)
        yield Figure(f"first week made out, {found['opened']:,} call-backs", found["open"], "s")
        yield Figure("making out again", found["open again"], "s", note="none" if found["once"] else "TWICE")
        yield Figure(f"the night after, {found['of a night']:,} call-backs", found["next night"], "s", at_most=60)
        yield Figure("reconciliation", found["reconcile"], "s", at_most=60)
        for name, took in found["pages"].items():
            yield Figure(f"page: {name}", took, "ms", at_most=250)
        yield Figure("memory of all that", found["MB"], "MB", at_most=600)


def survey(database: str, plan: Plan) -> Iterator[Figure]:
    """A satisfaction survey of 100,000 customers, half of them asked by mail."""
    with _place(database, 0) as place:
        found = place.run("surveys.measure", customers=2_000 if plan.is_quick else 100_000)
        yield Figure(f"{found['asked']:,} customers invited", found["invite"], "s", at_most=60)
        yield Figure(f"{found['mails']:,} mails handed to the worker", found["send"], "s", at_most=60)
        yield Figure("its progress read", found["read"], "ms", at_most=250)
        yield Figure("closed, what isn't back void", found["close"], "s", at_most=60)


PARTS: dict[str, Callable[[str, Plan], Iterator[Figure]]] = {
    "small": small, "pages": pages, "ledger": ledger, "recall": recall,
    "investigation": investigation, "callbacks": callbacks, "survey": survey,
}  # fmt: skip
