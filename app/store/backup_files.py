"""Backups of a database file: named by when and why, and kept by a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

_NAME = re.compile(
    r"(?P<stem>.+)-(?P<taken>\d{8}T\d{6}\d{6}Z)-schema(?P<schema>\w+)-(?P<why>[a-z]+)\.(?:db|dump)"
)
_TAKEN = "%Y%m%dT%H%M%S%fZ"

HOURLY_KEPT = 6
DAILY_KEPT = 7
OTHERS_KEPT = 3


class Why(StrEnum):
    """What a backup was taken for."""

    ROUTINE = "routine"
    BEFORE_CHANGE = "change"
    BY_HAND = "hand"


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """One file; the newest is the greatest."""

    taken_at: datetime
    path: Path
    schema: str
    why: Why


def backup_folder(database: Path) -> Path:
    """Beside the database."""
    return database.with_name("backups")


def name_for(database: Path, taken_at: datetime, schema: str, why: Why) -> Path:
    """Where a backup taken now would lie."""
    return backup_folder(database) / f"{_words(database.stem, taken_at, schema, why)}.db"


def dump_name(database: str, taken_at: datetime, schema: str, why: Why) -> str:
    """The same for a dump of a server's database."""
    return f"{_words(database, taken_at, schema, why)}.dump"


def _words(stem: str, taken_at: datetime, schema: str, why: Why) -> str:
    return f"{stem}-{taken_at.astimezone(UTC).strftime(_TAKEN)}-schema{schema}-{why}"


def read_name(path: Path) -> Backup | None:
    """The backup a file's name tells of, or None for another file."""
    found = _NAME.fullmatch(path.name)
    if found is None or found["why"] not in set(Why):
        return None
    taken = datetime.strptime(found["taken"], _TAKEN).replace(tzinfo=UTC)
    return Backup(taken, path, found["schema"], Why(found["why"]))


def list_backups(database: Path) -> tuple[Backup, ...]:
    """All backups of this database, newest first."""
    return _newest_first(backup_folder(database).glob(f"{database.stem}-*.db"))


def list_dumps(folder: Path, database: str) -> tuple[Backup, ...]:
    """All dumps of a server's database in a folder, newest first."""
    return _newest_first(folder.glob(f"{database}-*.dump"))


def _newest_first(files: Iterable[Path]) -> tuple[Backup, ...]:
    return tuple(sorted((backup for backup in map(read_name, files) if backup), reverse=True))


def to_remove(backups: Iterable[Backup]) -> tuple[Backup, ...]:
    """Those beyond what is kept: the newest routine ones, one routine one a day, the newest of each other reason."""
    newest_first = sorted(backups, reverse=True)
    routine = [backup for backup in newest_first if backup.why is Why.ROUTINE]
    days: dict[str, Backup] = {}
    for backup in routine:
        days.setdefault(backup.taken_at.strftime("%Y-%m-%d"), backup)
    kept = {*routine[:HOURLY_KEPT], *list(days.values())[:DAILY_KEPT]}
    for why in (Why.BEFORE_CHANGE, Why.BY_HAND):
        kept |= set([backup for backup in newest_first if backup.why is why][:OTHERS_KEPT])
    return tuple(backup for backup in newest_first if backup not in kept)


def is_due(backups: Iterable[Backup], now: datetime, every: timedelta = timedelta(hours=1)) -> bool:
    """Whether the newest routine backup is that old, or there is none."""
    taken = [backup.taken_at for backup in backups if backup.why is Why.ROUTINE]
    return not taken or not timedelta(0) <= now - max(taken) < every
