"""What a program really said to the disk, in order, as strace heard it; and what a power cut leaves of it.

A written page is safe once its file was synced; until then it may be there, be missing, or be torn at a sector.
A new name, a removed name and a renamed file are safe once their folder (or the new file itself) was synced; until
then any beginning of them, in their order, may have happened.
"""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
_CALLS = "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,rename"
_LINE = re.compile(
    r"^\d+ +(?P<name>\w+)\((?P<args>.*?)(?:\)\s+= (?P<result>-?\d+).*| <unfinished \.\.\.>)$", re.DOTALL
)
_RESUMED = re.compile(r"^\d+ +<\.\.\. (?P<name>fsync|fdatasync) resumed>.*= 0")
_FD = re.compile(r"^(?:\d+|AT_FDCWD)<(?P<path>[^>]*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True, slots=True)
class Call:
    """One call to the system on a file of the folder, or a word to the one who listens (`path` is empty)."""

    name: str
    path: str
    data: bytes = b""
    number: int = 0
    """Offset of a write, length of a truncation."""


def record(command: list[str], folder: Path, log: Path) -> list[Call]:
    """Runs the command under strace; its calls on files of `folder` and its writes to standard output."""
    subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", "10000000", "-e", f"trace={_CALLS}", "-e", "signal=none",
         "-o", str(log), *command],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with log.open() as lines:
        return list(calls(lines, str(folder.resolve())))


def calls(lines: Iterable[str], folder: str) -> Iterator[Call]:
    """The calls that matter, each sync at the moment it was done."""
    syncing: dict[str, str] = {}
    for line in lines:
        thread = line.partition(" ")[0]
        if _RESUMED.match(line):
            yield Call("sync", syncing.pop(thread))
        elif (match := _LINE.match(line.rstrip("\n"))) and match["result"] != "-1":
            call = _understood(match["name"], match["args"], folder)
            if call and call.name == "sync" and match["result"] is None:
                syncing[thread] = call.path
            elif call:
                yield call


def _understood(name: str, arguments: str, folder: str) -> Call | None:
    texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(arguments)]
    if name in {"openat", "unlink", "rename"}:
        return _named(name, arguments, [text.decode() for text in texts], folder)
    on = _FD.match(arguments)
    path = _plain(on["path"]) if on else ""
    if name == "write" and arguments.startswith("1<"):
        return Call("told", "", texts[0])
    if not path.startswith(folder):
        return None
    if name in {"pwrite64", "write"}:
        offset = int(arguments.rpartition(", ")[2]) if name == "pwrite64" else -1
        return Call("write", path, texts[0], offset)
    if name == "ftruncate":
        return Call("truncate", path, number=int(arguments.rpartition(", ")[2]))
    return Call("sync", path)


def _named(name: str, arguments: str, texts: list[str], folder: str) -> Call | None:
    if not texts or not texts[-1].startswith(folder):
        return None
    if name == "openat":
        return Call("create", texts[0]) if "O_CREAT" in arguments else None
    if name == "rename":
        return Call("rename", texts[0], texts[1].encode())
    return Call("unlink", texts[0])


def _plain(shown: str) -> str:
    """A descriptor's path; strace shows it in the same escapes as texts."""
    return bytes.fromhex(shown.replace("\\x", "")).decode() if shown.startswith("\\x") else shown


@dataclass(slots=True)
class _File:
    safe: bytearray = field(default_factory=bytearray)
    unsafe: list[Call] = field(default_factory=list)
    size: int = 0


class Disk:
    """A folder's files as they are on the disk for certain, and what is still on its way."""

    def __init__(self, folder: Path) -> None:
        self._names = {str(path): _File(bytearray(path.read_bytes())) for path in _files(folder)}
        for file in self._names.values():
            file.size = len(file.safe)
        self._safe_names = dict(self._names)
        self._unsafe_names: list[Call | tuple[str, _File]] = []

    def hear(self, call: Call) -> None:
        """The program made this call."""
        if call.name in {"write", "truncate"}:
            if call.path in self._names:  # else a file without a name, gone with its program
                self._change(self._names[call.path], call)
        elif call.name == "sync":
            self._sync(call.path)
        elif call.name == "create" and call.path not in self._names:
            self._names[call.path] = _File()
            self._unsafe_names.append((call.path, self._names[call.path]))
        elif call.name in {"unlink", "rename"}:
            _rename(self._names, call)
            self._unsafe_names.append(call)

    def after_a_cut(self, chance: random.Random, keep: float) -> dict[str, bytes]:
        """A state the disk may be in when the power goes now: each unsafe write is there with chance `keep`."""
        names = dict(self._safe_names)
        happened = chance.randint(0, len(self._unsafe_names)) if keep else 0
        for change in self._unsafe_names[:happened]:
            _apply(names, change)
        return {path: _left_of(file, chance, keep) for path, file in names.items()}

    def _change(self, file: _File, call: Call) -> None:
        offset = file.size if call.number < 0 else call.number
        file.unsafe.append(Call(call.name, call.path, call.data, offset))
        file.size = offset if call.name == "truncate" else max(file.size, offset + len(call.data))

    def _sync(self, path: str) -> None:
        file = self._names.get(path)
        if file is None:  # a folder
            for change in self._unsafe_names:
                _apply(self._safe_names, change)
            self._unsafe_names.clear()
            return
        for call in file.unsafe:
            _write(file.safe, call, call.data)
        file.unsafe.clear()
        self._sync_new_name(file)

    def _sync_new_name(self, file: _File) -> None:
        """Syncing a new file also keeps its name, and with it the changes of names before."""
        made = [
            at
            for at, change in enumerate(self._unsafe_names)
            if isinstance(change, tuple) and change[1] is file
        ]
        for change in self._unsafe_names[: made[0] + 1] if made else []:
            _apply(self._safe_names, change)
        del self._unsafe_names[: made[0] + 1 if made else 0]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.resolve().rglob("*") if path.is_file()]


def _apply(names: dict[str, _File], change: Call | tuple[str, _File]) -> None:
    if isinstance(change, Call):
        _rename(names, change)
    else:
        names[change[0]] = change[1]


def _rename(names: dict[str, _File], call: Call) -> None:
    file = names.pop(call.path, None)
    if call.name == "rename" and file is not None:
        names[call.data.decode()] = file


def _left_of(file: _File, chance: random.Random, keep: float) -> bytes:
    content = bytearray(file.safe)
    for call in file.unsafe:
        if chance.random() < keep:
            sectors = len(call.data) // SECTOR
            torn = chance.random() < 0.2 and sectors > 1
            _write(content, call, call.data[: chance.randrange(1, sectors) * SECTOR] if torn else call.data)
    return bytes(content)


def _write(content: bytearray, call: Call, data: bytes) -> None:
    end = call.number if call.name == "truncate" else call.number + len(data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    if call.name == "truncate":
        del content[end:]
    else:
        content[call.number : end] = data
