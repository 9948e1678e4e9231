"""A folder of files replaced as a whole: written aside, then swapped in, so that a crash leaves what lay there before.

Beside ``findings`` there is ``.findings.new`` while a run writes, and for the moment of the swap ``.findings.old``: a run that was cut off right
then is settled by the next.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, SoftFileLock, Timeout

from kit.case import CaseError

#: Seconds to wait for another run that is writing into the same folder.
PATIENCE = 60


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keeps other runs from writing into *folder*, and settles what one that was cut off left.

    Raises:
        CaseError: another run keeps writing there.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = _beside(folder, "lock") if os.access(folder.parent, os.W_OK) else folder / ".lock"
    lock = FileLock(beside, timeout=PATIENCE)
    try:
        try:
            lock.acquire()
        except NotImplementedError:  # a network drive without locks
            lock = SoftFileLock(beside, timeout=PATIENCE)
            lock.acquire()
    except Timeout:
        raise CaseError(f"{folder}: another run is writing there. Try again when it is done; if there is none, delete {beside}.") from None
    try:
        settle(folder)
        yield
    finally:
        lock.release()


def settle(folder: Path) -> None:
    """Puts the old folder back where a run was cut off between its two renames."""
    old = _beside(folder.resolve(), "old")
    if old.is_dir() and not folder.exists():
        os.rename(old, folder.resolve())


def replace(folder: Path, files: Mapping[str, bytes], gone: Iterable[str], stays: Iterable[Path]) -> None:
    """Puts *files* (contents by relative path, the last one last) into *folder* and takes those named in *gone* away: all of it, or nothing.

    What else lies there is kept. The folder itself is replaced, so that not even a power cut leaves it half; where that cannot be – one of the folders
    *stays* lies in it, it is a mount, another program has it open on Windows – its files are replaced one by one, and put back if one fails.

    Raises:
        CaseError: it could not be done; what was there is still there.
    """
    folder, gone = folder.resolve(), set(gone)
    for name in (*files, *gone):
        if not (folder / name).parent.resolve().is_relative_to(folder):
            raise CaseError(f"{(folder / name).parent}: is a link that leads out of {folder}. Delete it.")
    try:
        if any(path.is_relative_to(folder) for path in stays) or not _swapped(folder, files, gone):
            _one_by_one(folder, files, gone)
    except OSError as error:
        raise CaseError(
            f"{folder}: the findings could not be written ({error.strerror or error}); those of the last run are still there. "
            "Check that the disk has room, that you may write there, and that no other program has one of the files open."
        ) from error


def _beside(folder: Path, what: str) -> Path:
    return folder.with_name(f".{folder.name}.{what}")


def _swapped(folder: Path, files: Mapping[str, bytes], gone: set[str]) -> bool:
    """Whether the whole folder could be replaced; nothing has changed if not."""
    new, old, there = _beside(folder, "new"), _beside(folder, "old"), folder.exists()
    if not os.access(folder.parent, os.W_OK) or there and not os.access(folder, os.W_OK):
        return False
    try:
        _write(new, files)
        try:
            if there:
                _keep(folder, new, gone.union(files))
                _remove(old)
                os.rename(folder, old)
            os.rename(new, folder)
        except OSError:
            return False
        with suppress(OSError):  # the new ones are in their place
            _settled(folder.parent)
            if there:
                os.rename(old, new)  # what is named old is whole
        return True
    finally:
        settle(folder)
        _remove(new)


def _one_by_one(folder: Path, files: Mapping[str, bytes], gone: set[str]) -> None:
    folder.mkdir(exist_ok=True)
    new, old, begun = folder / ".new", folder / ".old", []
    try:
        _write(new, files)
        _remove(old)
        for name in [*sorted(gone), *files]:
            (old / name).parent.mkdir(parents=True, exist_ok=True)
            begun.append(name)
            if (folder / name).exists():
                os.replace(folder / name, old / name)
            if name in files:
                (folder / name).parent.mkdir(exist_ok=True)
                os.replace(new / name, folder / name)
    except BaseException:
        for name in begun:
            if (old / name).exists():
                os.replace(old / name, folder / name)
            elif name in files and not (new / name).exists():
                (folder / name).unlink(missing_ok=True)
        raise
    finally:
        _remove(new)
        _remove(old)
    _remove_empty(folder, gone)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes *files* into a new *folder* and waits for the disk."""
    _remove(folder)
    folder.mkdir()
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        with open(folder / name, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    for parent in {folder, *((folder / name).parent for name in files)}:
        _settled(parent)


def _settled(folder: Path) -> None:
    """Waits until the names in *folder* are on the disk; systems and drives that cannot do this for a folder are believed."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _keep(folder: Path, new: Path, but: set[str]) -> None:
    """Gives what else lies in *folder* a second name in *new*: the same file, so that nothing written into it meanwhile is lost."""

    def left_out(parent: str, names: list[str]) -> list[str]:
        return [name for name in names if (Path(parent, name).relative_to(folder)).as_posix() in but]

    shutil.copytree(folder, new, symlinks=True, ignore=left_out, copy_function=os.link, dirs_exist_ok=True)
    _remove_empty(new, but)


def _remove_empty(folder: Path, names: set[str]) -> None:
    """Removes the folders of *names* that hold nothing any more."""
    for parent in {(folder / name).parent for name in names} - {folder}:
        with suppress(OSError):
            parent.rmdir()


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
