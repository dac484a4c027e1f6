"""Synchronising at the size of a large shop: first and unchanged sync, from webhook to shelf, intake, many mirrors."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from uuid6 import uuid7

from app.bus import Bus
from app.domain.exchange import Platform, PlatformConnection
from app.domain.tenancy import Store
from app.secrets.file_store import FileSecrets
from app.store.address import parse_address
from app.store.connections import open_database
from app.store.migrate import upgrade
from app.store.unit_of_work import ShopStore
from app.wall_clock import MachineClock
from engine.clock import MonotonicClock
from sync.http.client import Line
from sync.runs.connection_secrets import ConnectionSecrets, secret_name
from sync.runs.counts import Counts
from sync.runs.joining import Joiner, NewConnection
from sync.runs.pull import pull
from sync.runs.push_products import push_products
from sync.server.hook_address import address_name
from sync.server.intake import Intake
from sync.server.synchronising import TenantJoiners, embedded
from tests.benchmarks.figures import Figure, show
from tests.fakes.secrets import RememberedSecrets
from tests.fakes.shops.serving import serving
from tests.fakes.shops.simulated import credentials_of
from tests.fakes.shops.woocommerce import WooShop
from tests.fakes.sites import idle_workshop
from tests.fakes.tenants import add_tenant
from tests.server_process import running_server
from tests.store_databases import shop_runner

pytestmark = pytest.mark.bench

PRODUCTS, COLOURS = 10_000, ("Black", "Havana", "Gold")
RATE_PER_S, SECONDS, LINES = 500, 15, 32
SECRET = "a secret of the bench"


@contextmanager
def shop_elsewhere(products: int) -> Iterator[str]:
    """A simulated WooCommerce shop in a process of its own, so that its work and memory do not count as ours."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_keep_shop, args=(there, products))
    process.start()
    try:
        yield here.recv()
    finally:
        here.send("close")
        process.join()


def _keep_shop(pipe, products: int) -> None:
    shop = WooShop()
    for number in range(products):
        shop.add(f"F{number:05}", choices=COLOURS, description="<p>Light and <b>strong</b>.</p>" * 5)
    shop.clock.advance(3600)
    with serving(shop) as address:
        pipe.send(address)
        pipe.recv()


class Watch:
    """The most memory this process held meanwhile, in MB above the beginning."""

    def __init__(self) -> None:
        self._begin = self.most = resident_mb()
        self._done = Event()
        self._thread = Thread(target=self._look)

    def _look(self) -> None:
        while not self._done.wait(0.05):
            self.most = max(self.most, resident_mb())

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    @property
    def above_mb(self) -> float:
        return self.most - self._begin


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


@pytest.fixture
def joiner(sqlite_database) -> Joiner:
    clock = MachineClock()
    store = ShopStore(sqlite_database, Bus(), clock)
    scope = add_tenant(store, "nord")
    store.write(scope, lambda shop: shop.places.add_store(Store(uuid7(), "1", "Main", "UTC", "DE")))
    return Joiner(
        store, scope, RememberedSecrets(), clock, Line(MonotonicClock(), clock), may_ask_loopback=True
    )


def join(joiner: Joiner, address: str) -> PlatformConnection:
    with joiner.store.reading(joiner.scope) as shop:
        (place,) = shop.places.all_stores()
    wanted = NewConnection(Platform.WOOCOMMERCE, address, "Nord", credentials_of(Platform.WOOCOMMERCE))
    return joiner.add(wanted, {"shop": place.id})


def timed(joiner: Joiner, connection: PlatformConnection, *work) -> tuple[float, Counts, float]:
    """(seconds, counts, requests)."""
    total, began_s = Counts(), time.perf_counter()
    with joiner.link(connection) as link:
        for part in work:
            part(link, total)
        return time.perf_counter() - began_s, total, link.adapter.cost().requests


def test_first_and_unchanged_sync(joiner):
    with shop_elsewhere(PRODUCTS) as address:
        connection = join(joiner, address)
        own_s = time.process_time()
        with Watch() as watch:
            first_s, first, requests = timed(joiner, connection, pull, push_products)
        own_s = time.process_time() - own_s
        again_s, again, _ = timed(joiner, connection, pull, push_products)
    assert (first.added, first.more["levels_moved"], again.seen) == (PRODUCTS, PRODUCTS * len(COLOURS), 0)
    figures = [
        Figure("first sync, 10,000 products with 3 variants", first_s, "s", "<= 60 s"),
        Figure("of it, processor time of this program", own_s, "s"),
        Figure("requests", requests, ""),
        Figure("memory above idle", watch.above_mb, "MB", "<= 150 MB"),
        Figure("unchanged sync", again_s, "s", "<= 5 s"),
    ]
    show("sync with a simulated WooCommerce, SQLite", figures)


