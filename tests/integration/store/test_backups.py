"""Backups are taken beside running work, count only when they restore, and bring a damaged shop back."""

import sqlite3
from contextlib import closing

import pytest

from app.store.address import SqliteAddress
from app.store.backup_files import Why, backup_folder, list_backups
from app.store.backups import keep_backups, take_backup
from app.store.connections import open_database
from app.store.database_copy import fault_of
from app.store.database_file import copy_in_work
from app.store.migrate import upgrade
from app.store.problems import DamagedDatabase, DatabaseInUse, MissingDatabase, NoGoodBackup
from app.store.ready import open_ready
from app.store.restore import restore
from tests.fakes.clock import ManualWallClock
from tests.fakes.revisions import CITY, SHOPS, Step, runner_for, write_tree


@pytest.fixture
def runner(tmp_path):
    return runner_for(write_tree(tmp_path / "tree", SHOPS))


@pytest.fixture
def clock(runner):
    return runner.clock


@pytest.fixture
def path(tmp_path, runner):
    file = tmp_path / "varai.db"
    upgrade(SqliteAddress(file), runner)
    add(file, "Nord", "Süd")
    return file


def add(path, *names):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany("INSERT INTO shops (name) VALUES (?)", [(name,) for name in names])


def names(path):
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM shops ORDER BY id")]


def damage(path):
    """Zeroes every page but the first."""
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(len(content) - 4096))


def spoil(path):
    path.write_bytes(b"no database" * 1000)


def test_a_backup_holds_what_was_there_and_is_whole(path, clock):
    backup = take_backup(path, Why.BY_HAND, clock)
    assert (names(backup.path), fault_of(backup.path)) == (["Nord", "Süd"], None)
    assert [found.name for found in backup_folder(path).iterdir()] == [backup.path.name]


def test_a_backup_is_taken_while_the_program_works_and_holds_its_newest_write(path, clock):
    database = open_database(SqliteAddress(path))
    database.write(lambda c: c.exec_driver_sql("INSERT INTO shops (name) VALUES ('Ost')"))
    backup = take_backup(path, Why.ROUTINE, clock)
    database.write(lambda c: c.exec_driver_sql("INSERT INTO shops (name) VALUES ('West')"))
    assert names(backup.path) == ["Nord", "Süd", "Ost"]
    database.close()


def test_a_write_in_the_middle_of_the_copying_is_not_in_the_backup_and_does_not_spoil_it(path, clock):
    database = open_database(SqliteAddress(path))
    told = []

    def write_meanwhile(progress):
        if not told:
            database.write(lambda c: c.exec_driver_sql("INSERT INTO shops (name) VALUES ('Ost')"))
        told.append(progress)

    backup = take_backup(path, Why.ROUTINE, clock, write_meanwhile)
    database.close()
    assert names(backup.path) == ["Nord", "Süd"]


def test_a_damaged_database_is_not_backed_up_and_the_good_backup_stays(path, clock):
    good = take_backup(path, Why.ROUTINE, clock)
    damage(path)
    with pytest.raises(DamagedDatabase):
        take_backup(path, Why.ROUTINE, clock)
    assert list_backups(path) == (good,)


def test_a_missing_database_cannot_be_backed_up(tmp_path, clock):
    with pytest.raises(MissingDatabase, match="nothing to back up"):
        take_backup(tmp_path / "none.db", Why.ROUTINE, clock)


def test_the_hourly_job_takes_one_an_hour_and_keeps_few(path):
    clock = ManualWallClock()
    taken = 0
    for _quarter in range(60):
        taken += keep_backups(path, clock) is not None
        clock.advance(15 * 60)
    assert taken == 15
    assert len(list_backups(path)) == 6


@pytest.mark.parametrize("spoiled", [damage, spoil])
def test_a_damaged_database_is_restored_from_the_newest_good_backup(path, runner, clock, spoiled):
    take_backup(path, Why.ROUTINE, clock)
    clock.advance(3600)
    add(path, "Ost")
    newest = take_backup(path, Why.ROUTINE, clock)
    clock.advance(3600)
    damage(take_backup(path, Why.ROUTINE, clock).path)
    spoiled(path)
    restored = restore(path, runner.tree, clock)
    assert restored.backup == newest
    assert names(path) == ["Nord", "Süd", "Ost"]


