"""Brings product pictures into this machine's cache: fetched with limits, checked, made small."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol
from uuid import UUID

from app.domain.errors import UnusableRecord
from app.domain.products import Product
from app.domain.syncing import SetAside
from app.store.unit_of_work import Repositories
from sync.runs.counts import Counts
from sync.runs.link import Link

STREAM = "pictures"
KIND = "image"
_PAGE = 100


class PictureCache(Protocol):
    """sync.http.images.ImageCache."""

    def fetch(self, url: str) -> Path:
        """The checked picture's file. UnusableRecord when there is none to be had; RetryLater for now."""
        ...


def fetch_pictures(link: Link, cache: PictureCache, total: Counts) -> None:
    """Pictures of what changed since the last time. One that cannot be used is set aside; the rest goes on."""
    while True:
        revision, after = _place(link.cursor(STREAM))
        with link.store.reading(link.scope) as shop:
            changed = shop.products.changed_since(revision, _PAGE, after)
        if not changed:
            return
        broken = {image: reason for one in changed for image, reason in _fetch(one, cache, total).items()}
        last = changed[-1]

        def keep(shop: Repositories, last: Product = last, broken: dict[str, str] = broken) -> None:
            aside = [
                SetAside(link.id, KIND, url[:255], reason[:1000], shop.moment)
                for url, reason in broken.items()
            ]
            shop.sync_log.set_aside(aside)
            link.move_cursor(shop, STREAM, f"{last.revision} {last.id}")

        link.store.write(link.scope, keep)


def _fetch(product: Product, cache: PictureCache, total: Counts) -> dict[str, str]:
    """Reasons by address of what could not be used."""
    broken = {}
    for image in product.content.images:
        try:
            cache.fetch(image.url)
            total.more["pictures"] += 1
        except UnusableRecord as reason:
            broken[image.url] = str(reason)
            total.more["pictures_refused"] += 1
    return broken


def _place(position: str) -> tuple[int, UUID | None]:
    revision, _, product_id = position.partition(" ")
    return int(revision or 0), UUID(product_id) if product_id else None
