"""A database file as the file system sees it: its side files, room on the disk, and replacing it in one step."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.store.connections_sqlite import problem_of
from app.store.problems import NotEnoughSpace, UnwritablePlace

_SPARE_BYTES = 16 * 2**20
_COPY_PAGES = 2048


def side_files(path: Path) -> tuple[Path, Path]:
    """SQLite's write-ahead log and its index. Left beside a replaced file they would show the old content."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def copy_in_work(path: Path) -> Path:
    """Where the copy lies while it is worked on; one left over tells of an interrupted run."""
    return path.with_name(path.name + ".migrating")


def remove(path: Path) -> None:
    """Removes a database file and its side files, where they exist."""
    for part in (path, *side_files(path), path.with_name(path.name + "-journal")):
        part.unlink(missing_ok=True)


def size_bytes(path: Path) -> int:
    """Of the database with its log; 0 when there is none."""
    return sum(part.stat().st_size for part in (path, side_files(path)[0]) if part.exists())


def require_writable(folder: Path) -> None:
    """Raises UnwritablePlace unless a file can be made here."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"probe")
    except OSError as error:
        raise UnwritablePlace(
            f"Nothing can be written in {folder} ({error.strerror}). Check its permissions and the free space."
        ) from error


def require_space(folder: Path, needed_bytes: int) -> None:
    """Raises NotEnoughSpace unless the disk has this much room, and a little more."""
    free = shutil.disk_usage(folder).free
    wanted = needed_bytes + _SPARE_BYTES
    if free < wanted:
        raise NotEnoughSpace(
            f"{folder} has {_mb(free)} free; {_mb(wanted)} are needed for safe copies. "
            "Make room, then try again; nothing was changed."
        )


@contextmanager
def held_alone(path: Path) -> Iterator[sqlite3.Connection]:
    """The database with every other program kept out, even those that do not know our guard.

    Raises DatabaseInUse, DamagedDatabase or UnwritablePlace.
    """
    with closing(
        sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    ) as source:
        try:
            source.execute("PRAGMA busy_timeout=1000")
            source.execute("PRAGMA locking_mode=EXCLUSIVE")
            source.execute("BEGIN EXCLUSIVE")
            source.execute("COMMIT")  # the lock stays until the connection closes
        except sqlite3.Error as error:
            raise problem_of(error, path) from error
        yield source


def put_in_place(new: Path, path: Path) -> None:
    """Replaces `path` by `new` in one step: after a power cut there is the one or the other, whole.

    The caller holds the guard and has written the old log back into the old file.
    """
    sync(new)
    for part in side_files(path):
        part.unlink(missing_ok=True)
    new.replace(path)
    sync_folder(path.parent)


def sync(path: Path) -> None:
    """Returns when the file's content is on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Returns when the folder's names are on the disk. Windows does this by itself and cannot open folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _mb(size: int) -> str:
    return f"{size / 2**20:,.0f} MB"
