"""A real PostgreSQL for the tests: started once, shared by all xdist workers, gone when the session ends.

Its files live in a private folder under /tmp and it listens on a socket there only. `postgres` refuses to run
as root, so root starts it as the `postgres` user that Debian's package made. It trades safety for speed
(fsync off): tests about durability do not use it.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import psycopg
import pytest

PORT = 5432
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
    "max_connections": "100",
    "timezone": "UTC",
}
ROLES = """
CREATE ROLE varai_app NOLOGIN;
CREATE ROLE shop_owner LOGIN;
CREATE ROLE shop_server LOGIN IN ROLE varai_app;
CREATE ROLE shop_bypass LOGIN BYPASSRLS;
"""
FOLDER = pytest.StashKey[Path]()
LIFELINE = pytest.StashKey[TextIO]()


@dataclass(frozen=True)
class PostgresServer:
    """A running server; `url` names a database of it as one of the roles above, or as `postgres`."""

    socket_folder: Path
    prefix: str
    names: Iterator[int]

    def url(self, database: str, role: str) -> str:
        return f"postgresql://{role}@/{database}?host={self.socket_folder}&port={PORT}"

    def new_database(self, template: str = "template0") -> str:
        """The name of a fresh database owned by `shop_owner`."""
        name = f"{self.prefix}_{next(self.names)}"
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} OWNER shop_owner TEMPLATE {template}")
        return name

    def drop_database(self, name: str) -> None:
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def server_programs() -> Path | None:
    """The folder with `initdb` and `postgres`, newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def run_as_server(*command: str | Path) -> None:
    """Runs one of PostgreSQL's programs as a user it accepts."""
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        [str(part) for part in command],
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def pytest_configure(config: pytest.Config) -> None:
    """The session's folder, named by the controller and handed to its workers."""
    if hasattr(config, "workerinput"):
        config.stash[FOLDER] = Path(config.workerinput["postgres_folder"])
        return
    folder = Path(tempfile.mkdtemp(prefix="varai-pg-", dir="/tmp"))
    if os.geteuid() == 0 and server_programs():
        shutil.chown(folder, "postgres", "postgres")
    config.stash[FOLDER] = folder
    config.stash[LIFELINE] = (folder / "lifeline").open("w")
    fcntl.flock(config.stash[LIFELINE], fcntl.LOCK_EX)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    node.workerinput["postgres_folder"] = str(node.config.stash[FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    if LIFELINE not in config.stash:
        return
    folder = config.stash[FOLDER]
    if (folder / "data/postmaster.pid").exists():
        run_as_server(server_programs() / "pg_ctl", "stop", "-D", folder / "data", "-m", "fast", "-w")
    config.stash[LIFELINE].close()
    shutil.rmtree(folder, ignore_errors=True)


def start_server(folder: Path, programs: Path) -> None:
    """Makes and starts the server; a small shell beside it stops it should the test session be killed."""
    data = folder / "data"
    basics = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
    run_as_server(programs / "initdb", "-D", data, *basics)
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.writelines(f"{key} = '{value}'\n" for key, value in SETTINGS.items())
        configuration.write(f"unix_socket_directories = '{folder}'\nport = {PORT}\n")
    run_as_server(programs / "pg_ctl", "start", "-D", data, "-l", folder / "log", "-w", "-t", "60")
    watch = f"flock {folder}/lifeline true; {programs}/pg_ctl stop -D {data} -m immediate; rm -rf {folder}"
    run_as_server("/bin/sh", "-c", f"setsid sh -c '{watch}' >/dev/null 2>&1 </dev/null &")
    with psycopg.connect(
        f"postgresql://postgres@/postgres?host={folder}&port={PORT}", autocommit=True
    ) as connection:
        connection.execute(ROLES)


@dataclass(frozen=True)
class KillablePostgres:
    """A server of one test's own, which it may kill and start again."""

    folder: Path
    programs: Path

    def url(self, database: str, role: str) -> str:
        return f"postgresql://{role}@/{database}?host={self.folder}&port={PORT}"

    def kill(self) -> None:
        """As a power cut would: no goodbye to anybody."""
        run_as_server(self.programs / "pg_ctl", "stop", "-D", self.folder / "data", "-m", "immediate", "-w")

    def start_again(self) -> None:
        data, log = self.folder / "data", self.folder / "log"
        run_as_server(self.programs / "pg_ctl", "start", "-D", data, "-l", log, "-w", "-t", "60")


@pytest.fixture
def killable_postgres() -> Iterator[KillablePostgres]:
    """Running, with an empty database `shop` that belongs to `shop_owner`."""
    programs = server_programs()
    assert programs is not None, "PostgreSQL is not installed: run `make test`"
    folder = Path(tempfile.mkdtemp(prefix="varai-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    with (folder / "lifeline").open("w") as lifeline:
        fcntl.flock(lifeline, fcntl.LOCK_EX)
        start_server(folder, programs)
        server = KillablePostgres(folder, programs)
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE shop OWNER shop_owner")
            connection.execute(
                "ALTER SYSTEM SET synchronous_commit = on"
            )  # what it confirmed survives the kill
            connection.execute("SELECT pg_reload_conf()")
        yield server
        if (folder / "data/postmaster.pid").exists():
            server.kill()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(request: pytest.FixtureRequest) -> PostgresServer:
    """The one server of this test session, started by whoever asks first."""
    programs = server_programs()
    if programs is None:
        pytest.fail("PostgreSQL is not installed: run `make test`, which installs packaging/system/test.txt")
    folder = request.config.stash[FOLDER]
    with (folder / "starting").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        if not (folder / "data/postmaster.pid").exists():
            start_server(folder, programs)
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    return PostgresServer(folder, f"varai_{worker}", itertools.count())


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Iterator[str]:
    """The name of an empty database, dropped after the test."""
    name = postgres_server.new_database()
    yield name
    postgres_server.drop_database(name)
