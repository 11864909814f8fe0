"""States on disk."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from assessment.errors import AssessmentError
from assessment.etl import state

ONE = pd.DataFrame({"a": [1]})


def test_there_is_no_state_before_the_first(tmp_path: Path) -> None:
    assert state.current(tmp_path) is None
    assert state.next_number(tmp_path) == "000001"


def test_a_state_is_in_force_once_it_is_complete(tmp_path: Path) -> None:
    state.commit(tmp_path, "000001", {"t": ONE}, {})
    assert state.current(tmp_path) == "000001"
    loaded = state.load(state.folder_of(tmp_path, "000001"), "t")
    assert loaded is not None
    assert loaded["a"].tolist() == [1]
    assert state.count(state.folder_of(tmp_path, "000001"), "t") == 1
    assert state.count(state.folder_of(tmp_path, "000001"), "none") == 0
    assert state.next_number(tmp_path) == "000002"


def test_old_states_and_fragments_go_and_the_last_stay(tmp_path: Path) -> None:
    for number in range(1, state.KEEP + 3):
        state.save_fragment(tmp_path, f"f{number}", {"t": pa.table(ONE)})
        state.commit(tmp_path, f"{number:06d}", {"t": ONE}, {})
    (tmp_path / "states" / ".new-left").mkdir()
    state.clean_up(tmp_path, ["f3"])
    assert len(state.numbers(tmp_path)) == state.KEEP
    assert [path.name for path in (tmp_path / "fragments").iterdir()] == ["f3.zip"]
    assert not (tmp_path / "states" / ".new-left").exists()


def test_a_fragment_comes_back_as_it_was(tmp_path: Path) -> None:
    state.save_fragment(tmp_path, "f", {"t": pa.table(ONE), "empty": pa.table(ONE.iloc[:0])})
    state.save_fragment(tmp_path, "f", {"t": pa.table(ONE)})
    assert list(state.load_fragment(tmp_path, "f")) == ["t"]


def test_a_text_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    state.replace_text(path, "old")
    with pytest.raises(UnicodeEncodeError):
        state.replace_text(path, "mới", encoding="ascii")
    assert path.read_text(encoding="utf-8") == "old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.txt"]


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="boom"), state.locked(tmp_path):
        raise RuntimeError("boom")
    with state.locked(tmp_path), pytest.raises(state.RefreshBusyError), state.locked(tmp_path):
        pass


HOLD = """
import sys, time
from pathlib import Path
from assessment.etl import state
with state.locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_lock_of_a_dead_owner_is_free(tmp_path: Path) -> None:
    owner = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE)
    assert owner.stdout
    assert owner.stdout.readline().strip() == b"held"
    with (
        pytest.raises(state.RefreshBusyError, match=rf"\(refresh on .*, process {owner.pid}, since "),
        state.locked(tmp_path),
    ):
        pass
    owner.kill()
    owner.wait()
    with state.locked(tmp_path):
        assert str(os.getpid()) in (tmp_path / state.LOCK).read_text(encoding="utf-8")


APART = ("unshare", "--uts", "--pid", "--fork", "--kill-child")
# A machine of its own name that runs a command and kills it when it is told to; it has ended once the command is dead.
MACHINE = (*APART, "sh", "-c", '"$@" & read told; kill -9 $!; wait $!', "sh")


