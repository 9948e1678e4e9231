"""A folder of files replaced as a whole: written aside, then swapped in, so that a crash leaves what lay there before.

Beside ``findings`` there is ``.findings.new`` while a run writes, and for the moment of the swap ``.findings.old``. Where the folder cannot be swapped
and its files are replaced one by one, :data:`MARK` lies in it until the last is in its place. A run that was cut off right then is settled by the
next, or by whatever reads the findings: what lay there before is put back.
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
#: Lies in the folder while its files are replaced one by one; after what it says come the names of those that had not been there.
MARK = "BEING-REPLACED.txt"
_SAID = """\
The findings in this folder are just being replaced, file by file: until this file is gone, some are of the run before and some of the new one.
If no run is going on, one was cut off. Run kit verify or kit run on the case: what was here before is put back.
These files were not here before:
"""


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
        _settle(folder)
        yield
    finally:
        lock.release()


def settle(folder: Path) -> None:
    """Puts back what lay in *folder* before a run that was cut off while it replaced it; waits for one that is still at it.

    Raises:
        CaseError: it cannot be put back, or that run does not end.
    """
    folder = folder.resolve()
    if not _is_cut_off(folder):
        return
    try:
        with held(folder):
            pass
    except OSError as error:
        raise CaseError(
            f"{folder}: a run was cut off while it replaced the findings, and what was there before cannot be put back ({error.strerror or error}). "
            "Make the folder writable, close what has its files open, and try again."
        ) from error


def _is_cut_off(folder: Path) -> bool:
    return (folder / MARK).is_file() or _beside(folder, "old").is_dir() and not folder.exists()


def _settle(folder: Path) -> None:
    if _is_cut_off(folder):
        if folder.exists():
            _put_back(folder)
        else:
            os.rename(_beside(folder, "old"), folder)


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
            _synced(folder.parent)
            if there:
                os.rename(old, new)  # what is named old is whole
        return True
    finally:
        _settle(folder)
        _remove(new)


def _one_by_one(folder: Path, files: Mapping[str, bytes], gone: set[str]) -> None:
    folder.mkdir(exist_ok=True)
    new, old = folder / ".new", folder / ".old"
    added = [name for name in files if not (folder / name).exists()]
    _remove(old)
    try:
        _write(new, {**files, MARK: (_SAID + "".join(f"{name}\n" for name in added)).encode("utf-8")})
        os.replace(new / MARK, folder / MARK)
        _synced(folder)
        for name in [*sorted(gone), *files]:
            (old / name).parent.mkdir(parents=True, exist_ok=True)
            if (folder / name).exists():
                os.replace(folder / name, old / name)
            if name in files:
                (folder / name).parent.mkdir(exist_ok=True)
                os.replace(new / name, folder / name)
        for parent in {folder, *((folder / name).parent for name in files)}:
            _synced(parent)
        os.replace(folder / MARK, new / MARK)  # from here on the new ones hold
    except BaseException:
        _put_back(folder)
        raise
    finally:
        if not (folder / MARK).exists():
            _remove(new)
            _remove(old)
    _remove_empty(folder, gone)


def _put_back(folder: Path) -> None:
    """What lay in *folder* before the replacement that :data:`MARK` tells of; cut off and begun again, it comes to the same."""
    old = folder / ".old"
    if not (folder / MARK).is_file():
        return
    for name in (folder / MARK).read_text(encoding="utf-8").splitlines()[_SAID.count("\n"):]:
        if (folder / name).parent.resolve().is_relative_to(folder):  # the folder may come from a stranger
            (folder / name).unlink(missing_ok=True)
    for path in sorted(old.rglob("*")) if not old.is_symlink() else ():
        back = folder / path.relative_to(old)
        if path.is_file() and back.parent.resolve().is_relative_to(folder):
            back.parent.mkdir(exist_ok=True)
            os.replace(path, back)
    with suppress(OSError):  # a disk that is full has put them back all the same
        _synced(folder)
    (folder / MARK).unlink()
    _remove(folder / ".new")
    _remove(old)


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
        _synced(parent)


def _synced(folder: Path) -> None:
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
