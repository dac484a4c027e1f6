"""Brings any number of products into the catalogue, some hundreds in a transaction, in constant memory."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.products import ProductContent
from app.domain.tenancy import TenantScope
from app.store.repositories.base import batches
from app.store.repositories.product_writing import Upserted
from app.store.unit_of_work import ShopStore

BATCH = 500
"""Products in a transaction: others who write wait a tenth of a second at most."""


def import_catalogue(store: ShopStore, scope: TenantScope, contents: Iterable[ProductContent]) -> Upserted:
    """What became of the products, all in all. Stopped half-way, it can be run again: nothing is done twice."""
    total = Upserted()
    for batch in batches(contents, BATCH):
        total += _import(store, scope, batch)
    return total


def _import(store: ShopStore, scope: TenantScope, batch: list[ProductContent]) -> Upserted:
    return store.write(scope, lambda shop: shop.product_writing.upsert(batch)).result
