"""Where the sites of companies lie on a server: the one being built, and finished builds, each whole or not there."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from pathlib import Path
from uuid import UUID


class SiteShelves:
    """One shelf for each company; named by ids, never by what somebody wrote."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def pictures(self) -> Path:
        """Drawn frames: the same for whoever sells them."""
        return self._folder / "pictures"

    def of(self, tenant_id: UUID) -> SiteShelf:
        return SiteShelf(self._folder / "companies" / str(tenant_id))


class SiteShelf:
    """The sites of one company. Builds share the files that are the same in them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def workplace(self) -> Path:
        """The folder that a site is built in, with what is remembered of its last build beside it."""
        return self._folder / "work" / "site"

    def keep(self, run_id: UUID, files: Iterable[str]) -> None:
        """Puts a finished build on the shelf: these files of the workplace. Raises OSError."""
        source, place = self.workplace(), self._place(run_id)
        fresh = place.with_name(f"{place.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        made: set[Path] = set()
        for file in files:
            target = fresh / file
            if target.parent not in made:
                target.parent.mkdir(parents=True, exist_ok=True)
                made.add(target.parent)
            _share(source / file, target)
        shutil.rmtree(place, ignore_errors=True)
        fresh.rename(place)

    def find(self, run_id: UUID) -> Path | None:
        """The folder of a finished build; None when it was taken off the shelf, or never was on it."""
        place = self._place(run_id)
        return place if place.is_dir() else None

    def keep_only(self, run_ids: Collection[UUID]) -> None:
        """Takes every other build off the shelf, and what was left half done."""
        kept = {str(run_id) for run_id in run_ids}
        builds = self._folder / "builds"
        for folder in builds.iterdir() if builds.is_dir() else ():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def clear(self) -> None:
        """Takes everything away."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _place(self, run_id: UUID) -> Path:
        return self._folder / "builds" / str(run_id)


def _share(source: Path, target: Path) -> None:
    """One file in two places; a copy where the disk knows no such thing. Builders replace files, never change them."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)
