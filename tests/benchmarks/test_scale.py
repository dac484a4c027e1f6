"""Many at once: 10,000 mirrors on the line to their server, and 1,000 joined shops worked off by several processes."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from uuid6 import uuid7

from app.access.signing import open_signing_keys
from app.access.tokens import Tokens
from app.bus import Bus
from app.domain.exchange import Platform
from app.domain.tenancy import Store, TenantScope
from app.secrets.file_store import FileSecrets
from app.store.address import parse_address
from app.store.connections import open_database
from app.store.migrate import upgrade
from app.store.unit_of_work import ShopStore
from app.wall_clock import MachineClock
from sync.runs.attending import SyncWorker
from sync.runs.joining import NewConnection
from sync.server.jobs import Work, make_room, open_queue, put_all, put_heard, worker_app
from sync.server.run import connections_of, work_off
from sync.server.synchronising import TenantJoiners
from tests.benchmarks.figures import Figure, show
from tests.benchmarks.many_mirrors import COMPANIES, MIRRORS_EACH, Load, furnish, give_tokens
from tests.benchmarks.test_sync import processor_s
from tests.fakes.shops.serving import serving
from tests.fakes.shops.simulated import credentials_of
from tests.fakes.shops.woocommerce import WooShop
from tests.fakes.sites import idle_workshop
from tests.fakes.tenants import a_product, add_tenant
from tests.server_process import running_server
from tests.store_databases import shop_runner

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1200)]

RAMP_S, HELD_S, CHANGE_EVERY_S = 150.0, 60.0, 4.0
SHOPS, OWNERS, PRODUCTS, HEARD = 10, 100, 3, 200
CONNECTIONS = SHOPS * OWNERS
AT_ONCE, ANSWER_S = 4, 0.05
"""Jobs at the same time in one process, and how long a shop takes to answer."""


@pytest.fixture
def database(postgres_server, postgres_database):
    """(the server's login, the owner's)"""
    owner = postgres_server.url(postgres_database, "shop_owner")
    upgrade(parse_address(owner), shop_runner())
    return postgres_server.url(postgres_database, "shop_server"), owner


@pytest.fixture
def postgres_pid(postgres_server) -> int:
    return int((postgres_server.socket_folder / "data/postmaster.pid").read_text().split()[0])


@contextmanager
def opened(url: str) -> Iterator[ShopStore]:
    database = open_database(parse_address(url))
    yield ShopStore(database, Bus(), MachineClock())
    database.close()


def test_ten_thousand_mirrors_on_the_line(database, postgres_pid, tmp_path):
    url, owner = database
    allow_open_files()
    with opened(url) as store:
        mirrors = furnish(store)
        look_at_tables(owner)
        assert len(mirrors) == COMPANIES * MIRRORS_EACH == 10_000
        for workers in (2, 4):
            _hold(store, url, mirrors, workers, postgres_pid, tmp_path)


def allow_open_files() -> None:
    """Each line is an open file, of the server and of this process."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert most > 12_000, "This needs more open files: ulimit -Hn 65536"
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def look_at_tables(owner: str) -> None:
    """As PostgreSQL does by itself now and then; the tests' server has that switched off."""
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute("ANALYZE")


def _hold(store, url: str, mirrors, workers: int, postgres_pid: int, folder: Path) -> None:
    options = ("--database", url, "--workers", str(workers))
    with running_server(folder, *options, address_pace="1000000/minute") as server:
        audience = str(server.client.base_url).rstrip("/")
        tokens = Tokens(open_signing_keys(FileSecrets(folder / "secrets")), MachineClock(), audience)
        give_tokens(mirrors, tokens)
        load = Load(server.client.base_url.port, audience, mirrors)
        asyncio.run(load.read_all_once())
        watch = Measuring({"server": server.process.pid, "PostgreSQL": postgres_pid}, load)
        with products_changing(store, load):
            asyncio.run(load.run(RAMP_S, HELD_S, watch.begin))
        figures = watch.figures()
    show(f"10,000 mirrors on the line, PostgreSQL, {workers} workers", figures)
    assert load.errors == []
    assert load.taken_s


