"""Killed programs and power cuts: what was acknowledged is there, with its message, in a whole file.

The short form; `make soak` does the same with hundreds of kills and cuts.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.store.address import SqliteAddress
from app.store.migrate import downgrade
from tests.soak.disk_trace import Call, Disk, calls
from tests.soak.kills import rows_of
from tests.store_databases import shop_runner

ROOT = Path(__file__).resolve().parents[3]


def soak(program: str, what: str, times: int, folder: Path) -> dict[str, object]:
    command = [sys.executable, "-m", f"tests.soak.{program}", what, str(times), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def strace(tmp_path):
    """Skips where programs may not be traced."""
    probe = ["strace", "-o", str(tmp_path / "probe"), "true"]
    if shutil.which("strace") is None or subprocess.run(probe, check=False, capture_output=True).returncode:
        pytest.skip("programs cannot be traced here, so their power cannot be cut")


def test_a_killed_counter_loses_no_acknowledged_sale_and_no_message(tmp_path):
    outcome = soak("kills", "sales", 6, tmp_path)
    assert (outcome["kills"], outcome["faults"]) == (6, [])
    assert outcome["acknowledged"] >= 6


def test_a_killed_upgrade_leaves_the_old_database_or_the_new_one(tmp_path):
    outcome = soak("kills", "upgrades", 6, tmp_path)
    assert outcome["faults"] == []
    assert outcome["old"] >= 1


def test_a_power_cut_loses_no_acknowledged_sale_and_no_message(tmp_path, strace):
    outcome = soak("power_cuts", "sales", 20, tmp_path)
    assert (outcome["cuts"], outcome["faults"]) == (20, [])
    assert outcome["acknowledged"] >= 20


def test_a_power_cut_leaves_the_old_database_or_the_new_one(tmp_path, strace):
    outcome = soak("power_cuts", "upgrade", 20, tmp_path)
    assert outcome["faults"] == []
    assert outcome["old"] >= 1


def cut(disk: Disk, *heard: Call, keep: float = 0.0) -> dict[str, bytes]:
    for call in heard:
        disk.hear(call)
    return {Path(path).name: content for path, content in disk.after_a_cut(random.Random(1), keep).items()}


def test_the_cut_takes_what_was_not_synced(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    path = str(tmp_path.resolve() / "a")
    write, sync = Call("write", path, b"new", 0), Call("sync", path)
    assert cut(Disk(tmp_path), write) == {"a": b"old"}
    assert cut(Disk(tmp_path), write, sync) == {"a": b"new"}
    assert cut(Disk(tmp_path), write, keep=1.0) == {"a": b"new"}


def test_the_cut_takes_a_new_name_whose_folder_was_not_synced(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    folder = str(tmp_path.resolve())
    replaced = (
        Call("create", f"{folder}/b"),
        Call("write", f"{folder}/b", b"new", 0),
        Call("sync", f"{folder}/b"),
        Call("rename", f"{folder}/b", f"{folder}/a".encode()),
    )
    assert cut(Disk(tmp_path), *replaced) == {"a": b"old", "b": b"new"}
    assert cut(Disk(tmp_path), *replaced, Call("sync", folder)) == {"a": b"new"}


def test_a_sync_counts_when_it_is_done_not_when_it_is_asked_for():
    lines = [
        r'7  pwrite64(3<\x2f\x61\x2f\x62>, "\x01\x02", 2, 4096) = 2',
        r"7  fdatasync(3<\x2f\x61\x2f\x62> <unfinished ...>",
        r'8  write(1<pipe:[1]>, "\x05", 1) = 1',
        r"7  <... fdatasync resumed>) = 0",
        r'8  unlink("\x2f\x61\x2f\x63") = -1 ENOENT (No such file or directory)',
    ]
    assert list(calls(lines, "/a")) == [
        Call("write", "/a/b", b"\x01\x02", 4096),
        Call("told", "", b"\x05"),
        Call("sync", "/a/b"),
    ]


@pytest.fixture
def old_database(tmp_path, sqlite_file) -> Path:
    """As a program of the first schema left it, in a folder of its own."""
    (tmp_path / "shop").mkdir()
    path = Path(shutil.copyfile(sqlite_file, tmp_path / "shop" / "varai.db"))
    downgrade(SqliteAddress(path), shop_runner(), "0001")
    shutil.rmtree(path.parent / "backups")
    return path


def upgrade_in(shell: str, path: Path) -> str:
    """What `varai db upgrade` says when it runs after `shell` has set the stage."""
    arguments = ["db", "upgrade", "--database", str(path)]
    command = [
        "sh",
        "-c",
        f'{shell} exec "$@"',
        "sh",
        str(Path(sys.executable).with_name("varai")),
        *arguments,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("share", [0.2, 0.6, 0.9])
def test_an_upgrade_whose_disk_is_full_says_so_and_changes_nothing(old_database, share):
    before = rows_of(old_database)
    blocks = int(old_database.stat().st_size * share) // 512
    said = upgrade_in(f"ulimit -f {blocks};", old_database)
    assert "not changed" in said or "could not be written" in said, said
    assert rows_of(old_database) == before


def test_an_upgrade_in_a_folder_that_is_read_only_is_refused(old_database):
    folder, before = old_database.parent, rows_of(old_database)
    if os.geteuid() == 0:  # root may write anywhere, but not through a read-only mount
        stage = f"mount --bind {folder} {folder} && mount -o remount,bind,ro {folder} &&"
        if subprocess.run(
            ["unshare", "-m", "sh", "-c", f"{stage} true"], check=False, capture_output=True
        ).returncode:
            pytest.skip("no folder can be made read-only for root here")
        said = upgrade_in(f'exec unshare -m sh -c \'{stage} exec "$@"\' sh "$@";', old_database)
    else:
        said = upgrade_in(f"chmod a-w {folder};", old_database)
        folder.chmod(0o755)
    assert "Nothing can be written" in said, said
    assert rows_of(old_database) == before


def test_an_upgrade_without_room_for_safe_copies_does_not_begin(old_database, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    stage = f"mount -t tmpfs -o size=4m tmpfs {small} && cp {old_database} {small} &&"
    if subprocess.run(
        ["unshare", "-m", "sh", "-c", f"{stage} true"], check=False, capture_output=True
    ).returncode:
        pytest.skip("no small disk can be made here")
    said = upgrade_in(f'exec unshare -m sh -c \'{stage} exec "$@"\' sh "$@";', small / "varai.db")
    assert "are needed for safe copies" in said, said


def test_of_two_upgrades_at_once_one_does_it_and_nothing_is_lost(old_database):
    before = rows_of(old_database)
    varai = str(Path(sys.executable).with_name("varai"))
    command = [varai, "db", "upgrade", "--database", str(old_database)]
    both = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(2)
    ]
    said = [program.communicate()[0].decode() for program in both]
    assert 0 in {program.returncode for program in both}, said
    assert not any("Traceback" in words for words in said)
    after = rows_of(old_database)
    assert {table: len(rows) for table, rows in before.items()}.items() <= {
        t: len(r) for t, r in after.items()
    }.items()
