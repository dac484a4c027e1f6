import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.store.address import SqliteAddress
from app.store.connections import open_database
from app.store.connections_sqlite import SqliteDatabase
from app.store.file_guard import hold_alone
from app.store.problems import DamagedDatabase, DatabaseClosed, DatabaseInUse, MissingDatabase


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "varai.db"
    file.touch()
    return file


@pytest.fixture
def database(path: Path) -> Iterator[SqliteDatabase]:
    opened = open_database(SqliteAddress(path))
    opened.write(lambda c: c.execute(text("CREATE TABLE shop (id INTEGER PRIMARY KEY, name TEXT) STRICT")))
    yield opened
    opened.close()


def add(connection, name="Nord"):
    connection.execute(text("INSERT INTO shop (name) VALUES (:name)"), {"name": name})


def names(database):
    with database.reading() as connection:
        return connection.execute(text("SELECT name FROM shop")).scalars().all()


SETTINGS = {
    "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "trusted_schema": 0,
    "cell_size_check": 1, "journal_size_limit": 67108864, "temp_store": 2,
}  # fmt: skip


@pytest.mark.parametrize("pragma", SETTINGS)
def test_readers_and_the_writer_run_with_the_durable_settings(database, pragma):
    with database.reading() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == SETTINGS[pragma]
    assert database.write(lambda c: c.exec_driver_sql(f"PRAGMA {pragma}").scalar()) == SETTINGS[pragma]


def test_a_write_is_there_when_it_returns(database):
    database.write(add)
    assert names(database) == ["Nord"]


def test_a_failing_write_leaves_nothing_even_of_its_schema_changes(database):
    def broken(connection):
        add(connection)
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise ValueError("stop here")

    with pytest.raises(ValueError, match="stop here"):
        database.write(broken)
    assert names(database) == []
    with database.reading() as connection:
        assert connection.execute(text("SELECT name FROM sqlite_schema")).scalars().all() == ["shop"]


def test_writing_through_a_reader_is_refused(database):
    with pytest.raises(OperationalError, match="readonly"), database.reading() as connection:
        add(connection)


def test_a_reader_sees_one_state_while_others_write(database):
    with database.reading() as connection:
        before = connection.execute(text("SELECT count(*) FROM shop")).scalar()
        database.write(add)
        assert connection.execute(text("SELECT count(*) FROM shop")).scalar() == before
    assert names(database) == ["Nord"]


def test_writes_from_many_threads_all_arrive(database):
    threads = [threading.Thread(target=lambda: [database.write(add) for _ in range(10)]) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(names(database)) == 40


def test_closing_twice_is_allowed_and_ends_writing(database):
    database.close()
    database.close()
    with pytest.raises(DatabaseClosed):
        database.write(add)


def test_closing_leaves_one_whole_file(database, path):
    database.write(add)
    database.close()
    assert not path.with_name("varai.db-wal").exists()


def test_opening_never_creates_a_database(tmp_path):
    with pytest.raises(MissingDatabase, match="varai db upgrade"):
        open_database(SqliteAddress(tmp_path / "gone.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_called_damaged(path):
    path.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(DamagedDatabase, match="varai db restore"):
        open_database(SqliteAddress(path))


def test_a_torn_page_is_found_when_opening(path, database):
    database.write(lambda c: [add(c, "x" * 500) for _ in range(200)])
    database.close()
    content = bytearray(path.read_bytes())
    content[4096 * 5 : 4096 * 6] = bytes(4096)
    path.write_bytes(content)
    with pytest.raises(DamagedDatabase, match="damaged"):
        open_database(SqliteAddress(path))


def test_a_database_being_replaced_cannot_be_opened(path):
    guard = hold_alone(path)
    with pytest.raises(DatabaseInUse, match="being upgraded or restored"):
        open_database(SqliteAddress(path))
    guard.release()


def test_a_database_in_use_cannot_be_replaced(database, path):
    with pytest.raises(DatabaseInUse, match="open in another program"):
        hold_alone(path)


def test_a_file_locked_by_a_foreign_program_is_in_use(path):
    with sqlite3.connect(path, isolation_level=None) as foreign:
        foreign.execute("PRAGMA locking_mode=EXCLUSIVE")
        foreign.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseInUse, match="Another program"):
            open_database(SqliteAddress(path))
    foreign.close()
