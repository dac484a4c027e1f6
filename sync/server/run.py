"""Runs the server: one process, or several workers behind one socket. Nothing here knows the command line."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

import procrastinate
import uvicorn
from fastapi import FastAPI
from procrastinate.exceptions import ConnectorException
from procrastinate.signals import on_stop
from starlette.types import ASGIApp
from uvicorn.supervisors.multiprocess import Multiprocess

from app.access.signing import open_sealing_key, open_signing_keys, renew_signing_keys
from app.bus import Bus
from app.domain.errors import NeedsOwner
from app.ports import SecretStore
from app.secrets.choice import StoreChoice, open_secrets
from app.settings import ServerSettings
from app.store.address import DatabaseAddress, PostgresAddress, SqliteAddress, parse_address
from app.store.calls import hearing_calls
from app.store.checkpoint_file import CHECKPOINTS_FILE
from app.store.connections import Database
from app.store.migrate_run import Runner
from app.store.migrate_tree import shop_tree
from app.store.problems import DatabaseUnreachable
from app.store.progress import tell_nobody
from app.store.ready import open_ready
from app.store.unit_of_work import ShopStore
from app.version import program_version
from app.wall_clock import MachineClock
from sync.runs.backing_up import backup_job
from sync.runs.log_lines import write_log_lines
from sync.server.application import create_app
from sync.server.assembly import assemble, shelves_of, workshop_of
from sync.server.audit.keeping import checkpointing
from sync.server.jobs import has_room, heralding, libpq_url, worker_app
from sync.server.news import News
from sync.server.parts import ServerParts
from sync.server.sign_in.links import first_owner_link
from sync.server.sites.hosts import SiteHosts
from sync.server.sites.visitors import BySocket, VisitorsDoor
from sync.server.synchronising import TenantJoiners, embedded

DATABASE_FILE = "server.db"
_GONE = "The database server does not answer any more. Start the work again when it does."
_WORKER_STARTS_S = 60
"""A worker that does not answer its supervisor for so long is replaced; on a busy machine starting takes a while."""
_SHARED_FIGURES = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus-client lets the workers of one machine add up; it reads this variable only."""


@dataclass(frozen=True, slots=True)
class ServerChoice:
    """Which server to run; can be handed to another process."""

    settings: ServerSettings
    data_dir: Path
    secret_store: StoreChoice = "auto"  # noqa: S105 - the kind of store
    secret_key_file: Path | None = None

    @property
    def database(self) -> DatabaseAddress:
        text = self.settings.database
        return parse_address(text) if text else SqliteAddress(self.data_dir / DATABASE_FILE)

    @property
    def own_settings(self) -> ServerSettings:
        """The settings with a place for sites, which lie in the data folder unless they say otherwise."""
        place = self.settings.sites_dir or str(self.data_dir / "sites")
        return self.settings.model_copy(update={"sites_dir": place})


@dataclass(frozen=True, slots=True)
class Prepared:
    """A server that may start: what had to be done to its database, and a link while nobody owns it."""

    notes: tuple[str, ...]
    first_owner: str | None


def prepare(choice: ServerChoice, *, new_signing_key: bool = False) -> Prepared:
    """Makes or upgrades the embedded database, and the keys. Raises a DatabaseProblem or NeedsOwner."""
    choice.data_dir.mkdir(parents=True, exist_ok=True)
    secrets = open_secrets(choice.secret_store, choice.data_dir, choice.secret_key_file)
    if new_signing_key:
        renew_signing_keys(secrets)
    open_signing_keys(secrets)
    open_sealing_key(secrets)
    ready = open_ready(choice.database, _runner())
    try:
        store = ShopStore(ready.database, Bus(), MachineClock())
        link = first_owner_link(store, secrets, choice.settings.public_url)
    finally:
        ready.database.close()
    return Prepared(ready.notes, link)


