"""The folder a site is built into, and what is remembered of the last build beside it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any

from app.domain.errors import Refused

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was written: the digest of what it was made from, its own size and time, and what it shows."""

    digest: str
    size: int
    mtime_ns: int
    assets: tuple[str, ...] = ()


@dataclass
class Changes:
    """What a build did."""

    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0


class SiteFolder:
    """Writes what changed, from many threads, and takes away what is no longer part of the site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.memory = folder.with_name(f"{folder.name}.build.json")
        self.changes = Changes()
        self._is_ours = False
        self._was_cut_off = False
        self._before = self._read_memory()
        self._now: dict[str, Kept] = {}
        self._is_writing = False
        self._lock = Lock()
        if not self._is_ours and folder.exists() and any(folder.iterdir()):
            raise Refused(f"{folder} holds files of something else; choose an empty folder.")

    def is_current(self, file: str, digest: str) -> bool:
        """Whether the file, and everything it shows, lies there as the last build left it; then it is kept."""
        kept = self._before.get(file)
        if kept is None or kept.digest != digest or not self._is_untouched(file, kept):
            return False
        if not all(
            asset in self._before and self._is_untouched(asset, self._before[asset]) for asset in kept.assets
        ):
            return False
        with self._lock:
            self._now[file] = kept
            self._now.update({asset: self._before[asset] for asset in kept.assets})
            self.changes.unchanged += 1
        return True

    def keep(self, file: str, digest: str, content: bytes, assets: Iterable[str] = ()) -> None:
        """Writes the file, unless the same content lies there already."""
        path = self.folder / self._checked(file)
        self._begin_writing()
        is_same = _written(path, content)
        state = path.stat()
        with self._lock:
            self._now[file] = Kept(digest, state.st_size, state.st_mtime_ns, tuple(assets))
            if is_same:
                self.changes.unchanged += 1
            else:
                self.changes.written.append(file)

    def put(self, name: str, ending: str, content: bytes) -> str:
        """Keeps a file under a name made of its content; returns where it lies in the folder."""
        mark = hashlib.blake2b(content, digest_size=5).hexdigest()
        file = f"{name}.{mark}.{ending}"
        with self._lock:
            is_kept = file in self._now
        if not is_kept and not self.is_current(file, mark):
            self.keep(file, mark, content)
        return file

    def finish(self) -> None:
        """Takes away files of the last build that this one has not, and remembers this one."""
        for file in sorted(self._former() - set(self._now)):
            path = self.folder / self._checked(file)
            path.unlink(missing_ok=True)
            self.changes.removed.append(file)
            self._remove_empty(path.parent)
        if self._is_writing or self.changes.removed or self._before != self._now:
            self._write_memory(self._now, is_whole=True)

    def files(self) -> list[str]:
        """Every file of the site, in order."""
        return sorted(self._now)

    def _begin_writing(self) -> None:
        """Remembers first that the folder is ours: a build that is cut off is taken up by the next."""
        with self._lock:
            if not self._is_writing:
                self._is_writing = True
                self.memory.parent.mkdir(parents=True, exist_ok=True)
                self._write_memory(self._before, is_whole=False)

    def _former(self) -> set[str]:
        """What lay there before: as remembered, or as found where a build was cut off."""
        if not self._was_cut_off:
            return set(self._before)
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix() for path in found}

    def _remove_empty(self, folder: Path) -> None:
        while folder != self.folder and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent

    def _is_untouched(self, file: str, kept: Kept) -> bool:
        try:
            state = os.stat(f"{self.folder}/{file}")  # noqa: PTH116 - twenty thousand of them in a build
        except OSError:
            return False
        return (state.st_size, state.st_mtime_ns) == (kept.size, kept.mtime_ns)

    def _checked(self, file: str) -> str:
        """Never outside the folder, whatever a memory file says."""
        parts = PurePosixPath(file).parts
        if not parts or parts[0] == "/" or ".." in parts:
            raise Refused(f"{file!r} lies outside the site.")
        return file

    def _read_memory(self) -> dict[str, Kept]:
        try:
            data: dict[str, Any] = json.loads(self.memory.read_text("utf-8"))
            if data["format"] != _FORMAT:
                return {}
            found = {
                file: Kept(kept[0], kept[1], kept[2], tuple(kept[3])) for file, kept in data["files"].items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
            return {}
        self._is_ours, self._was_cut_off = True, not data.get("is_whole", True)
        return found

    def _write_memory(self, kept: dict[str, Kept], *, is_whole: bool) -> None:
        files = {file: [k.digest, k.size, k.mtime_ns, list(k.assets)] for file, k in sorted(kept.items())}
        beside = self.memory.with_name(f"{self.memory.name}.new")
        beside.write_text(
            json.dumps({"format": _FORMAT, "is_whole": is_whole, "files": files}, separators=(",", ":")),
            "utf-8",
        )
        beside.replace(self.memory)


def _written(path: Path, content: bytes) -> bool:
    """Writes the file; whether it held the same before."""
    try:
        if path.read_bytes() == content:
            return True
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return False
    beside = path.with_name(f"{path.name}.new")  # a page that is being read stays whole
    beside.write_bytes(content)
    beside.replace(path)
    return False
