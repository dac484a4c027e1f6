"""Kills programs at random moments and looks at what they left.

`python -m tests.soak.kills sales|upgrades KILLS FOLDER`.

One process without threads, so that it may fork; its children open the database, are killed, and are looked after.
Prints one JSON object: how many kills hit, how many acknowledged changes there were, and every fault found.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.store.address import SqliteAddress
from app.store.database_file import remove
from app.store.migrate import downgrade, upgrade
from tests.soak.shop_writer import ID_BYTES, acknowledge_to, faults, make_shop, sell
from tests.store_databases import shop_runner

Outcome = dict[str, object]


def kill_sales(kills: int, folder: Path, chance: random.Random) -> Outcome:
    """One shop, opened again after every kill, so that damage would add up."""
    path = folder / "varai.db"
    in_child(lambda _: make_shop(path), wait=True)
    acknowledged: set[bytes] = set()
    found: list[str] = []
    for number in range(kills):
        child, told = in_child(lambda told: sell(path, acknowledge_to(told)))
        head = os.read(told, ID_BYTES)
        rest, _ = end(child, told, chance.uniform(0, 0.06))
        heard = head + rest
        acknowledged |= {heard[at : at + ID_BYTES] for at in range(0, len(heard) - ID_BYTES + 1, ID_BYTES)}
        found += [f"kill {number + 1}: {fault}" for fault in faults(path, acknowledged)]
    return {"kills": kills, "acknowledged": len(acknowledged), "faults": found}


def kill_upgrades(kills: int, folder: Path, chance: random.Random) -> Outcome:
    """The same old database upgraded again and again, each time killed at another moment."""
    source, path = folder / "old.db", folder / "varai.db"
    in_child(lambda _: make_old_shop(source), wait=True)
    before = rows_of(source)
    started = time.perf_counter()
    _replace(path, source)
    in_child(lambda _: upgrade(SqliteAddress(path), shop_runner()), wait=True)
    whole_s, after = time.perf_counter() - started, rows_of(path)
    states = {"old": 0, "new": 0, "ended before the kill": 0}
    found: list[str] = []
    for number in range(kills):
        _replace(path, source)
        child, told = in_child(lambda _: upgrade(SqliteAddress(path), shop_runner()))
        _, was_killed = end(child, told, chance.uniform(0, 1.25 * whole_s))
        state = rows_of(path)
        if state not in (before, after):
            found.append(f"kill {number + 1}: neither the old nor the new database")
        states["ended before the kill" if not was_killed else "old" if state == before else "new"] += 1
    return {"kills": kills, **states, "faults": found}


def make_old_shop(path: Path) -> None:
    """A shop with something of everything, as a program of the first schema left it."""
    make_shop(path)
    downgrade(SqliteAddress(path), shop_runner(), "0001")
    shutil.rmtree(path.parent / "backups", ignore_errors=True)


def rows_of(path: Path) -> dict[str, object]:
    """The schema's number and every row, as the file shows them to whoever opens it next."""
    with closing(sqlite3.connect(path)) as opened:
        whole = opened.execute("PRAGMA integrity_check").fetchone()[0]
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        kept = {name for name in tables if name != "schema_history" and not name.startswith("sqlite_")}
        rows = {name: sorted(map(repr, opened.execute(f"SELECT * FROM {name}"))) for name in kept}
    return {"integrity": whole, **rows}


def in_child(work: Callable[[int], object], *, wait: bool = False) -> tuple[int, int]:
    """Forks a child that does `work` with a pipe to tell on; (its number, the end to listen on)."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        status = 1
        try:
            work(tell)
            status = 0
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(status)
    os.close(tell)
    if wait:
        os.close(told)
        if os.waitpid(child, 0)[1] != 0:
            raise SystemExit("The child that should have finished did not.")
    return child, told


def end(child: int, told: int, after_s: float) -> tuple[bytes, bool]:
    """Kills the child after a while; what it had told until then, and whether the kill was what ended it."""
    heard, until = b"", time.perf_counter() + after_s
    while (left := until - time.perf_counter()) > 0 and select.select([told], [], [], left)[0]:
        if not (part := os.read(told, 65536)):
            break
        heard += part
    os.kill(child, signal.SIGKILL)
    while part := os.read(told, 65536):
        heard += part
    os.close(told)
    status = os.waitpid(child, 0)[1]
    return heard, os.WIFSIGNALED(status)


def _replace(path: Path, source: Path) -> None:
    remove(path)
    remove(path.with_name(path.name + ".migrating"))
    shutil.rmtree(path.parent / "backups", ignore_errors=True)
    shutil.copyfile(source, path)


def main(what: str, kills: str, folder: str) -> None:
    """Prints the outcome."""
    kinds = {"sales": kill_sales, "upgrades": kill_upgrades}
    outcome = kinds[what](int(kills), Path(folder), random.Random(20260301))
    print(json.dumps(outcome))


if __name__ == "__main__":
    main(*sys.argv[1:])