def serve(choice: ServerChoice) -> None:
    """Answers until asked to stop, then finishes what is under way. Raises NeedsOwner when a port is taken."""
    doors = open_doors(choice.settings)
    config = uvicorn.Config(
        partial(build_server, choice), factory=True, workers=choice.settings.workers, access_log=False,
        log_level="warning", server_header=False, proxy_headers=bool(choice.settings.proxies),
        forwarded_allow_ips=choice.settings.proxies, timeout_graceful_shutdown=choice.settings.drain_s,
        log_config=None, lifespan="on", timeout_keep_alive=30, timeout_worker_healthcheck=_WORKER_STARTS_S,
    )  # fmt: skip
    allow_many_lines()
    with ExitStack() as open_ones:
        for door in doors:
            open_ones.enter_context(door)
        if choice.settings.workers == 1:
            uvicorn.Server(config).run(sockets=doors)
            return
        with tempfile.TemporaryDirectory(prefix="varai-figures-") as figures:
            os.environ[_SHARED_FIGURES] = figures  # noqa: TID251 - the library takes it in no other way
            Multiprocess(config, sockets=doors).run()


def allow_many_lines() -> None:
    """Each mirror on the line is an open file: as many as the system lets us have, instead of the usual 1,024."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def synchronising(choice: ServerChoice, parts: ServerParts, database: Database) -> Iterator[None]:
    """On PostgreSQL with room for jobs, others do the work and this process tells them; else it does it itself.

    The work: joined shops, and sites that were ordered.
    """
    joiners = joiners_of(choice, parts.store, parts.secrets)
    address = choice.database
    if isinstance(address, PostgresAddress) and has_room(url := address.url.render_as_string(False)):
        with heralding(url, joiners, parts.bus) as herald:
            parts.webhooks.on_stored = herald.hear
            parts.workshop.on_ordered = herald.hear_of_site
            yield
    else:
        backup = [backup_job(address.path, MachineClock())] if isinstance(address, SqliteAddress) else []
        with embedded(joiners, database, parts.webhooks, parts.workshop, parts.bus, backup):
            yield


@contextmanager
def hearing_others(choice: ServerChoice, news: News) -> Iterator[None]:
    """On PostgreSQL other processes write as well, and call out when they did."""
    address = choice.database
    if not isinstance(address, PostgresAddress):
        yield
        return
    url = libpq_url(address.url.render_as_string(False))
    with hearing_calls(url, news.hear, news.set_hearing):
        yield


@contextmanager
def nobody_kept_waiting(news: News) -> Iterator[None]:
    """Whoever listens for news is let go when this process is asked to stop: the server waits for open answers."""
    signals = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in signals}

    def let_go(number: int, frame: FrameType | None) -> None:
        news.close()
        handler = before[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    for number in signals:
        signal.signal(number, let_go)
    try:
        yield
    finally:
        for number in signals:
            signal.signal(number, before[number])


def joiners_of(choice: ServerChoice, store: ShopStore, secrets: SecretStore) -> TenantJoiners:
    settings = choice.settings
    return TenantJoiners(store, secrets, MachineClock(), settings.public_url, settings.near_shops)


def work(choice: ServerChoice, at_once: int) -> None:
    """Works off a server's jobs on PostgreSQL until it is asked to stop. Raises NeedsOwner or a DatabaseProblem."""
    address = choice.database
    if not isinstance(address, PostgresAddress):
        raise NeedsOwner("Jobs of their own are for PostgreSQL; the embedded server synchronises by itself.")
    url = address.url.render_as_string(False)
    ready = open_ready(address, _runner(), connections_of(at_once))
    try:
        if not has_room(url):
            raise NeedsOwner("This database has no room for jobs yet: run “varai jobs prepare” as its owner.")
        bus = Bus()
        store = ShopStore(ready.database, bus, MachineClock())
        secrets = open_secrets(choice.secret_store, choice.data_dir, choice.secret_key_file)
        workshop = workshop_of(store, shelves_of(choice.own_settings))
        joiners = joiners_of(choice, store, secrets)
        app = worker_app(url, joiners, ready.database, workshop)
        write_log_lines(logging.StreamHandler(sys.stderr))
        with heralding(url, joiners, bus):
            asyncio.run(work_off(app, at_once))
    finally:
        ready.database.close()


