"""Backups are taken by the programs themselves, hourly, without anybody asking."""

from __future__ import annotations

from app.store.backup_files import list_backups
from sync.runs.backing_up import backup_job
from tests.fakes.clock import ManualWallClock


def test_a_backup_is_there_after_the_first_look_and_another_an_hour_later(sqlite_file):
    clock = ManualWallClock()
    job = backup_job(sqlite_file, clock)
    job.run_once()
    job.run_once()
    assert len(list_backups(sqlite_file)) == 1
    clock.advance(3700)
    job.run_once()
    assert len(list_backups(sqlite_file)) == 2


def test_a_database_that_cannot_be_backed_up_stops_nothing(tmp_path, caplog):
    backup_job(tmp_path / "missing.db", ManualWallClock()).run_once()
    assert [(record.message, record.job) for record in caplog.records] == [("job_failed", "backup")]
