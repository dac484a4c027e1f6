"""Databases ready for use, of the newest schema and empty: one on SQLite, one on PostgreSQL, each test its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, Executable, create_engine, text

from app.store.address import parse_address
from app.store.connections import Database, open_database
from app.store.migrate import upgrade
from app.store.migrate_run import Runner
from app.store.migrate_tree import shop_tree
from app.store.progress import tell_nobody
from app.store.tables import metadata
from tests.fakes.clock import ManualWallClock
from tests.postgres_server import PostgresServer


def shop_runner() -> Runner:
    return Runner(shop_tree(), "0.0.0-test", ManualWallClock(), tell_nobody)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file of the newest schema, made once; copy it, never open it."""
    path = tmp_path_factory.mktemp("migrated") / "varai.db"
    upgrade(parse_address(str(path)), shop_runner())
    return path


@pytest.fixture
def sqlite_file(migrated_file: Path, tmp_path: Path) -> Path:
    """This test's own copy."""
    return Path(shutil.copyfile(migrated_file, tmp_path / "varai.db"))


@pytest.fixture
def sqlite_database(sqlite_file: Path) -> Iterator[Database]:
    opened = open_database(parse_address(str(sqlite_file)))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of a PostgreSQL database of the newest schema, one for each worker."""
    name = postgres_server.new_database()
    upgrade(parse_address(postgres_server.url(name, "shop_owner")), shop_runner())
    yield name
    postgres_server.drop_database(name)


@pytest.fixture
def postgres_shop(postgres_server: PostgresServer, migrated_postgres: str) -> Iterator[Database]:
    """Opened as the plain login that row-level security binds; emptied after the test."""
    opened = open_database(parse_address(postgres_server.url(migrated_postgres, "shop_server")))
    yield opened
    opened.close()
    tables = ", ".join(metadata.tables)
    with psycopg.connect(postgres_server.url(migrated_postgres, "shop_owner")) as connection:
        connection.execute(f"TRUNCATE {tables}")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Runs the test on both databases."""
    return request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_shop")


@pytest.fixture
def outlaw(request: pytest.FixtureRequest, database: Database) -> Callable[[Executable], None]:
    """Runs a statement past every guard, as one could who holds the disk or the server."""
    if database.dialect == "sqlite":
        return lambda statement: database.write(lambda c: _without_triggers(c, statement))
    server, name = (request.getfixturevalue(part) for part in ("postgres_server", "migrated_postgres"))

    def as_superuser(statement: Executable) -> None:
        engine = create_engine(parse_address(server.url(name, "postgres")).url)
        with engine.begin() as connection:
            connection.execute(text("SET session_replication_role = replica"))
            connection.execute(statement)
        engine.dispose()

    return as_superuser


def _without_triggers(connection: Connection, statement: Executable) -> None:
    made = connection.execute(text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")).all()
    for name, _sql in made:
        connection.execute(text(f"DROP TRIGGER {name}"))
    connection.execute(statement)
    for _name, sql in made:
        connection.exec_driver_sql(sql)