def test_the_lock_holds_against_another_machine_and_is_free_when_that_one_dies(tmp_path: Path) -> None:
    """The other machine has its own name and numbers of processes; nothing is decided by them."""
    if not shutil.which("unshare") or subprocess.run([*APART, "true"], capture_output=True, check=False).returncode:
        pytest.skip("processes cannot be set apart here")
    named = f"import socket\nsocket.sethostname('may-b')\n{HOLD}"
    owner = subprocess.Popen(
        [*MACHINE, sys.executable, "-c", named, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert owner.stdout
    assert owner.stdout.readline().strip() == b"held"
    with (
        pytest.raises(state.RefreshBusyError, match=r"\(refresh on may-b, process 2, since "),
        state.locked(tmp_path),
    ):
        pass
    owner.communicate(b"die\n")
    with state.locked(tmp_path):
        signed = (tmp_path / state.LOCK).read_text(encoding="utf-8")
    assert f"process {os.getpid()}, since " in signed


def _copy(began: Any) -> None:
    state.let_go()
    began.set()
    time.sleep(60)


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not copied there")
def test_a_copy_of_a_process_does_not_keep_its_lock(tmp_path: Path) -> None:
    copies = multiprocessing.get_context("fork")
    began = copies.Event()
    copy = copies.Process(target=_copy, args=(began,))
    with state.locked(tmp_path):
        copy.start()
        assert began.wait(30)
        # As if this process had died, without a word to the system: its hold on the lock goes, the one of a copy would stay.
        (stream,) = state._held
        os.dup2(os.open(os.devnull, os.O_RDONLY), stream.fileno())
        try:
            with state.locked(tmp_path):
                pass
        finally:
            copy.kill()
            copy.join()


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_drive_without_locks_is_told_from_a_lock_that_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def none_to_be_had(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(state, "_lock", none_to_be_had)
    with pytest.raises(state.NoLockError, match="this drive gives no locks") as refused, state.locked(tmp_path):
        pass
    assert "nolock" in refused.value.remedy


class FakeLocking:
    """Locks of Windows: of a byte, for whoever comes first, against reading it too."""

    LK_NBLCK, LK_UNLCK = 2, 0

    def __init__(self) -> None:
        self.holder: int | None = None
        self.at: list[int] = []

    def locking(self, number: int, mode: int, count: int) -> None:
        self.at.append(os.lseek(number, 0, os.SEEK_CUR))
        assert count == 1
        if mode == self.LK_UNLCK:
            assert self.holder == number
            self.holder = None
        elif self.holder is not None:
            raise PermissionError(13, "Permission denied")
        else:
            self.holder = number


def test_the_lock_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeLocking()
    monkeypatch.setattr(state, "_WINDOWS", True)
    monkeypatch.setitem(sys.modules, "msvcrt", fake)  # type: ignore[arg-type]
    with state.locked(tmp_path):
        owner = (tmp_path / state.LOCK).read_text(encoding="utf-8")
        with pytest.raises(state.RefreshBusyError, match="another refresh is running"), state.locked(tmp_path):
            pass
        assert fake.holder is not None
    assert fake.holder is None
    assert set(fake.at) == {state._LOCKED_BYTE}
    assert 0 < len(owner) < state._LOCKED_BYTE, "what tells of the owner can be read"
    with state.locked(tmp_path):
        pass


def test_what_is_held_for_a_moment_on_windows_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, tries = os.replace, []

    def held_twice(source: Path, place: Path) -> None:
        tries.append(place)
        if len(tries) < 3:
            raise PermissionError(13, "used by another process")
        replace(source, place)

    monkeypatch.setattr(os, "replace", held_twice)
    with monkeypatch.context() as patched:
        patched.setattr(state, "_PAUSES", (0, 0))
        state.replace_text(tmp_path / "a", "new")
    assert ((tmp_path / "a").read_text(encoding="utf-8"), len(tries)) == ("new", 3)
    tries.clear()
    with pytest.raises(PermissionError):
        state.replace_text(tmp_path / "a", "newer")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_text_for_people_that_is_open_stops_a_state_before_it_is_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state.commit(tmp_path, "000001", {"t": ONE}, {"rejects.csv": "a"})
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", lambda *_, **__: (_ for _ in ()).throw(PermissionError(13, "in use")))
        with pytest.raises(AssessmentError, match=r"rejects\.csv: cannot be replaced \(in use\)"):
            state.commit(tmp_path, "000002", {"t": ONE}, {"rejects.csv": "b"})
    assert state.current(tmp_path) == "000001"
    assert (tmp_path / "rejects.csv").read_bytes() == b"\xef\xbb\xbfa"


def test_a_state_that_was_never_in_force_is_written_anew(tmp_path: Path) -> None:
    state.commit(tmp_path, "000001", {"t": ONE}, {})
    left = state.folder_of(tmp_path, "000002")
    left.mkdir()
    (left / "torn.parquet").write_bytes(b"torn")
    assert state.next_number(tmp_path) == "000002"
    state.commit(tmp_path, "000002", {"t": ONE}, {})
    assert [path.name for path in left.iterdir()] == ["t.parquet"]


def test_a_text_is_mended_only_where_it_differs(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    state.mend_text(path, "a")
    before = path.stat()
    state.mend_text(path, "a")
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    state.mend_text(path, "b")
    assert path.read_text(encoding="utf-8-sig") == "b"


def test_everything_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, os.replace

    def flushed(number: int) -> None:
        done.append(f"flush {os.fstat(number).st_ino}")
        fsync(number)

    def named(source: Path, place: Path) -> None:
        inside = Path(source).rglob("*") if Path(source).is_dir() else [Path(source)]
        assert {f"flush {path.stat().st_ino}" for path in inside} <= set(done)
        done.append(f"name {Path(place).name}")
        replace(source, place)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", named)
    state.commit(tmp_path, "000001", {"t": ONE, "u": ONE}, {"rejects.csv": "a"})
    assert [what for what in done if what.startswith("name")] == ["name 000001", "name CURRENT", "name rejects.csv"]
