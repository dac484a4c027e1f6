"""How it stands with a connection: for the staff panel, the command line and the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.domain.exchange import ConnectionStatus, InboxStatus, PlatformConnection
from app.domain.syncing import RunKind, RunOutcome, SyncRun
from app.services.adjust_stock import TOPIC
from app.store.unit_of_work import Repositories

_DAY = timedelta(days=1)
_RUNS = 2000


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """What is worth knowing about a connection now."""

    id: UUID
    name: str
    platform: str
    shop: str
    status: ConnectionStatus
    reason: str
    """Of the last run that did not end well, while none has ended well since; empty else."""
    synced_at: datetime | None
    """When a pull ended well last."""
    lag_s: float | None
    counts: Mapping[str, int]
    """Of all runs of the last day together."""
    failures: int
    """Runs of the last day that did not end well."""
    waited_s: float
    """For limits and before retries, in the last day."""
    unsent: int
    """Messages of ours that this platform does not have."""
    oldest_unsent_s: float | None
    inbox: Mapping[str, int]
    set_aside: Mapping[str, int]
    conflicts: int

    @property
    def needs_owner(self) -> bool:
        return self.status is ConnectionStatus.NEEDS_OWNER

    @property
    def dead_letters(self) -> int:
        return self.inbox.get(InboxStatus.DEAD.value, 0)


def read_state(shop: Repositories, connection: PlatformConnection) -> ConnectionState:
    """As of now."""
    now = shop.moment
    runs = [run for run in shop.sync_log.runs(connection.id, _RUNS) if run.started_at > now - _DAY]
    pulls = shop.sync_log.last_good(connection.id, RunKind.PULL)
    unsent = shop.deliveries.due(connection.id, TOPIC, now + _DAY, _RUNS)
    oldest = min((message.created_at for message in unsent), default=None)
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
        unsent=len(unsent),
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
