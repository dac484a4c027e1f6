"""A built site as one ZIP file: the same bytes for the same site, whenever and wherever it is made."""

from __future__ import annotations

from collections.abc import Iterator
from io import RawIOBase
from pathlib import Path
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.domain.errors import Refused

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest moment a ZIP file can name."""
_READABLE = 0o644 << 16


def write_archive(folder: Path, archive: Path) -> int:
    """Returns how many files it holds. Raises Refused for a folder without a site."""
    files = site_files(folder)
    beside = archive.with_name(f"{archive.name}.new")
    with beside.open("wb") as packed:
        for piece in archive_pieces(folder, files):
            packed.write(piece)
    beside.replace(archive)
    return len(files)


def site_files(folder: Path) -> list[Path]:
    """Every file of a built site, in order. Raises Refused for a folder without a site."""
    if not (folder / "index.html").is_file():
        raise Refused(f"There is no site in {folder}; build it first.")
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def archive_pieces(folder: Path, files: list[Path]) -> Iterator[bytes]:
    """The ZIP file piece by piece: it is never whole in memory or on the disk."""
    passing = _Passing()
    with ZipFile(cast("IO[bytes]", passing), "w", ZIP_DEFLATED, compresslevel=9) as packed:
        for path in files:
            entry = ZipInfo(path.relative_to(folder).as_posix(), _LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = _READABLE
            packed.writestr(entry, path.read_bytes())
            yield passing.taken()
    yield passing.taken()


class _Passing(RawIOBase):
    """What was written since it was last taken."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]  # ZipFile hands in bytes only
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)
