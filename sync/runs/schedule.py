"""Calls jobs again and again on threads of its own; nothing is decided here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every now and then. It may come late, is never done twice at once, and is not made up for."""

    name: str
    every_s: float
    work: Callable[[], None]
    first_s: float | None = None
    """When it is done first; after `every_s` without."""

    def run_once(self) -> None:
        """Whatever goes wrong is on record; the next time comes anyhow."""
        try:
            self.work()
        except Exception:  # noqa: BLE001 - the supervisor of this thread: it must go on
            _LOG.exception("job_failed", extra={"job": self.name})


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the scheduler's clock


class Schedule:
    """Runs jobs on a few threads of its own until it is stopped."""

    def __init__(self, jobs: tuple[Job, ...], threads: int = 2) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._lock = Lock()
        self._running: set[str] = set()
        self._again: set[str] = set()
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(threads)}, timezone=UTC
        )
        for job in jobs:
            self._scheduler.add_job(
                self._run,
                "interval",
                args=(job.name,),
                seconds=job.every_s,
                jitter=max(1, round(job.every_s / 10)),
                id=job.name,
                next_run_time=_now() + timedelta(seconds=job.every_s if job.first_s is None else job.first_s),
                max_instances=2,  # the second only asks the first to go on, see _run
                coalesce=True,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        self._scheduler.start()

    def wake(self, name: str) -> None:
        """Does this job as soon as a thread is free, and once more if it runs already; asked many times, once."""
        with self._lock:
            if name in self._again:
                return
            self._again.add(name)
            if name in self._running:
                return
        self._scheduler.modify_job(name, next_run_time=_now())

    def _run(self, name: str) -> None:
        """Never the same job twice at once: who comes while it runs has it run again."""
        with self._lock:
            if name in self._running:
                self._again.add(name)
                return
            self._running.add(name)
            self._again.discard(name)
        while self._work(name):
            pass

    def _work(self, name: str) -> bool:
        """Whether somebody asked for it meanwhile."""
        self._jobs[name].run_once()
        with self._lock:
            is_wanted = name in self._again
            self._again.discard(name)
            if not is_wanted:
                self._running.discard(name)
        return is_wanted

    def stop(self) -> None:
        """Finishes the jobs under way, starts no other, and joins the threads."""
        self._scheduler.shutdown(wait=True)
