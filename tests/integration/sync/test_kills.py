"""A mirror that is killed again and again while it sells and sends: every piece is counted once on both sides."""

from __future__ import annotations

import os
import subprocess
import sys
from random import Random
from uuid import UUID

from uuid6 import uuid7

from app.bus import Bus
from app.domain.exchange import Platform
from app.domain.tenancy import Store
from app.secrets.file_store import FileSecrets
from app.store.address import parse_address
from app.store.connections import open_database
from app.store.unit_of_work import ShopStore
from app.wall_clock import MachineClock
from sync.runs.counts import Counts
from sync.runs.joining import Joiner, NewConnection
from sync.runs.pull import pull
from sync.runs.push_stock import push_stock
from sync.runs.sweeps import sweep_stock
from tests.fakes.shops.lines import quick_line
from tests.fakes.shops.serving import serving
from tests.fakes.shops.simulated import credentials_of
from tests.fakes.shops.woocommerce import WooShop
from tests.fakes.tenants import add_tenant, scope_of

KILLS = 3
STOCK = 500


def joiner_on(folder, tenant_id):
    database = open_database(parse_address(str(folder / "varai.db")))
    clock = MachineClock()
    store = ShopStore(database, Bus(), clock)
    secrets = FileSecrets(folder / "secrets")
    return database, Joiner(store, scope_of(tenant_id), secrets, clock, quick_line(), may_ask_loopback=True)


def sell_and_send(folder, tenant_id: UUID, store_id: UUID) -> None:
    """Sells a piece, sends it, says so; until it is killed."""
    from app.domain.stock import MovementReason
    from app.services.adjust_stock import StockAdjustment, adjust_stock

    _, joiner = joiner_on(folder, tenant_id)
    with joiner.store.reading(joiner.scope) as shop:
        (connection,) = shop.connections.all()
    with joiner.link(connection) as link:
        while True:
            sale = StockAdjustment(uuid7(), "BOLT", store_id, -1, MovementReason.SALE)
            adjust_stock(joiner.store, joiner.scope, sale)
            push_stock(link, Counts())
            print("sold", flush=True)


def test_every_sale_is_told_exactly_once_however_often_the_program_is_killed(sqlite_file):
    folder = sqlite_file.parent
    shop = WooShop()
    product = shop.add("BOLT", stock=STOCK)
    draw = Random(5)
    with serving(shop) as address:
        tenant_id, store_id = _set_up(folder, address)
        for _ in range(KILLS):
            _run_and_kill(folder, tenant_id, store_id, draw.randint(2, 6))
        database, joiner = joiner_on(folder, tenant_id)
        ours, sold, unsent = _finish(joiner)
        database.close()
    assert sold >= 2 * KILLS
    assert (ours, shop.records[product]["stock_quantity"], unsent) == (STOCK - sold, STOCK - sold, 0)


def _set_up(folder, address):
    database = open_database(parse_address(str(folder / "varai.db")))
    store = ShopStore(database, Bus(), MachineClock())
    tenant = add_tenant(store, "nord")
    place = Store(uuid7(), "1", "Main", "UTC", "DE")
    store.write(tenant, lambda repositories: repositories.places.add_store(place))
    database.close()
    database, joiner = joiner_on(folder, tenant)
    keys = credentials_of(Platform.WOOCOMMERCE)
    connection = joiner.add(NewConnection(Platform.WOOCOMMERCE, address, "Nord", keys), {"shop": place.id})
    with joiner.link(connection) as link:
        pull(link, Counts())
    database.close()
    return tenant, place.id


def _run_and_kill(folder, tenant_id, store_id, after: int) -> None:
    code = (
        "import pathlib, uuid; from tests.integration.sync.test_kills import sell_and_send; "
        f"sell_and_send(pathlib.Path({str(folder)!r}), uuid.UUID({str(tenant_id)!r}), uuid.UUID({str(store_id)!r}))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}  # noqa: TID251 - a child's path
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment) as program:
        for _ in range(after):
            assert program.stdout.readline() == b"sold\n"
        program.kill()


def _finish(joiner) -> tuple[int, int, int]:
    """(pieces here, pieces sold, messages unsent)."""
    with joiner.store.reading(joiner.scope) as shop:
        (connection,) = shop.connections.all()
    with joiner.link(connection) as link:
        push_stock(link, Counts())
        sweep_stock(link, Counts())
    with joiner.store.reading(joiner.scope) as shop:
        variant, (place,) = shop.products.variant_id("BOLT"), shop.places.all_stores()
        level = shop.stock.level(variant, place.id)
        return level, STOCK - shop.stock.moved(variant, place.id), shop.outbox.unsent_count()
