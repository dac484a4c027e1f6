"""How it stands with the central server: noted after each exchange, for the staff panel and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # whoever only shows it loads no database layer
    from app.domain.tenancy import TenantScope
    from app.store.unit_of_work import Repositories, ShopStore


_NOTE = "server:standing"
_MOST_REASONS = 50


@dataclass(frozen=True, slots=True)
class ServerState:
    """Of a mirror that is enrolled, or was until its server sent it away."""

    url: str
    synced_at: datetime | None
    """When everything was told and read last."""
    lag_s: float | None
    reason: str
    """Why the last exchange did not end well; empty when it did."""
    needs_owner: bool
    unsent: int
    """What happened here and the server has not heard."""
    oldest_unsent_s: float | None
    refused: tuple[str, ...]
    """Why the server did not carry out what it was told; each waits for a person."""


def note_exchange(
    store: ShopStore, scope: TenantScope, url: str, reason: str = "", *, needs_owner: bool = False
) -> None:
    """An exchange ended now; without a reason it ended well."""

    def note(shop: Repositories) -> None:
        before = shop.notes.get(_NOTE) or {}
        synced_at = before.get("synced_at") if reason else shop.moment.isoformat()
        told = {"url": url, "synced_at": synced_at, "reason": reason, "needs_owner": needs_owner}
        shop.notes.put(_NOTE, told)

    store.write(scope, note)


def read_standing(shop: Repositories, url: str) -> ServerState | None:
    """As of now. `url` names the server of a mirror that is enrolled; empty: None, unless one sent it away."""
    told = shop.notes.get(_NOTE) or {}
    if not url and not told.get("needs_owner"):
        return None
    if url and told.get("url") != url:  # another server's
        told = {}
    synced_at = told.get("synced_at")
    moment, oldest = datetime.fromisoformat(synced_at) if synced_at else None, shop.outbox.oldest_pending()
    return ServerState(
        url=url or told["url"],
        synced_at=moment,
        lag_s=None if moment is None else max(0.0, (shop.moment - moment).total_seconds()),
        reason=told.get("reason", ""),
        needs_owner=bool(told.get("needs_owner")),
        unsent=shop.outbox.unsent_count(),
        oldest_unsent_s=None if oldest is None else max(0.0, (shop.moment - oldest).total_seconds()),
        refused=tuple(message.reason for message in shop.outbox.quarantined(_MOST_REASONS)),
    )
