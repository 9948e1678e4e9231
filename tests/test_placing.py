"""Findings are whole or old: whatever fails, and whenever, the folder holds what it held before or what the run made, never a mixture."""

import errno
import itertools
import os
import signal
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from kit.case import CaseError
from kit.findings import placing

OLD = {"a.csv": b"old a", "b.csv": b"old b", "stale.csv": b"old", "notebooks/1.html": b"old 1", "manifest.json": b"old manifest"}
NEW = {"a.csv": b"new a", "b.csv": b"old b", "c.csv": b"new c", "manifest.json": b"new manifest"}
GONE = ["stale.csv", "notebooks/1.html"]
OWN = {"notes.txt": b"mine", "mine/deep.txt": b"mine too"}
#: All that changes the disk, and what it changes there.
CALLS = [(os, "mkdir"), (os, "fsync"), (os, "link"), (os, "rename"), (os, "replace"), (placing, "open")]


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path):
    return prepared(tmp_path / "case" / "findings")


def prepared(folder):
    for name, data in {**OLD, **OWN}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def put(folder, one_by_one=False):
    with placing.held(folder):
        placing.replace(folder, NEW, GONE, stays=[folder] if one_by_one else [])


def faulty(monkeypatch, at, fault, last=None, calls=CALLS):
    """Lets the calls from number *at* to *last* go wrong; gives the list of those that were made."""
    made = []

    def counted(real, name):
        def call(*args, **kwargs):
            made.append(name)
            if at <= len(made) <= (last or at):
                fault()
            return real(*args, **kwargs)

        return call

    for module, name in calls:
        monkeypatch.setattr(module, name, counted(getattr(module, name, open), name), raising=False)
    return made


def full():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def interrupt():
    raise KeyboardInterrupt


def calls_of(tmp_path, monkeypatch, one_by_one, calls=CALLS):
    with monkeypatch.context() as patch:
        made = faulty(patch, 0, full, calls=calls)
        folder = prepared(tmp_path / "count" / "findings")
        made.clear()
        put(folder, one_by_one)
    assert content(folder) == {**NEW, **OWN}
    return len(made)


@pytest.mark.parametrize("one_by_one", [False, True])
def test_all_is_replaced_and_what_is_a_persons_own_is_kept(folder, one_by_one):
    put(folder, one_by_one)
    assert content(folder) == {**NEW, **OWN}
    assert not (folder / "notebooks").exists()
    assert {path.name for path in folder.parent.iterdir()} <= {"findings", ".findings.lock"}


@pytest.mark.parametrize("one_by_one", [False, True])
@pytest.mark.parametrize("fault", [full, interrupt])
def test_one_fault_anywhere_leaves_old_or_new(tmp_path, monkeypatch, one_by_one, fault):
    outcomes = set()
    for at in range(1, calls_of(tmp_path, monkeypatch, one_by_one) + 1):
        folder = prepared(tmp_path / str(at) / "findings")
        with monkeypatch.context() as patch:
            faulty(patch, at, fault)
            try:
                put(folder, one_by_one)
                outcome = NEW
            except (CaseError, OSError, KeyboardInterrupt):
                outcome = OLD
        assert content(folder) in ([{**OLD, **OWN}, {**NEW, **OWN}] if fault is interrupt else [{**outcome, **OWN}]), at
        assert {path.name for path in folder.parent.iterdir()} <= {"findings", ".findings.lock", ".findings.old"}
        outcomes.add(len(outcome))
        put(folder, one_by_one)  # the next run finds nothing in its way
        assert content(folder) == {**NEW, **OWN}
    assert len(OLD) in outcomes


@pytest.mark.parametrize("one_by_one", [False, True])
def test_a_disk_that_stays_full_leaves_the_old_ones(tmp_path, monkeypatch, one_by_one):
    writes = [(os, "mkdir"), (os, "fsync"), (placing, "open")]
    for at in range(1, calls_of(tmp_path, monkeypatch, one_by_one, writes) + 1):
        folder = prepared(tmp_path / str(at) / "findings")
        with monkeypatch.context() as patch:
            faulty(patch, at, full, last=10_000, calls=writes)
            try:
                put(folder, one_by_one)
                assert content(folder) == {**NEW, **OWN}
            except (CaseError, OSError) as error:
                assert "No space" in str(error)
                assert content(folder) == {**OLD, **OWN}


def killed(work, monkeypatch, at, calls=(*CALLS, (os, "unlink"))):
    """Does *work* in a process that is killed at call number *at*; whether it came so far."""
    child = os.fork()
    if not child:
        try:
            faulty(monkeypatch, at, lambda: os.kill(os.getpid(), signal.SIGKILL), calls=calls)
            work()
            os._exit(0)
        finally:  # pytest must not run on in it
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    assert not status or os.WIFSIGNALED(status)
    return bool(status)


def forks(test):
    return pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")(pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")(test))


