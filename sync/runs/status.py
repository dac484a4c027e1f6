"""How it stands with a connection: for the staff panel, the command line and the figures."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from app.domain.exchange import PlatformConnection
from app.domain.syncing import RunKind, RunOutcome, SyncRun
from app.services.adjust_stock import TOPIC
from app.store.unit_of_work import Repositories
from sync.runs.states import ConnectionState

_DAY = timedelta(days=1)
_RUNS = 2000


def read_state(shop: Repositories, connection: PlatformConnection) -> ConnectionState:
    """As of now."""
    now = shop.moment
    runs = [run for run in shop.sync_log.runs(connection.id, _RUNS) if run.started_at > now - _DAY]
    pulls = shop.sync_log.last_good(connection.id, RunKind.PULL)
    unsent, oldest = shop.deliveries.waiting(connection.id, TOPIC)
    counts: Counter[str] = Counter()
    for run in runs:
        counts.update(run.counts)
    return ConnectionState(
        id=connection.id,
        name=connection.name,
        platform=connection.platform.value,
        shop=connection.shop,
        status=connection.status,
        reason=_trouble(runs),
        synced_at=pulls,
        lag_s=None if pulls is None else max(0.0, (now - pulls).total_seconds()),
        counts=dict(counts),
        failures=sum(run.outcome not in {RunOutcome.DONE, RunOutcome.RUNNING} for run in runs),
        waited_s=sum(run.cost.get("waited_s", 0.0) for run in runs),
        unsent=unsent,
        oldest_unsent_s=None if oldest is None else max(0.0, (now - oldest).total_seconds()),
        inbox={status.value: count for status, count in shop.inbox.counts(connection.id).items()},
        set_aside=shop.sync_log.set_aside_counts(connection.id),
        conflicts=len(shop.sync_log.conflicts(connection.id, _RUNS)),
    )


def _trouble(newest_first: list[SyncRun]) -> str:
    """Why the last run that ended did not end well."""
    ended = (run for run in newest_first if run.outcome is not RunOutcome.RUNNING)
    last = next(ended, None)
    return "" if last is None or last.outcome is RunOutcome.DONE else last.reason