def connections_of(at_once: int) -> int:
    """Each job holds its lock on one connection and works on another; one more looks around."""
    return 2 * at_once + 1


async def work_off(app: procrastinate.App, at_once: int, *, until_empty: bool = False) -> None:
    """Until it is asked to stop, or there is nothing to do; finishes what is under way. Raises DatabaseUnreachable.

    As many threads as jobs: the loop's own would be as many as there are processors, and jobs mostly wait.
    """
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(at_once + 1, "job"))
    try:
        async with app.open_async():
            working = asyncio.ensure_future(
                app.run_worker_async(
                    concurrency=at_once,
                    wait=not until_empty,
                    install_signal_handlers=False,
                    delete_jobs="always",
                )
            )
            with on_stop(partial(_cancel, working)):
                await asyncio.wait([working])
    except ConnectorException as problem:
        raise DatabaseUnreachable(_GONE) from problem
    if not working.cancelled() and (working.exception() or not until_empty):
        raise DatabaseUnreachable(_GONE) from working.exception()


def _cancel(work: asyncio.Future[None]) -> None:
    work.cancel()


def build_server(choice: ServerChoice) -> ASGIApp:
    """What one process answers: the API, and published sites at the port of their own."""
    api = build_app(choice)
    if not choice.settings.sites_port:
        return api
    parts: ServerParts = api.state.parts
    sites = VisitorsDoor(parts.store, parts.shelves, SiteHosts.of(choice.settings), parts.metrics)
    return BySocket(api, sites, choice.settings.sites_port)


def build_app(choice: ServerChoice) -> FastAPI:
    """The API of one process, which closes its database when it ends."""
    ready = open_ready(choice.database, _runner())
    secrets = open_secrets(choice.secret_store, choice.data_dir, choice.secret_key_file)
    figures = os.environ.get(_SHARED_FIGURES)  # noqa: TID251 - see serve
    parts = assemble(
        ready.database,
        MachineClock(),
        secrets,
        choice.own_settings,
        metrics_folder=Path(figures) if figures else None,
    )

    @asynccontextmanager
    async def while_serving(app: FastAPI) -> AsyncIterator[None]:
        del app
        write_log_lines(logging.StreamHandler(sys.stderr))
        async with checkpointing(parts, choice.data_dir / CHECKPOINTS_FILE):
            with (
                synchronising(choice, parts, ready.database),
                hearing_others(choice, parts.news),
                nobody_kept_waiting(parts.news),
            ):
                gc.collect()
                gc.freeze()  # what is there for good is not looked through again and again while guests wait
                yield
        parts.faces.close()
        ready.database.close()

    return create_app(parts, lifespan=while_serving)


def _runner() -> Runner:
    return Runner(shop_tree(), program_version(), MachineClock(), tell_nobody)


def open_doors(settings: ServerSettings) -> list[socket.socket]:
    """The sockets that guests of the API and visitors of sites come to. Raises NeedsOwner when a port is taken."""
    doors = [open_door(settings.host, settings.port, "--port")]
    if settings.sites_port:
        try:
            doors.append(open_door(settings.host, settings.sites_port, "--sites-port"))
        except NeedsOwner:
            doors[0].close()
            raise
    return doors


def open_door(host: str, port: int, option: str) -> socket.socket:
    """A socket that guests come to. Raises NeedsOwner when the port is taken."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        door = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise NeedsOwner(
            f"Port {port} on {host} cannot be used ({error.strerror}). Choose another with {option}."
        ) from error
    # Opened anew by its number, a socket knows that it is TCP. Else asyncio does not switch Nagle's algorithm off for
    # its guests, and every answer waits some 40 ms for the receipt of its own head.
    return socket.socket(fileno=door.detach())
