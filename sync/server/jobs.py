"""Synchronising, and building sites, as jobs in PostgreSQL (Procrastinate): any number of processes and hosts.

A job says which connection, not what to do: that is decided when its turn comes. A connection's jobs share a lock, so
it is never synchronised by two at once, and one that is slow holds one place only; a job that waits already is not
queued twice. What a process that died left undone is found again by a look around, soon after it is missed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from uuid import UUID

import procrastinate
import psycopg
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.schema import SchemaManager

from app.bus import Bus
from app.domain.errors import NeedsOwner, Unknown
from app.store.connections import Database
from sync.runs.attending import SyncWorker
from sync.server.sites.workshop import SiteWorkshop
from sync.server.synchronising import TenantJoiners, concerns_shops

SCHEMA = "jobs"
QUEUE = "sync"
_IN_SCHEMA = {"options": f"-c search_path={SCHEMA}"}
Place = tuple[UUID, UUID]
"""A company and its connection."""
_TASK = "synchronise"
_LOOK_EVERY = "* * * * * */30"
"""What is written, or told by a platform, is queued at once: this is for what the clock brings, and for what was
lost."""
_ANSWERS_WITHIN_S = 10.0
_DEAD_AFTER_S = 30.0
"""Processes show life every ten seconds."""
_HEARD, _FIRST = 1, 2
"""Priorities; 0 for what is due by the clock."""
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
    connector = procrastinate.PsycopgConnector(
        conninfo=libpq_url(url), min_size=1, max_size=3, timeout=_ANSWERS_WITHIN_S, kwargs=_IN_SCHEMA
    )
    app = procrastinate.App(connector=connector)
    _name_tasks(app, Work(joiners, SyncWorker(joiners.all, database, lambda _states: None), workshop))
    return app


class Work:
    """What the jobs do."""

    def __init__(self, joiners: TenantJoiners, worker: SyncWorker, workshop: SiteWorkshop) -> None:
        self._joiners = joiners
        self._worker = worker
        self.workshop = workshop

    def synchronise(self, tenant_id: str, connection_id: str) -> None:
        """What is due for one connection now; nothing when it was removed meanwhile."""
        with suppress(Unknown):
            self._worker.run_due(self._joiners.of(UUID(tenant_id)), UUID(connection_id))

    def due(self) -> list[Place]:
        """Every connection for which something should be done now."""
        return [
            (joiner.scope, connection_id)
            for joiner in self._joiners.all()
            for connection_id in self._worker.due(joiner)
        ]


def _name_tasks(app: procrastinate.App, work: Work | None) -> None:
    """The same names on both sides; only a worker has something behind them."""

    @app.task(name=_TASK, queue=QUEUE)
    def synchronise(tenant_id: str, connection_id: str) -> None:
        assert work is not None
        work.synchronise(tenant_id, connection_id)

    @app.task(name="build_site", queue=QUEUE)
    def build_site(tenant_id: str) -> None:
        assert work is not None
        work.workshop.build(UUID(tenant_id))

    @app.periodic(cron=_LOOK_EVERY)
    @app.task(name="look_around", queue=QUEUE, queueing_lock="look_around", priority=_FIRST)
    async def look_around(timestamp: int) -> None:
        del timestamp
        assert work is not None
        await bury_the_dead(app)
        await put_all(app, await asyncio.to_thread(work.due))
        for tenant_id in await asyncio.to_thread(work.workshop.companies_waiting):
            with suppress(AlreadyEnqueued):
                await app.job_manager.defer_job_async(_site_job(app, tenant_id))


async def bury_the_dead(app: procrastinate.App) -> None:
    """Takes away jobs whose process shows no life any more: they would keep their connections locked for ever."""
    for job in await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=_DEAD_AFTER_S):
        _LOG.warning("job_abandoned", extra={"job": job.call_string})
        with suppress(ConnectorException):  # it ended just now, or another process was faster
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


async def put_all(app: procrastinate.App, places: Sequence[Place]) -> None:
    """Queues a job for each of these connections that has none waiting, in one statement."""
    waiting = await app.job_manager.list_jobs_async(queue=QUEUE, status=Status.TODO.value)
    locks = {job.queueing_lock for job in waiting}
    jobs = [_job(app, place) for place in places if str(place[1]) not in locks]
    if jobs:
        with suppress(AlreadyEnqueued):  # somebody else looked around in the same moment
            await app.job_manager.batch_defer_jobs_async(jobs)


def _job(app: procrastinate.App, place: Place, *, is_heard: bool = False) -> Job:
    """Those that a webhook came for go before those whose time has come."""
    tenant_id, connection_id = map(str, place)
    lock = f"{connection_id} heard" if is_heard else connection_id
    priority = _HEARD if is_heard else 0
    task = app.configure_task(_TASK, queue=QUEUE, lock=connection_id, queueing_lock=lock, priority=priority)
    return task.make_new_job(tenant_id=tenant_id, connection_id=connection_id)


def put_heard(app: procrastinate.App, place: Place) -> bool:
    """Queues a job for a connection that a webhook came for; False when one waits already."""
    try:
        app.job_manager.defer_job(_job(app, place, is_heard=True))
    except AlreadyEnqueued:
        return False
    return True


def _site_job(app: procrastinate.App, tenant_id: UUID) -> Job:
    """The building of what a company ordered. Its lock is the workshop's: that of a dead worker is free."""
    task = app.configure_task("build_site", queue=QUEUE, queueing_lock=f"site {tenant_id}")
    return task.make_new_job(tenant_id=str(tenant_id))


