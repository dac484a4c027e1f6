"""Calls the worker's methods again and again on its own threads; nothing is decided here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from sync.worker.worker import SyncWorker

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every now and then. It may come late, is never done twice at once, and is not made up for."""

    name: str
    every_s: float
    work: Callable[[], None]

    def run_once(self) -> None:
        """Whatever goes wrong is on record; the next time comes anyhow."""
        try:
            self.work()
        except Exception:  # noqa: BLE001 - the supervisor of this thread: it must go on
            _LOG.exception("job %s failed", self.name)


def jobs_of(worker: SyncWorker) -> tuple[Job, ...]:
    """How often the worker looks around; what is due is its own decision."""
    return (
        Job("push", 5.0, worker.push),
        Job("pull", 15.0, worker.pull),
        Job("sweep", 120.0, worker.sweep),
        Job("health", 30.0, worker.health),
    )


class Schedule:
    """Runs jobs on a few threads of its own until it is stopped."""

    def __init__(self, jobs: tuple[Job, ...], threads: int = 2) -> None:
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(threads)}, timezone=UTC
        )
        for job in jobs:
            self._scheduler.add_job(
                job.run_once,
                "interval",
                seconds=job.every_s,
                jitter=max(1, round(job.every_s / 10)),
                id=job.name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        """Finishes the jobs under way, starts no other, and joins the threads."""
        self._scheduler.shutdown(wait=True)
