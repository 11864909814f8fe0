"""A few kills and write errors of each command; `python -m tests.kills` makes 200 kills, with `--errors` every error everywhere."""

from __future__ import annotations

import sys

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are neither copied nor killed like this there"),
]
if sys.platform != "win32":
    from tests.kills import child
    from tests.kills.trial import Bench
    from tests.kills.world import COMMANDS, World
else:
    COMMANDS = ()

# Kills, and every how many points an error is tried; a report takes seconds to be written. The 95th point of a report comes after
# it is in force, where what it prints is kept.
KILLS, STEPS = {"refresh": 4, "report": 2}, {"refresh": 131, "report": 94}


@pytest.fixture(scope="module", params=COMMANDS)
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench.of(World.made(tmp_path_factory.mktemp(request.param), request.param))


def test_a_killed_run_leaves_the_old_state_or_the_new_one_and_the_next_run_mends_it(bench: Bench) -> None:
    trials = list(bench.kills(KILLS[bench.world.command], seed=20261126))
    assert [f"{trial.where}: {trial.faults}" for trial in trials if trial.faults] == []
    assert {trial.saw for trial in trials} <= {"old", "new"}


def test_a_write_error_is_one_message_with_a_remedy_and_changes_nothing(bench: Bench) -> None:
    trials = list(bench.errors(STEPS[bench.world.command]))
    assert len(trials) > 3
    assert [f"{trial.where}: {trial.faults}" for trial in trials if trial.faults] == []


def test_the_trial_finds_a_mix(bench: Bench) -> None:
    """A trial that could not fail would show nothing: one table or file of the new state among the old ones is found."""
    bench.world.reset()
    child.run(bench.world.run, bench.world.toy.root)
    mixed = dict(bench.old[0]) | dict(list(bench.new[0].items())[:1])
    assert bench._which(mixed, 0) == "mix" or mixed == bench.old[0]
    assert bench._which(bench.world.view(), 0) == "new"
