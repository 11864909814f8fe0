"""Command line: ``python -m tests.kills --count 200 --seed 1`` kills that often; ``--errors`` gives every error at every point."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

from tests.kills.trial import Bench, Trial
from tests.kills.world import COMMANDS, World


def main() -> int:
    """Run, print what readers saw, and return 1 where one met a mix, a message was wrong, or the next run did not mend it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="kills, shared by the commands")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errors", action="store_true", help="write errors instead of kills")
    parser.add_argument("--step", type=int, default=1, help="with --errors: only every so many points")
    parser.add_argument("--command", choices=COMMANDS, help="only this command")
    asked = parser.parse_args()
    faults = 0
    for command in [asked.command] if asked.command else COMMANDS:
        begun = perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench.of(World.made(Path(folder).resolve(), command))
            count = asked.count if asked.command else asked.count // len(COMMANDS)
            trials: list[Trial] = []
            for trial in bench.errors(asked.step) if asked.errors else bench.kills(count, asked.seed):
                trials.append(trial)
                # A long run that is broken off itself has told how far it came.
                print(
                    f"{command} {len(trials)}: {trial.where}: {trial.saw}, {trial.copies} {trial.faults or ''}",
                    flush=True,
                )
        what = "errors" if asked.errors else "kills"
        print(f"{command}: {len(trials)} {what}, {perf_counter() - begun:.0f} s in all")
        print(f"  a run has {bench.points} operations on files and takes {bench.seconds:.2f} s")
        faults += _told(trials)
    return int(faults > 0)


def _told(trials: list[Trial]) -> int:
    for what, seen in (("readers saw", "saw"), ("the copies for people were", "copies")):
        print(
            f"  {what}: "
            + ", ".join(f"{name} {n}" for name, n in sorted(Counter(getattr(t, seen) for t in trials).items()))
        )
    bad = [trial for trial in trials if trial.faults]
    print(f"  faults: {len(bad)}")
    for trial in bad[:20]:
        print(f"    {trial.where}: {'; '.join(trial.faults)[:600]}")
    return len(bad)


if __name__ == "__main__":
    sys.exit(main())
