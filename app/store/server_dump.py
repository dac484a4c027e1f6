"""Backs up and restores a PostgreSQL database with the server's own programs."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.store.address import PostgresAddress
from app.store.problems import NoGoodBackup, ServerToolFailed
from app.store.progress import Progress, Tell

_DEBIAN = Path("/usr/lib/postgresql")


def dump_server(address: PostgresAddress, path: Path, tell: Tell) -> None:
    """Writes a dump, which is read through once before it gets its name. Raises ServerToolFailed.

    The login must see every tenant's rows: a superuser or one with BYPASSRLS.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        tell(Progress("Dumping the database"))
        with _connection_string(address) as database:
            _run("pg_dump", "--format=custom", "--no-owner", f"--file={part}", f"--dbname={database}")
        tell(Progress("Reading the dump through"))
        _run("pg_restore", "--file=/dev/null", str(part))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def restore_server(address: PostgresAddress, dump: Path, tell: Tell) -> None:
    """Replaces the database's content by the dump's in one transaction. Raises NoGoodBackup or ServerToolFailed."""
    if not dump.is_file():
        raise NoGoodBackup(f"There is no backup {dump}.")
    tell(Progress("Restoring the dump"))
    with _connection_string(address) as database:
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
             f"--dbname={database}", str(dump))  # fmt: skip


@contextmanager
def _connection_string(address: PostgresAddress) -> Iterator[str]:
    """Without the password, which goes into a private file: command lines can be read by everybody."""
    url = address.url.set(drivername="postgresql")
    with tempfile.NamedTemporaryFile("w", prefix="varai-", suffix=".pgpass") as file:
        if url.password is not None:
            escaped = str(url.password).replace("\\", "\\\\").replace(":", "\\:")
            file.write(f"*:*:*:*:{escaped}\n")
            file.flush()
            url = url.set(password=None).update_query_dict({"passfile": file.name})
        yield url.render_as_string(hide_password=False)


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program) or _newest(program)
    if found is None:
        raise ServerToolFailed(f"{program} was not found. Install PostgreSQL's client programs.")
    command = [found, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 - a fixed program, no shell
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise ServerToolFailed(
            f"{program} failed: {said.removeprefix(f'{program}: error: ')}. Nothing was changed."
        )


def _newest(program: str) -> str | None:
    found = sorted(_DEBIAN.glob(f"*/bin/{program}"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else None
