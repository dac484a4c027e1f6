"""Routine backups of a database file, as a job beside the synchronising."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from app.ports import WallClock
from app.store.backups import keep_backups
from sync.runs.schedule import Job

_LOOK_EVERY_S = 300.0


def backup_job(database: Path, clock: WallClock) -> Job:
    """Takes the hourly backup when it is due; while one fails, the older ones are kept and the next try comes."""
    return Job("backup", _LOOK_EVERY_S, partial(_back_up, database, clock))


def _back_up(database: Path, clock: WallClock) -> None:
    keep_backups(database, clock)