def put_site(app: procrastinate.App, tenant_id: UUID) -> None:
    """Queues the building of what a company ordered; nothing when it waits already."""
    with suppress(AlreadyEnqueued):
        app.job_manager.defer_job(_site_job(app, tenant_id))


class Herald:
    """Queues a job for connections that webhooks came for, and for those of a company that has something to send:
    off the road of the request, many together."""

    def __init__(self, app: procrastinate.App, connections_of: Callable[[UUID], Sequence[UUID]]) -> None:
        self._app = app
        self._connections_of = connections_of
        self._lock = Lock()
        self._heard: set[Place] = set()
        self._changed: set[UUID] = set()
        self._wake, self._is_stopping = Event(), Event()
        self._thread = Thread(target=self._tell, name="herald")

    def hear(self, tenant_id: UUID, connection_id: UUID) -> None:
        """Returns at once."""
        with self._lock:
            self._heard.add((tenant_id, connection_id))
        self._wake.set()

    def hear_of_change(self, event: object) -> None:
        """Of anything on the bus. Returns at once."""
        if concerns_shops(event):
            with self._lock:
                self._changed.add(event.tenant_id)
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
                changed, self._changed = self._changed, set()
            for place in heard | {place for tenant_id in changed for place in self._places_of(tenant_id)}:
                self._put(place)

    def _places_of(self, tenant_id: UUID) -> list[Place]:
        """What cannot be looked up now is found by the next look around."""
        try:
            return [(tenant_id, connection_id) for connection_id in self._connections_of(tenant_id)]
        except Exception:  # noqa: BLE001 - the supervisor of this thread: it must go on
            _LOG.exception("connections_not_found", extra={"company": str(tenant_id)})
            return []

    def _put(self, place: Place) -> None:
        """What cannot be queued now is found by the next look around."""
        try:
            put_heard(self._app, place)
        except Exception:  # noqa: BLE001 - the supervisor of this thread: it must go on
            _LOG.exception("job_not_queued", extra={"connection": str(place[1])})

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._is_stopping.set()
        self._wake.set()
        self._thread.join()


@contextmanager
def heralding(url: str, joiners: TenantJoiners, bus: Bus) -> Iterator[Herald]:
    """A herald with a queue of its own, stopped at the end."""
    app = open_queue(url)
    herald = Herald(app, joiners.connections_of)
    end_hearing = bus.subscribe(herald.hear_of_change)
    herald.start()
    try:
        yield herald
    finally:
        end_hearing()
        herald.stop()
        app.close()
