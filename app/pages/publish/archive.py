"""A built site as one ZIP file: the same bytes for the same site, whenever and wherever it is made."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.domain.errors import Refused

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest moment a ZIP file can name."""
_READABLE = 0o644 << 16


def write_archive(folder: Path, archive: Path) -> int:
    """Returns how many files it holds. Raises Refused for a folder without a site."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    if not (folder / "index.html").is_file():
        raise Refused(f"There is no site in {folder}; build it first.")
    beside = archive.with_name(f"{archive.name}.new")
    with ZipFile(beside, "w", ZIP_DEFLATED, compresslevel=9) as packed:
        for path in files:
            entry = ZipInfo(path.relative_to(folder).as_posix(), _LONG_AGO)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = _READABLE
            packed.writestr(entry, path.read_bytes())
    beside.replace(archive)
    return len(files)
