"""Cuts the power of a program at any call it made to the disk.

`python -m tests.soak.power_cuts sales|upgrade CUTS FOLDER`.

The program runs once, under strace; every cut then looks at one of the states that the disk may have been left in.
Prints one JSON object like tests.soak.kills.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from app.store.address import SqliteAddress
from app.store.migrate import upgrade
from tests.soak.disk_trace import Call, Disk, record
from tests.soak.kills import Outcome, in_child, make_old_shop, rows_of
from tests.soak.shop_writer import ID_BYTES, acknowledge_to, faults, make_shop, names, sell
from tests.store_databases import shop_runner

SALES = 60
SHARES_KEPT = (0.0, 0.5, 0.9)
"""Of unsafe writes that reach the disk all the same: none is the worst case of LazyFS."""


def cut_sales(cuts: int, folder: Path, chance: random.Random) -> Outcome:
    """Every acknowledged sale is there after the cut, with its message."""
    place = folder / "shop"
    place.mkdir()
    in_child(lambda _: make_shop(place / "varai.db"), wait=True)
    found: list[str] = []
    acknowledged, lost = 0, 0
    for number, told, left in states(cuts, "record-sales", place, folder, chance):
        sales = {told[at : at + ID_BYTES] for at in range(0, len(told), ID_BYTES)}
        acknowledged = max(acknowledged, len(sales))
        names(left / "varai.db").write_text(names(place / "varai.db").read_text())
        wrong = faults(left / "varai.db", sales)
        lost += bool(wrong)
        found += [f"cut {number}: {fault}" for fault in wrong]
    return {"cuts": cuts, "acknowledged": acknowledged, "bad": lost, "faults": found}


def cut_upgrade(cuts: int, folder: Path, chance: random.Random) -> Outcome:
    """After the cut there is the old database or the new one, whole."""
    place = folder / "shop"
    place.mkdir()
    in_child(lambda _: make_old_shop(place / "varai.db"), wait=True)
    before = rows_of(place / "varai.db")
    seen = {"old": 0, "new": 0}
    found: list[str] = []
    for number, _, left in states(cuts, "record-upgrade", place, folder, chance):
        state = rows_of(left / "varai.db")
        if state not in (before, rows_of(place / "varai.db")):
            found.append(f"cut {number}: neither the old nor the new database")
        seen["old" if state == before else "new"] += 1
    return {"cuts": cuts, **seen, "faults": found}


def states(
    cuts: int, program: str, place: Path, folder: Path, chance: random.Random
) -> Iterator[tuple[int, bytes, Path]]:
    """(number, what was acknowledged before the cut, a folder as the disk was left), cut by cut."""
    disk = Disk(place)
    command = [sys.executable, "-m", "tests.soak.power_cuts", program, "0", str(place)]
    heard = record(command, place, folder / "trace.txt")
    at = sorted(_somewhere(heard, chance) for _ in range(cuts))
    told, done = b"", 0
    for number, cut in enumerate(at, start=1):
        for call in heard[done:cut]:
            told += call.data if call.name == "told" else b""
            _hear(disk, call)
        done = cut
        left = folder / f"cut{number}"
        _lay_out(disk.after_a_cut(chance, chance.choice(SHARES_KEPT)), place.resolve(), left)
        yield number, told, left


def _somewhere(heard: list[Call], chance: random.Random) -> int:
    """A place between two calls: any, or one where safe and unsafe change."""
    turns = [at for at, call in enumerate(heard) if call.name not in {"write", "told"}]
    return chance.choice((chance.randrange(len(heard) + 1), min(chance.choice(turns) + 1, len(heard))))


def _hear(disk: Disk, call: Call) -> None:
    if call.name != "told":
        disk.hear(call)


def _lay_out(files: dict[str, bytes], place: Path, left: Path) -> None:
    for path, content in files.items():
        target = left / Path(path).relative_to(place)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not path.endswith("-shm"):  # rebuilt by whoever opens the database first
            target.write_bytes(content)


def main(what: str, cuts: str, folder: str) -> None:
    """Runs the cuts, or, under strace, the program that is cut."""
    place = Path(folder) / "varai.db"
    recorded: dict[str, Callable[[], object]] = {
        "record-sales": lambda: sell(place, acknowledge_to(1), SALES),
        "record-upgrade": lambda: upgrade(SqliteAddress(place), shop_runner()),
    }
    if what in recorded:
        recorded[what]()
        return
    kinds = {"sales": cut_sales, "upgrade": cut_upgrade}
    print(json.dumps(kinds[what](int(cuts), Path(folder), random.Random(20260301))))


if __name__ == "__main__":
    main(*sys.argv[1:])
