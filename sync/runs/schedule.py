"""Calls jobs again and again on threads of its own; nothing is decided here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

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

    def wake(self, name: str) -> None:
        """Does this job as soon as a thread is free; asked many times, once."""
        self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))  # noqa: TID251 - the scheduler's own clock

    def stop(self) -> None:
        """Finishes the jobs under way, starts no other, and joins the threads."""
        self._scheduler.shutdown(wait=True)
