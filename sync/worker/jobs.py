"""The jobs of a mirror that synchronises its shop with the platforms itself."""

from __future__ import annotations

from sync.runs.attending import SyncWorker
from sync.runs.schedule import Job


def jobs_of(worker: SyncWorker) -> tuple[Job, ...]:
    """How often the worker looks around; what is due is its own decision."""
    return (
        Job("push", 5.0, worker.push),
        Job("pull", 15.0, worker.pull, first_s=2.0),
        Job("sweep", 120.0, worker.sweep),
        Job("health", 30.0, worker.health),
    )
