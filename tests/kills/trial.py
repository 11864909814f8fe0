"""Trials: a command is broken off at a point, and everything a reader could see afterwards is held against the two good states."""

from __future__ import annotations

import errno
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.kills import child
from tests.kills.world import View, World

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
# A disk on which no file may grow past so many bytes.
SIZES = (0, 1, 100, 1_000, 3_000, 10_000, 30_000, 100_000)
# Exit codes of a run that is done; the world has one file that cannot be read.
DONE = (0, 3)


@dataclass
class Trial:
    """What one trial showed: where it was, what the reader saw (`old` or `new`), the copies, and what is wrong."""

    where: str
    saw: str = ""
    copies: str = ""
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Bench:
    """A world with its two good states, and how long and over how many points a run goes that nobody disturbs."""

    world: World
    old: tuple[View, View]
    new: tuple[View, View]
    seconds: float
    points: int

    @classmethod
    def of(cls, world: World) -> Bench:
        world.reset()
        old = world.view(), world.copies()
        ended = child.run(world.run, world.toy.root)
        assert ended.code in DONE, ended.said
        new = world.view(), world.copies()
        assert not set(old[0].items()) >= set(new[0].items()), "the two states must differ"
        return cls(world, old, new, ended.seconds, ended.points)

    def kills(self, count: int, seed: int) -> Iterator[Trial]:
        """Kill at random: by turns at a moment of the whole run, and at one of its operations on files."""
        draw = random.Random(seed)
        for number in range(count):
            self.world.reset()
            if number % 2:
                point = draw.randint(1, self.points)
                where, at, after = f"operation {point} of {self.points}", child.kill_at(point), None
            else:
                after, at = draw.uniform(0, self.seconds), None
                where = f"{after:.3f} s of {self.seconds:.3f} s"
            ended = child.run(self.world.run, self.world.toy.root, at, after)
            trial = self._looked_at(where)
            if ended.code not in (-9, *DONE):
                trial.faults.append(f"exit code {ended.code}: {ended.said}")
            yield self._mended(trial)

    def errors(self, step: int = 1) -> Iterator[Trial]:
        """Give every error at every point, or at every `step`-th, and every size of disk."""
        for code in ERRORS:
            for point in range(1, self.points + 1, step):
                self.world.reset()
                ended = child.run(self.world.run, self.world.toy.root, child.fail_at(point, code))
                yield self._told(f"{errno.errorcode[code]} at operation {point} of {self.points}", ended)
        for size in SIZES[::step]:
            self.world.reset()
            ended = child.run(self.world.run, self.world.toy.root, largest=size)
            yield self._told(f"no file past {size} bytes", ended)

    def _told(self, where: str, ended: child.Ended) -> Trial:
        trial = self._looked_at(where)
        message = [line for line in ended.said.splitlines() if line.startswith("assessment: ")]
        if ended.code == 1:
            if trial.saw != "old" or trial.copies != "old":
                trial.faults.append(f"failed, but a reader sees the state {trial.saw!r}, the copies {trial.copies!r}")
            if len(message) != 1 or "Traceback" in ended.said or "nothing was changed" not in ended.said:
                trial.faults.append(f"said: {ended.said}")
        elif ended.code in DONE:
            if trial.saw != "new":
                trial.faults.append(f"exit code {ended.code}, but a reader sees the state {trial.saw!r}")
        else:
            trial.faults.append(f"exit code {ended.code}: {ended.said}")
        return self._mended(trial)

    def _looked_at(self, where: str) -> Trial:
        trial = Trial(where)
        try:
            trial.saw = self._which(self.world.view(), 0)
            trial.copies = self._which(self.world.copies(), 1)
        except Exception as error:
            trial.saw = trial.saw or "nothing"
            trial.faults.append(f"a reader met {error!r}")
        if trial.saw == "mix":
            trial.faults.append("a reader met a mix")
        return trial

    def _which(self, seen: View, of: int) -> str:
        return "old" if seen == self.old[of] else "new" if seen == self.new[of] else "mix"

    def _mended(self, trial: Trial) -> Trial:
        ended = child.run(self.world.run, self.world.toy.root)
        if ended.code not in DONE:
            trial.faults.append(f"the next run ended with {ended.code}: {ended.said}")
        elif (self.world.view(), self.world.copies()) != self.new:
            trial.faults.append("the next run gave other bytes than one that nobody disturbed")
        if litter := self.world.litter():
            trial.faults.append(f"the next run left {litter}")
        return trial
