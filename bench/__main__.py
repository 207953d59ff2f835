"""`python -m bench`: every measure on every database there is, as a table and as var/bench.json."""

import argparse
import os
import sys

from bench.figures import Figure, heading, write
from bench.measures import PARTS, Plan
from bench.place import ROOT, has_postgresql


def main() -> int:
    """Measure what was asked for; 0 whether or not every target was reached."""
    options = _options()
    sizes = options.sizes or ("2000,5000" if options.quick else "10000,100000,1000000")
    plan = Plan(sizes=[int(size) for size in sizes.split(",")], is_quick=options.quick)
    wanted = options.only.split(",") if options.only else list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    found: dict[str, list[Figure]] = {}
    for database in [options.db] if options.db else ["sqlite", "postgresql"]:
        if database == "postgresql" and not has_postgresql():
            print("\nPostgreSQL: none answers at BIHUAN_BENCH_POSTGRESQL (postgresql://postgres@127.0.0.1); skipped")
            continue
        print(f"\n{database}, {os.cpu_count()} processors\n{heading()}", flush=True)
        found[database] = []
        for name in wanted:
            for figure in PARTS[name](database, plan):
                print(figure.line(), flush=True)
                found[database].append(figure)
    write(ROOT / "var" / "bench.json", found)
    missed = [f"{database}: {one.name}" for database, figures in found.items() for one in figures if one.is_missed]
    print("\nevery target reached" if not missed else "\nmissed:\n  " + "\n  ".join(missed))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", default="", help="requests in the register, rising (10000,100000,1000000)")
    parser.add_argument("--only", default="", help=f"some of: {','.join(PARTS)}")
    parser.add_argument("--db", choices=["sqlite", "postgresql"], help="one database alone")
    parser.add_argument("--quick", action="store_true", help="small numbers: does it run at all?")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
