"""Migrating a SQLite file: on a copy, checked, swapped in one step; failed or refused, nothing has changed."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.store.address import SqliteAddress
from app.store.backup_files import list_backups
from app.store.connections import open_database
from app.store.database_file import copy_in_work, side_files
from app.store.migrate import downgrade, upgrade
from app.store.problems import (
    BadTarget,
    DamagedDatabase,
    DatabaseInUse,
    ForeignDatabase,
    Irreversible,
    MigrationFailed,
    NewerDatabase,
)
from tests.fakes.revisions import CITY, REBUILT, SHOPS, Step, runner_for, write_tree


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of the first step with two shops and four orders."""
    file = tmp_path / "varai.db"
    upgrade(SqliteAddress(file), runner_for(write_tree(tmp_path / "first", SHOPS)))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany("INSERT INTO shops (name) VALUES (?)", [("Nord",), ("Süd",)])
        connection.executemany("INSERT INTO orders (shop) VALUES (?)", [(1,), (1,), (2,), (2,)])
    return file


def rows(path, statement):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def schema(path):
    return rows(path, "SELECT version_num FROM alembic_version")


def migrate(path, *steps, target="head", run=upgrade):
    folder = path.parent / f"tree{len(list(path.parent.glob('tree*')))}"
    return run(SqliteAddress(path), runner_for(write_tree(folder, *steps)), target)


def refuses(path, problem, *steps, says, target="head", run=upgrade):
    """The migration is refused in these words, and the file's bytes are the same after it."""
    before = path.read_bytes()
    with pytest.raises(problem, match=says):
        migrate(path, *steps, target=target, run=run)
    assert path.read_bytes() == before
    assert not copy_in_work(path).exists()


def test_an_upgrade_keeps_every_row_and_adds_the_column(path):
    migrate(path, SHOPS, CITY)
    assert rows(path, "SELECT id, name, city FROM shops") == [(1, "Nord", None), (2, "Süd", None)]


def test_a_rebuilt_parent_table_does_not_delete_its_children(path):
    migrate(path, SHOPS, REBUILT)
    assert rows(path, "SELECT count(*) FROM orders") == [(4,)]


def test_up_down_and_up_again_ends_where_it_was(path):
    before = rows(path, "SELECT sql FROM sqlite_schema ORDER BY name")
    migrate(path, SHOPS, CITY, REBUILT)
    migrate(path, SHOPS, CITY, REBUILT, target="-2", run=downgrade)
    assert rows(path, "SELECT name FROM shops") == [("Nord",), ("Süd",)]
    assert len(rows(path, "SELECT sql FROM sqlite_schema ORDER BY name")) == len(before)
    migrate(path, SHOPS, CITY, REBUILT)
    assert schema(path) == [("0003",)]


def test_the_history_tells_what_when_by_whom_how_long_and_from_what(path):
    migrate(path, SHOPS, CITY)
    told = rows(
        path,
        "SELECT direction, revision, title, program_version, duration_ms, length(checksum) FROM schema_history",
    )
    assert told == [("upgrade", f"000{n}", f"Step {n}", "0.0.0-test", 0, 64) for n in (1, 2)]


def test_nothing_to_do_changes_nothing_and_takes_no_backup(path):
    before = path.read_bytes()
    done = migrate(path, SHOPS)
    assert (done.route.revisions, done.backup, path.read_bytes()) == ((), None, before)


def test_a_backup_of_the_state_before_is_taken(path):
    done = migrate(path, SHOPS, CITY)
    assert done.backup.schema == "0001"
    assert rows(done.backup.path, "SELECT count(*) FROM orders") == [(4,)]


def test_what_the_log_holds_is_migrated_too(path):
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode=WAL")
    with writer:
        writer.execute("INSERT INTO shops (name) VALUES ('Ost')")
    log = side_files(path)[0].read_bytes()
    index = side_files(path)[1].read_bytes()
    main = path.read_bytes()
    writer.close()
    path.write_bytes(main)
    side_files(path)[0].write_bytes(log)
    side_files(path)[1].write_bytes(index)
    migrate(path, SHOPS, CITY)
    assert rows(path, "SELECT count(*) FROM shops") == [(3,)]
    assert not side_files(path)[0].exists()


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ('op.execute("CREATE TABLE nonsense (")', "failed: incomplete input"),
        ('op.execute("CREATE TABLE half (id INTEGER)"); raise KeyError("colour")', "failed: 'colour'"),
        ('op.execute("DELETE FROM orders WHERE id = 1")', "orders had 4 rows and has 3"),
        ("op.execute(\"UPDATE shops SET name = 'x' WHERE id = 1\")", "shops has other content"),
        ('op.execute("DROP TABLE orders")', "orders is gone"),
        ('op.drop_column("shops", "name")', "shops lost name"),
        ('op.execute("UPDATE orders SET shop = 99 WHERE id = 1")', "orders"),
    ],
)  # fmt: skip
def test_a_step_that_fails_or_loses_rows_changes_nothing(path, fault, says):
    refuses(path, MigrationFailed, SHOPS, Step(fault), says=says)
    refuses(path, MigrationFailed, SHOPS, Step(fault), says="was not changed and still has schema 1")


