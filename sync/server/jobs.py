"""Synchronising, and building sites, as jobs in PostgreSQL (Procrastinate): any number of processes and hosts.

A connection's jobs share a lock, so it is never synchronised by two at once; a job that waits already is not
queued twice. What a process that died had in hand is let go of within a minute, and what was due is found again by
the next look around.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from uuid import UUID

import procrastinate
import psycopg
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager

from app.domain.errors import NeedsOwner, Unknown
from app.domain.syncing import RunKind
from app.store.connections import Database
from sync.runs.attending import SyncWorker
from sync.server.sites.workshop import SiteWorkshop
from sync.server.synchronising import TenantJoiners

SCHEMA = "jobs"
QUEUE = "sync"
_IN_SCHEMA = {"options": f"-c search_path={SCHEMA}"}
_GATHER_S = 0.1
"""Webhooks that come within this time wake one job together."""
_LOG = logging.getLogger(__name__)


def libpq_url(url: str) -> str:
    """SQLAlchemy's spelling of an address as libpq's."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def make_room(owner_url: str) -> bool:
    """Makes the engine's own tables in a schema of their own; whether they were missing.

    Needs the database's owner; raises NeedsOwner when the database refuses.
    """
    try:
        if has_room(owner_url):
            return False
        with psycopg.connect(libpq_url(owner_url)) as connection:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            connection.execute(f"SET LOCAL search_path = {SCHEMA}")
            connection.execute(SchemaManager.get_schema().encode())
            connection.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO varai_app")
            for what in ("ALL TABLES", "ALL SEQUENCES", "ALL FUNCTIONS"):
                connection.execute(f"GRANT ALL ON {what} IN SCHEMA {SCHEMA} TO varai_app")
    except psycopg.Error as problem:
        raise NeedsOwner(f"The database refuses: {str(problem).strip().splitlines()[0]}") from problem
    return True


def has_room(url: str) -> bool:
    """Whether the engine's tables are there."""
    with psycopg.connect(libpq_url(url)) as connection:
        known = connection.execute("SELECT to_regclass('jobs.procrastinate_jobs')").fetchone()
    return known is not None and known[0] is not None


def open_queue(url: str) -> procrastinate.App:
    """For putting jobs into the queue from any thread; close it with `close()`."""
    connector = procrastinate.SyncPsycopgConnector(
        conninfo=libpq_url(url), min_size=1, max_size=2, kwargs=_IN_SCHEMA
    )
    app = procrastinate.App(connector=connector)
    _name_tasks(app, None)
    app.open()
    return app


def worker_app(
    url: str, joiners: TenantJoiners, database: Database, workshop: SiteWorkshop
) -> procrastinate.App:
    """For working jobs off: `async with app.open_async(): await app.run_worker_async(...)`."""
    connector = procrastinate.PsycopgConnector(conninfo=libpq_url(url), kwargs=_IN_SCHEMA)
    app = procrastinate.App(connector=connector)
    _name_tasks(app, Work(joiners, SyncWorker(joiners.all, database, lambda _states: None), workshop))
    return app


class Work:
    """What the jobs do."""

    def __init__(self, joiners: TenantJoiners, worker: SyncWorker, workshop: SiteWorkshop) -> None:
        self._joiners = joiners
        self._worker = worker
        self.workshop = workshop

    def synchronise(self, tenant_id: str, connection_id: str, kinds: list[str]) -> None:
        """These parts of one connection; nothing when it was removed meanwhile."""
        joiner = self._joiners.of(UUID(tenant_id))
        with suppress(Unknown):
            with joiner.store.reading(joiner.scope) as shop:
                connection = shop.connections.get(UUID(connection_id))
            self._worker.run(joiner, connection, [RunKind(kind) for kind in kinds])

    def due(self) -> Iterator[tuple[UUID, UUID, list[str]]]:
        """(company, connection, kinds) of everything that should be done now."""
        for joiner in self._joiners.all():
            with joiner.store.reading(joiner.scope) as shop:
                connections = shop.connections.all()
            for one in connections:
                kinds = [kind.value for kind in self._worker.due(joiner, one)]
                if kinds:
                    yield joiner.scope, one.id, kinds