def test_from_webhook_to_shelf(joiner, sqlite_database):
    shop = WooShop()
    product = shop.add("BOLT")
    joiners = TenantJoiners(joiner.store, joiner.secrets, joiner.clock, "", _known={joiner.scope: joiner})
    intake = Intake(joiner.store, joiner.secrets, joiner.clock, lambda _: "")
    taken = []
    with serving(shop) as address:
        connection = join(joiner, address)
        joiner.keep_secrets(connection, ConnectionSecrets(credentials_of(Platform.WOOCOMMERCE), (SECRET,)))
        timed(joiner, connection, pull)
        with embedded(joiners, sqlite_database, intake, idle_workshop(joiner.store), Bus()):
            for number in range(10):
                shop.clock.advance(5)
                shop.edit(product, name=f"Name {number}")
                taken.append(_until_shown(joiner, connection, intake, product, f"Name {number}"))
    figures = [
        Figure(name, value, "s", "<= 5 s")
        for name, value in (("median", sorted(taken)[5]), ("slowest", max(taken)))
    ]
    show("one changed product, from webhook to catalogue, embedded server", figures)


def _until_shown(joiner, connection, intake, product: int, name: str) -> float:
    changed = Event()
    unsubscribe = joiner.store._bus.subscribe(lambda _event: changed.set())
    body = f'{{"id":{product},"name":"{name}"}}'.encode()
    began_s = time.perf_counter()
    asyncio.run(
        intake.take(Platform.WOOCOMMERCE, address_name(joiner.scope, connection.id), body, signed(body))
    )
    while True:
        changed.clear()
        with joiner.store.reading(joiner.scope) as shop:
            if shop.products.by_sku("BOLT").content.name == name:
                unsubscribe()
                return time.perf_counter() - began_s
        assert changed.wait(10)


def signed(body: bytes) -> dict[str, str]:
    signature = base64.b64encode(hmac.digest(SECRET.encode(), body, hashlib.sha256)).decode()
    return {
        "X-WC-Webhook-Signature": signature,
        "X-WC-Webhook-Topic": "product.updated",
        "X-WC-Webhook-ID": "3",
    }


def test_intake_of_webhooks(postgres_server, postgres_database, tmp_path):
    upgrade(parse_address(postgres_server.url(postgres_database, "shop_owner")), shop_runner())
    url = postgres_server.url(postgres_database, "shop_server")
    tenant, connection = _connection_for(url, tmp_path)
    with running_server(tmp_path, "--database", url, "--workers", "2") as server:
        path = f"/webhooks/woocommerce/{address_name(tenant, connection)}"
        used_s = processor_s(server.process.pid)
        taken = asyncio.run(_load(server.client.base_url.port, path))
        used_s = processor_s(server.process.pid) - used_s
    ordered = sorted(seconds * 1000 for seconds in taken)
    figures = [
        Figure(name, ordered[int(len(ordered) * share)], "ms", "p99 <= 100 ms")
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))
    ]
    figures.append(Figure("processor time of the server a delivery", used_s / len(taken) * 1000, "ms"))
    show(f"webhook intake, {RATE_PER_S} a second for {SECONDS} s, 2 workers, PostgreSQL", figures)


def processor_s(pid: int) -> float:
    """Seconds of processor time that a process and its children used so far, those that have ended too."""
    try:
        own = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # a child that ended just now: its time is its parent's already
    used_s = sum(map(int, own[11:15])) / os.sysconf("SC_CLK_TCK")
    return used_s + sum(processor_s(int(child)) for child in children)


def _connection_for(url: str, folder: Path):
    database = open_database(parse_address(url))
    store = ShopStore(database, Bus(), MachineClock())
    tenant = add_tenant(store, "nord")
    made = PlatformConnection(uuid7(), Platform.WOOCOMMERCE, "https://shop.example", "Nord", "secret:x")
    store.write(tenant, lambda shop: shop.connections.add(made))
    database.close()
    FileSecrets(folder / "secrets").put(secret_name(made.id), ConnectionSecrets({}, (SECRET,)).as_text())
    return tenant, made.id


async def _load(port: int, path: str) -> list[float]:
    """Seconds from the moment each delivery was due to its answer."""
    due: asyncio.Queue[tuple[int, float]] = asyncio.Queue()
    taken: list[float] = []
    lines = [asyncio.create_task(_deliver(port, path, due, taken)) for _ in range(LINES)]
    begun = time.perf_counter()
    for number in range(RATE_PER_S * SECONDS):
        moment = begun + number / RATE_PER_S
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        due.put_nowait((number, moment))
    await due.join()
    for line in lines:
        line.cancel()
    await asyncio.gather(*lines, return_exceptions=True)
    return taken


async def _deliver(port: int, path: str, due, taken: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        while True:
            number, moment = await due.get()
            body = b'{"id":%d,"name":"%s"}' % (number, b"x" * 2000)
            told = "".join(f"{name}: {value}\r\n" for name, value in signed(body).items())
            head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n{told}\r\n"
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200"), answer
            length = next(
                line for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length")
            )
            await reader.readexactly(int(length.split(b":")[1]))
            taken.append(time.perf_counter() - moment)
            due.task_done()
    finally:
        writer.close()
