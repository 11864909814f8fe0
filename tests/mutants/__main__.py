"""Command line: ``python -m tests.mutants --count 10000 --seed 1`` prints what became of every figure, by kind of mutation."""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from tests.mutants.judge import FILE_SHARE, judge, mutants

COLUMNS = ("mutants", "right", "rejected", "noted", "shown by a control", "lost in silence", "silently wrong", "crash")


def main() -> int:
    """Run, print the table, and return 1 where a figure is silently wrong or lost, or the reader crashed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", default="", help="only this kind of mutation")
    parser.add_argument("--show", type=int, default=2, help="faults to print for each kind")
    asked = parser.parse_args()
    totals: dict[str, Counter[str]] = {}
    faults: dict[str, list[str]] = {}
    for number, (name, base, mutant) in enumerate(mutants(asked.count, asked.seed, asked.kind)):
        verdict = judge(name, base, mutant, through_file=number % FILE_SHARE == 0)
        totals.setdefault(name, Counter()).update(verdict.counts)
        if verdict.faults:
            faults.setdefault(name, []).append(f"{base}: {verdict.what}: {'; '.join(verdict.faults[:2])}")
    width = max(map(len, totals)) + 1
    print(" " * width + "".join(f"{column:>20}" for column in COLUMNS))
    for name in sorted(totals):
        print(f"{name:<{width}}" + "".join(f"{totals[name][column]:>20}" for column in COLUMNS))
    whole = sum(totals.values(), Counter[str]())
    print(f"{'all':<{width}}" + "".join(f"{whole[column]:>20}" for column in COLUMNS))
    for name, lines in sorted(faults.items()):
        print(f"\n{name}: {len(lines)} mutants with a fault")
        print("\n".join(f"  {line[:420]}" for line in lines[: asked.show]))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
