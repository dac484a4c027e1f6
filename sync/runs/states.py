"""How it stands with connections, as values: who shows them needs neither the store nor the wires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.exchange import ConnectionStatus, InboxStatus

UNTRIED = "try_on"
"""Set aside: frames that are sold but cannot be tried on, because the shop does not tell all their dimensions."""


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
    def unused(self) -> int:
        """Records that could not be used at all."""
        return sum(count for kind, count in self.set_aside.items() if kind != UNTRIED)

    @property
    def untried(self) -> int:
        """Frames that are sold, but cannot be tried on."""
        return self.set_aside.get(UNTRIED, 0)

    @property
    def dead_letters(self) -> int:
        return self.inbox.get(InboxStatus.DEAD.value, 0)


@dataclass(frozen=True, slots=True)
class SyncStates:
    """News for the staff panel: how it stands with every connection."""

    states: tuple[ConnectionState, ...]