def _name_tasks(app: procrastinate.App, work: Work | None) -> None:
    """The same names on both sides; only a worker has something behind them."""

    @app.task(name="synchronise", queue=QUEUE)
    def synchronise(tenant_id: str, connection_id: str, kinds: list[str]) -> None:
        assert work is not None
        work.synchronise(tenant_id, connection_id, kinds)

    @app.task(name="build_site", queue=QUEUE)
    def build_site(tenant_id: str) -> None:
        assert work is not None
        work.workshop.build(UUID(tenant_id))

    @app.periodic(cron="* * * * *")
    @app.task(name="let_go", queue=QUEUE, queueing_lock="let_go")
    async def let_go(timestamp: int) -> None:
        """Jobs whose worker gives no sign of life any more hold their lock for ever, unless somebody ends them."""
        del timestamp
        for job in await app.job_manager.get_stalled_jobs(queue=QUEUE):
            assert job.id is not None
            await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)

    @app.periodic(cron="* * * * *")
    @app.task(name="look_around", queue=QUEUE, queueing_lock="look_around")
    def look_around(timestamp: int) -> None:
        del timestamp
        assert work is not None
        for tenant_id, connection_id, kinds in work.due():
            put(app, tenant_id, connection_id, kinds)
        for tenant_id in work.workshop.companies_waiting():
            put_site(app, tenant_id)


def put(app: procrastinate.App, tenant_id: UUID, connection_id: UUID, kinds: list[str]) -> bool:
    """Queues a job; False when the same waits already."""
    named = app.configure_task(
        "synchronise",
        queue=QUEUE,
        lock=str(connection_id),
        queueing_lock=f"{connection_id} {' '.join(kinds)}",
    )
    try:
        named.defer(tenant_id=str(tenant_id), connection_id=str(connection_id), kinds=[*kinds])
    except AlreadyEnqueued:
        return False
    return True


def put_site(app: procrastinate.App, tenant_id: UUID) -> None:
    """Queues the building of what a company ordered. Its lock is the workshop's: that of a dead worker is free."""
    named = app.configure_task("build_site", queue=QUEUE, queueing_lock=f"site {tenant_id}")
    with suppress(AlreadyEnqueued):
        named.defer(tenant_id=str(tenant_id))


class Herald:
    """Queues a job for connections that webhooks came for: off the road of the request, many together."""

    def __init__(self, app: procrastinate.App) -> None:
        self._app = app
        self._lock = Lock()
        self._heard: set[tuple[UUID, UUID]] = set()
        self._wake, self._is_stopping = Event(), Event()
        self._thread = Thread(target=self._tell, name="herald")

    def hear(self, tenant_id: UUID, connection_id: UUID) -> None:
        """Returns at once."""
        with self._lock:
            self._heard.add((tenant_id, connection_id))
        self._wake.set()

    def hear_of_site(self, tenant_id: UUID) -> None:
        """What cannot be queued now is found by the next look around."""
        try:
            put_site(self._app, tenant_id)
        except Exception:  # noqa: BLE001 - the order itself is safe
            _LOG.exception("job_not_queued", extra={"company": str(tenant_id)})

    def _tell(self) -> None:
        while not self._is_stopping.is_set():
            self._wake.wait()
            self._is_stopping.wait(_GATHER_S)
            self._wake.clear()
            with self._lock:
                heard, self._heard = self._heard, set()
            for tenant_id, connection_id in heard:
                self._put(tenant_id, connection_id)

    def _put(self, tenant_id: UUID, connection_id: UUID) -> None:
        """What cannot be queued now is found by the next look around."""
        try:
            put(self._app, tenant_id, connection_id, [RunKind.EVENTS.value])
        except Exception:  # noqa: BLE001 - the supervisor of this thread: it must go on
            _LOG.exception("job_not_queued", extra={"connection": str(connection_id)})

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_stopping.set()
        self._wake.set()
        self._thread.join()


@contextmanager
def heralding(url: str) -> Iterator[Herald]:
    """A herald with a queue of its own, stopped at the end."""
    app = open_queue(url)
    herald = Herald(app)
    herald.start()
    try:
        yield herald
    finally:
        herald.stop()
        app.close()
