"""A shop whose counter sells without pause, and what must be true of its database however the program ended."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from uuid import UUID

from uuid6 import uuid7

from app.domain.stock import MovementReason
from app.services.adjust_stock import StockAdjustment, adjust_stock
from app.store.address import SqliteAddress
from app.store.connections import open_database
from app.store.migrate import upgrade
from tests.fakes.tenants import Things, add_tenant, fill, open_shop, scope_of
from tests.store_databases import shop_runner

ID_BYTES = 16
_TENANT, _STORE, _SKU = "tenant", "store", "sku"


def make_shop(path: Path) -> None:
    """A database of the newest schema with one of everything, and beside it the names a writer needs."""
    upgrade(SqliteAddress(path), shop_runner())
    database = open_database(SqliteAddress(path))
    store, things = open_shop(database), Things("NORD")
    scope = add_tenant(store, "nord")
    store.write(scope, lambda shop: fill(shop, things))
    database.close()
    names(path).write_text(f"{scope}\n{things.store}\n{things.sku}\n")


def names(path: Path) -> Path:
    return path.with_suffix(".names")


def sell(path: Path, acknowledge: Callable[[bytes], object], sales: int | None = None) -> None:
    """Sells piece by piece, `sales` times or for ever; acknowledges each sale's id once it is safe."""
    tenant, store_id, sku = names(path).read_text().split()
    database = open_database(SqliteAddress(path))
    store, scope = open_shop(database), scope_of(UUID(tenant))
    for _ in count() if sales is None else range(sales):
        sale = StockAdjustment(uuid7(), sku, UUID(store_id), -1, MovementReason.SALE)
        adjust_stock(store, scope, sale)
        acknowledge(sale.id.bytes)
    database.close()


def faults(path: Path, acknowledged: set[bytes]) -> list[str]:
    """What is wrong with the database after its program ended: nothing, or sentences."""
    with closing(sqlite3.connect(path)) as opened:
        whole = opened.execute("PRAGMA integrity_check").fetchone()[0]
        if whole != "ok":
            return [f"damaged: {whole}"]
        sold = _ids(opened, "SELECT id FROM stock_movements WHERE reason = 'sale'")
        told = _ids(opened, "SELECT id FROM outbox WHERE topic = 'stock_adjusted'")
        level = opened.execute("SELECT sum(on_hand) FROM stock_levels").fetchone()[0]
    found = [f"{len(acknowledged - sold)} acknowledged sales are gone"] if acknowledged - sold else []
    found += [f"{len(sold ^ told)} sales and messages without the other"] if sold != told else []
    found += [f"{level} pieces do not match {len(sold)} sales"] if level != 3 - len(sold) else []
    return found


def _ids(opened: sqlite3.Connection, query: str) -> set[bytes]:
    return {_as_bytes(value) for (value,) in opened.execute(query)}


def _as_bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else UUID(value).bytes


def acknowledge_to(descriptor: int) -> Callable[[bytes], object]:
    return lambda sale: os.write(descriptor, sale)
