"""Workshops for tests that have nothing to do with sites, or with real pictures."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from app.pages.publish.build import SiteBuilder
from app.pages.publish.shelf import SiteShelves
from app.store.unit_of_work import ShopStore
from sync.server.sites.workshop import SiteWorkshop


def idle_workshop(store: ShopStore) -> SiteWorkshop:
    """One that nobody orders anything of."""
    return SiteWorkshop(store, SiteShelves(Path("nowhere")), _nothing_to_build)


def _nothing_to_build() -> AbstractContextManager[SiteBuilder]:
    raise AssertionError("no site was ordered")