class Measuring:
    """What was used and done since `begin`, while all lines are held."""

    def __init__(self, pids: dict[str, int], load: Load) -> None:
        self._pids, self._load = pids, load

    def begin(self) -> None:
        self._load.count_anew()
        self._held, self._began_s = self._load.lines, time.perf_counter()
        self._used_s = {name: processor_s(pid) for name, pid in self._pids.items()}

    def figures(self) -> list[Figure]:
        load, lasted_s = self._load, time.perf_counter() - self._began_s
        used_s = {name: processor_s(pid) - self._used_s[name] for name, pid in self._pids.items()}
        ordered = sorted(load.taken_s)
        return [
            Figure("lines held when all had begun", self._held, ""),
            Figure("signs of life", load.signs / lasted_s, "1/s"),
            Figure("requests", load.requests / lasted_s, "1/s"),
            *(
                Figure(
                    f"from a change to a mirror that has read it, p{n}", ordered[len(ordered) * n // 100], "s"
                )
                for n in (50, 95, 99)
            ),
            *(
                Figure(f"processor time a second, {name}", s / lasted_s * 1000, "ms")
                for name, s in used_s.items()
            ),
            *(
                Figure(
                    f"processor time a mirror and minute, {name}",
                    s / lasted_s * 60_000 / len(load.mirrors),
                    "ms",
                )
                for name, s in used_s.items()
            ),
            Figure("errors", len(load.errors), ""),
        ]


@contextmanager
def products_changing(store: ShopStore, load: Load) -> Iterator[None]:
    """Every few seconds a product of another company gets another name."""
    done, scopes = Event(), sorted({one.tenant_id for one in load.mirrors})

    def change() -> None:
        for number, scope in enumerate(scopes):
            if done.wait(CHANGE_EVERY_S):
                return
            changed = a_product("ALBA", name=f"Name {number}{time.monotonic_ns()}")
            store.write(TenantScope(scope), lambda shop, one=changed: shop.product_writing.upsert([one]))
            load.changed_at_s[scope] = time.perf_counter()

    thread = Thread(target=change)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_a_thousand_connections_due_at_once(postgres_server, postgres_pid, tmp_path):
    for processes in (2, 4):
        name = postgres_server.new_database()
        owner, url = (postgres_server.url(name, role) for role in ("shop_owner", "shop_server"))
        upgrade(parse_address(owner), shop_runner())
        make_room(owner)
        folder = tmp_path / str(processes)
        with shops_elsewhere() as (addresses, shops_pid):
            look_s = _join_and_queue(url, folder, addresses)
            look_at_tables(owner)
            watched = {"simulated shops": shops_pid, "PostgreSQL": postgres_pid}
            used_s = {name: processor_s(pid) for name, pid in watched.items()}
            own_s = _work_off_by(processes, url, folder)
            used_s = {name: processor_s(pid) - used_s[name] for name, pid in watched.items()}
        runs = _runs(postgres_server.url(name, "postgres"))
        _check(runs, postgres_server.url(name, "postgres"))
        wall_s = (max(run[2] for run in runs) - min(run[1] for run in runs)).total_seconds()
        figures = [
            Figure("a look around that finds them all due, and queues them", look_s, "s"),
            Figure("all worked off", wall_s, "s"),
            Figure("connections a second", CONNECTIONS / wall_s, "1/s"),
            *(
                Figure(f"processor time a connection, {name}", s / CONNECTIONS * 1000, "ms")
                for name, s in {"worker processes": sum(own_s), **used_s}.items()
            ),
            *(Figure(f"processor time of worker {n}", s, "s") for n, s in enumerate(own_s, 1)),
        ]
        show(f"1,000 connections due at once, {processes} worker processes of {AT_ONCE} jobs", figures)
        postgres_server.drop_database(name)


class FarShop(WooShop):
    """As far away as real ones are."""

    def answer(self, request):
        time.sleep(ANSWER_S)
        return super().answer(request)


@contextmanager
def shops_elsewhere() -> Iterator[tuple[list[str], int]]:
    """Addresses of simulated shops, and the process in which they are."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_keep_shops, args=(there,))
    process.start()
    try:
        yield here.recv(), process.pid
    finally:
        here.send("close")
        process.join()


def _keep_shops(pipe) -> None:
    with ExitStack() as open_shops:
        shops = [FarShop() for _ in range(SHOPS)]
        for number, shop in enumerate(shops):
            for product in range(PRODUCTS):
                shop.add(f"S{number}-{product}")
            shop.clock.advance(3600)
            open_shops.enter_context(serving(shop))
        pipe.send([shop.address for shop in shops])
        pipe.recv()


def _joiners(store: ShopStore, folder: Path) -> TenantJoiners:
    secrets = FileSecrets(folder / "secrets")
    return TenantJoiners(store, secrets, MachineClock(), "https://varai.example", may_ask_loopback=True)


def _join_and_queue(url: str, folder: Path, addresses: list[str]) -> float:
    """Joins every shop for every owner and queues a job for each, some of them doubled by a webhook's.

    Seconds that looking around and queueing took.
    """
    database = open_database(parse_address(url))
    store = ShopStore(database, Bus(), MachineClock())
    joiners = _joiners(store, folder)
    for number in range(OWNERS):
        scope, place = add_tenant(store, f"owner-{number}"), Store(uuid7(), "1", "Main", "UTC", "DE")
        store.write(scope, lambda shop, place=place: shop.places.add_store(place))
        for address in addresses:
            keys = credentials_of(Platform.WOOCOMMERCE)
            joiners.of(scope).add(
                NewConnection(Platform.WOOCOMMERCE, address, address, keys), {"shop": place.id}
            )
    app = worker_app(url, joiners, database, idle_workshop(joiners.store))
    began_s = time.perf_counter()
    worker = SyncWorker(joiners.all, database, lambda _: None)
    due = Work(joiners, worker, idle_workshop(store)).due()
    asyncio.run(_put(app, due))
    took_s = time.perf_counter() - began_s
    assert len(due) == CONNECTIONS
    queue = open_queue(url)
    assert all(put_heard(queue, place) for place in due[:HEARD])
    queue.close()
    database.close()
    return took_s


async def _put(app, due) -> None:
    async with app.open_async():
        await put_all(app, due)


def _work_off_by(processes: int, url: str, folder: Path) -> list[float]:
    """Seconds of processor time that each used."""
    context = multiprocessing.get_context("spawn")
    pipes, started = [], []
    for _ in range(processes):
        here, there = multiprocessing.Pipe()
        started.append(context.Process(target=_work, args=(there, url, folder)))
        started[-1].start()
        pipes.append(here)
    assert [pipe.recv() for pipe in pipes] == ["ready"] * processes
    for pipe in pipes:
        pipe.send("go")
    used_s = [pipe.recv() for pipe in pipes]
    for process in started:
        process.join()
    return used_s


def _work(pipe, url: str, folder: Path) -> None:
    database = open_database(parse_address(url), connections_of(AT_ONCE))
    store = ShopStore(database, Bus(), MachineClock())
    app = worker_app(url, _joiners(store, folder), database, idle_workshop(store))
    pipe.send("ready")
    pipe.recv()
    began_s = time.process_time()
    asyncio.run(work_off(app, AT_ONCE, until_empty=True))
    pipe.send(time.process_time() - began_s)
    database.close()


def _runs(url: str) -> list[tuple]:
    """(connection, began, ended, kind, outcome, products added), in order."""
    asked = "SELECT connection_id, started_at, ended_at, kind, outcome, counts FROM sync_runs ORDER BY 1, 2"
    with psycopg.connect(url) as connection:
        return connection.execute(asked).fetchall()


def _check(runs: list[tuple], url: str) -> None:
    """Every connection was read, every product came once, and no run began before the one before it had ended."""
    assert {run[4] for run in runs} == {"done"}
    assert len({run[0] for run in runs if run[3] == "pull"}) == CONNECTIONS
    assert sum(run[5].get("added", 0) for run in runs) == CONNECTIONS * PRODUCTS
    overlapping = [(one, two) for one, two in pairwise(runs) if one[0] == two[0] and two[1] < one[2]]
    assert overlapping == []
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM products").fetchone() == (CONNECTIONS * PRODUCTS,)