@forks
@pytest.mark.parametrize("one_by_one", [False, True])
def test_a_run_killed_anywhere_leaves_old_or_new(tmp_path, monkeypatch, one_by_one):
    seen = set()
    for at in itertools.count(1):
        folder = prepared(tmp_path / str(at) / "findings")
        if not killed(lambda: put(folder, one_by_one), monkeypatch, at):
            break
        left = whole(folder)
        if left not in ({**OLD, **OWN}, {**NEW, **OWN}):  # then it says so
            assert (folder / placing.MARK).is_file() or not folder.exists(), at
        placing.settle(folder)  # what the next run does first, and who reads
        left = whole(folder)
        assert left in ({**OLD, **OWN}, {**NEW, **OWN}), at
        seen.add(left["a.csv"])
        put(folder, one_by_one)
        assert content(folder) == {**NEW, **OWN}
        assert {path.name for path in folder.parent.iterdir()} <= {"findings", ".findings.lock", ".findings.old"}
    assert seen == {b"old a", b"new a"}


def whole(folder):
    """What of the folder a reader sees."""
    return {name: data for name, data in content(folder).items() if not name.startswith(".")}


@forks
def test_a_reader_killed_while_it_puts_back_leaves_it_to_the_next(tmp_path, monkeypatch):
    at, again = 1, True
    while again:
        folder = prepared(tmp_path / str(at) / "findings")
        assert killed(lambda: put(folder, one_by_one=True), monkeypatch, 7, calls=[(os, "replace")])
        assert (folder / placing.MARK).is_file() and whole(folder)["a.csv"] == b"new a"
        again = killed(lambda: placing.settle(folder), monkeypatch, at)
        placing.settle(folder)
        assert whole(folder) == {**OLD, **OWN}, at
        at += 1
    assert at > 5


def test_a_mark_of_a_stranger_takes_nothing_away_outside(folder):
    (folder.parent / "mine.txt").write_bytes(b"mine")
    (folder.parent / "elsewhere").mkdir()
    (folder.parent / "elsewhere" / "deep.txt").write_bytes(b"mine")
    (folder / "out").symlink_to(folder.parent / "elsewhere")
    (folder / ".old").symlink_to(folder.parent / "elsewhere")
    (folder / placing.MARK).write_text(placing._SAID + f"../mine.txt\n{folder.parent / 'mine.txt'}\nout/deep.txt\n", encoding="utf-8")
    placing.settle(folder)
    assert (folder.parent / "mine.txt").read_bytes() == (folder.parent / "elsewhere" / "deep.txt").read_bytes() == b"mine"
    assert not (folder / placing.MARK).exists() and not (folder / "deep.txt").exists()


def test_what_cannot_be_put_back_is_said(folder, monkeypatch):
    (folder / placing.MARK).write_text(placing._SAID, encoding="utf-8")
    (folder / ".old").mkdir()
    (folder / ".old" / "a.csv").write_bytes(b"older")

    def refuse(*_):
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(CaseError, match="was cut off while it replaced the findings.*in use"):
        placing.settle(folder)
    monkeypatch.undo()
    placing.settle(folder)
    assert content(folder) == {**OLD, **OWN, "a.csv": b"older"}


def test_a_folder_that_cannot_be_renamed_is_filled_file_by_file(folder, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(os, "rename", refuse)
    put(folder)
    assert content(folder) == {**NEW, **OWN}


def test_a_file_that_another_program_holds_leaves_the_old_ones_and_says_so(folder, monkeypatch):
    real = os.replace

    def refuse(start, end):
        if Path(start).name == "c.csv":
            raise PermissionError(errno.EACCES, "in use")
        real(start, end)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(CaseError, match="those of the last run are still there.*no other program has one of the files open"):
        put(folder, one_by_one=True)
    assert content(folder) == {**OLD, **OWN}


def test_a_folder_that_somebody_stands_in_stays_the_same_folder(folder, monkeypatch):
    before = folder.stat().st_ino
    put(folder, one_by_one=True)
    assert folder.stat().st_ino == before


def test_a_link_to_a_folder_stays_a_link(tmp_path):
    real = prepared(tmp_path / "elsewhere" / "findings")
    (tmp_path / "link").symlink_to(real, target_is_directory=True)
    put(tmp_path / "link")
    assert (tmp_path / "link").is_symlink() and content(real) == {**NEW, **OWN}


def test_what_is_written_into_a_file_of_ones_own_meanwhile_is_kept(folder):
    with open(folder / "notes.txt", "ab") as mine:
        put(folder)
        mine.write(b", and more")
    assert (folder / "notes.txt").read_bytes() == b"mine, and more"


def test_a_second_run_waits_for_the_first(folder):
    lock = FileLock(folder.parent / ".findings.lock", thread_local=False)
    lock.acquire()
    order = []
    second = threading.Thread(target=lambda: (put(folder), order.append("second")))
    second.start()
    time.sleep(0.2)
    order.append("first")
    lock.release()
    second.join(30)
    assert order == ["first", "second"] and content(folder) == {**NEW, **OWN}


def test_a_second_run_that_has_waited_enough_says_so(folder, monkeypatch):
    monkeypatch.setattr(placing, "PATIENCE", 0.1)
    with FileLock(folder.parent / ".findings.lock"), pytest.raises(CaseError, match="another run is writing there"):
        put(folder)
    assert content(folder) == {**OLD, **OWN}


def test_a_drive_without_locks_has_a_marker_instead(folder, monkeypatch):
    def none(self, *args, **kwargs):
        raise NotImplementedError

    monkeypatch.setattr(placing.FileLock, "acquire", none)
    put(folder)
    assert content(folder) == {**NEW, **OWN}