def test_what_is_lost_is_counted_where_the_old_file_still_shows_it(path, runner, clock):
    take_backup(path, Why.ROUTINE, clock)
    add(path, "Ost", "West")
    restored = restore(path, runner.tree, clock)
    assert restored.lost_rows == {"shops": 2}
    assert "What was written after that is lost: shops 2 (rows)" in restored.sentence()
    assert names(restored.set_aside) == ["Nord", "Süd", "Ost", "West"]


def test_what_the_old_file_no_longer_shows_is_said(path, runner, clock):
    take_backup(path, Why.ROUTINE, clock)
    spoil(path)
    assert "no longer readable there: orders, shops" in restore(path, runner.tree, clock).sentence()


def test_without_a_good_backup_nothing_is_touched_and_each_fault_is_named(path, runner, clock):
    damage(take_backup(path, Why.ROUTINE, clock).path)
    before = path.read_bytes()
    with pytest.raises(NoGoodBackup, match=r"varai-2026.*: Page \d: btree.* error code 11\)"):
        restore(path, runner.tree, clock)
    assert path.read_bytes() == before


def test_a_backup_of_a_newer_program_is_passed_over(path, runner, clock, tmp_path):
    good = take_backup(path, Why.ROUTINE, clock)
    clock.advance(60)
    upgrade(SqliteAddress(path), runner_for(write_tree(tmp_path / "newer", SHOPS, CITY)))
    clock.advance(60)
    take_backup(path, Why.BY_HAND, clock)
    assert restore(path, runner.tree, clock).backup.schema == good.schema


def test_a_named_backup_is_restored_and_an_unknown_one_refused(path, runner, clock):
    first = take_backup(path, Why.BY_HAND, clock)
    add(path, "Ost")
    clock.advance(60)
    take_backup(path, Why.BY_HAND, clock)
    assert restore(path, runner.tree, clock, chosen=first.path.name).backup == first
    assert names(path) == ["Nord", "Süd"]
    with pytest.raises(NoGoodBackup, match=r"no backup “other\.db”"):
        restore(path, runner.tree, clock, chosen="other.db")


def test_any_whole_database_file_of_ours_can_be_restored(path, runner, clock, tmp_path):
    carried = tmp_path / "stick.db"
    carried.write_bytes(take_backup(path, Why.BY_HAND, clock).path.read_bytes())
    add(path, "Ost")
    restore(path, runner.tree, clock, chosen=str(carried))
    assert names(path) == ["Nord", "Süd"]


def test_a_database_in_use_is_not_replaced(path, runner, clock):
    take_backup(path, Why.ROUTINE, clock)
    database = open_database(SqliteAddress(path))
    with pytest.raises(DatabaseInUse):
        restore(path, runner.tree, clock)
    database.close()


def start(path, runner):
    """The notes of a start of the program."""
    ready = open_ready(SqliteAddress(path), runner)
    ready.database.close()
    return ready.notes


def test_the_first_start_makes_the_database(tmp_path, runner):
    assert start(tmp_path / "new/varai.db", runner) == ()
    assert start(tmp_path / "new/varai.db", runner) == ()


def test_a_start_after_an_update_upgrades_and_says_so(path, tmp_path):
    newer = runner_for(write_tree(tmp_path / "newer", SHOPS, CITY))
    (note,) = start(path, newer)
    assert note.startswith("Upgraded from schema 1 to 2; the database before that is kept as varai-")


@pytest.mark.parametrize("spoiled", [damage, spoil])
def test_a_start_on_a_damaged_file_restores_and_says_what_is_lost(path, runner, clock, spoiled):
    take_backup(path, Why.ROUTINE, clock)
    spoiled(path)
    found, restored = start(path, runner)
    assert "is damaged" in found
    assert "Restored the backup of 2026-03-02 09:30:00 UTC" in restored
    assert names(path) == ["Nord", "Süd"]


def test_a_start_without_the_file_but_with_backups_restores_instead_of_beginning_anew(path, runner, clock):
    take_backup(path, Why.ROUTINE, clock)
    path.unlink()
    assert "is gone" in start(path, runner)[0]
    assert names(path) == ["Nord", "Süd"]


def test_a_start_after_a_killed_upgrade_says_that_nothing_changed(path, runner):
    copy_in_work(path).write_bytes(b"half")
    assert "cut off before it was done" in start(path, runner)[0]


def test_a_failing_upgrade_stops_the_start_with_the_old_file_untouched(path, tmp_path):
    before = path.read_bytes()
    broken = runner_for(write_tree(tmp_path / "broken", SHOPS, Step("raise ValueError('no')")))
    with pytest.raises(Exception, match="still has schema 1"):
        start(path, broken)
    assert path.read_bytes() == before