def test_rows_without_their_parent_are_found_even_when_the_change_was_declared(path):
    fault = Step('op.execute("UPDATE orders SET shop = 99")', more='CHANGES = {"orders": "moved"}')
    refuses(path, MigrationFailed, SHOPS, fault, says="a row of orders refers to a missing row of shops")


def test_declared_changes_are_allowed(path):
    step = Step('op.execute("UPDATE shops SET name = upper(name)")', more='CHANGES = {"shops": "capitals"}')
    migrate(path, SHOPS, step)
    assert rows(path, "SELECT name FROM shops")[0] == ("NORD",)


def test_a_newer_database_is_refused_with_both_numbers_and_the_way_out(path):
    migrate(path, SHOPS, CITY, REBUILT)
    backup = list_backups(path)[0].path.name
    refuses(path, NewerDatabase, SHOPS, says=(
        r"The database is newer than this program \(schema 3, program knows 1\). "
        f"Update the program or restore backup {backup}."
    ))  # fmt: skip


def test_a_newer_database_without_a_usable_backup_is_refused_too(path):
    migrate(path, SHOPS, CITY)
    for backup in list_backups(path):
        backup.path.unlink()
    refuses(path, NewerDatabase, SHOPS, says="or restore a backup made by this program")


def test_a_database_of_another_program_is_refused(tmp_path):
    foreign = tmp_path / "varai.db"
    with closing(sqlite3.connect(foreign)) as connection, connection:
        connection.execute("CREATE TABLE mail (id INTEGER)")
    refuses(foreign, ForeignDatabase, SHOPS, says="not a database of this program")


def test_a_damaged_database_is_refused(path):
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 4] = os.urandom(4096)
    path.write_bytes(content)
    refuses(path, DamagedDatabase, SHOPS, CITY, says="varai db restore")


def test_a_database_that_this_program_has_open_is_refused(path):
    opened = open_database(SqliteAddress(path))
    with pytest.raises(DatabaseInUse, match="open in another program"):
        migrate(path, SHOPS, CITY)
    opened.close()
    assert schema(path) == [("0001",)]


def test_a_database_that_a_foreign_program_has_open_is_refused(path):
    with closing(sqlite3.connect(path)) as foreign:
        foreign.execute("PRAGMA journal_mode=WAL")
        foreign.execute("SELECT * FROM shops").fetchall()
        with pytest.raises(DatabaseInUse, match="Another program is using"):
            migrate(path, SHOPS, CITY)
    assert schema(path) == [("0001",)]


def test_an_irreversible_step_is_not_undone(path):
    lossy = Step(
        'op.drop_column("shops", "name")',
        more='CHANGES = {"shops": "x"}; IRREVERSIBLE = "the names are gone"',
    )
    migrate(path, SHOPS, lossy)
    refuses(
        path,
        Irreversible,
        SHOPS,
        lossy,
        target="-1",
        run=downgrade,
        says="cannot be undone: the names are gone",
    )


@pytest.mark.parametrize(
    ("target", "run", "says"),
    [
        ("9", upgrade, "There is no schema “9”: this program knows 1 to 2"),
        ("base", upgrade, "use “varai db downgrade”"),
        ("2", downgrade, "use “varai db upgrade”"),
        ("-5", downgrade, "only 1 schemas to undo"),
    ],
)
def test_a_target_that_is_not_there_or_in_the_other_direction_is_refused(path, target, run, says):
    refuses(path, BadTarget, SHOPS, CITY, target=target, run=run, says=says)


def test_a_leftover_of_a_killed_run_does_no_harm(path):
    copy_in_work(path).write_bytes(b"half a copy")
    migrate(path, SHOPS, CITY)
    assert schema(path) == [("0002",)]
    assert not copy_in_work(path).exists()


def test_a_tree_with_two_heads_is_refused(tmp_path):
    tree = write_tree(tmp_path / "tree", SHOPS, CITY)
    (tmp_path / "tree/versions/0003_b.py").write_text('revision = "0003"\ndown_revision = "0001"\n')
    with pytest.raises(ValueError, match="2 heads"):
        assert tree.head
