"""Everything one run with one connection works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from app.domain.exchange import Platform, PlatformConnection, ReferenceKind, SyncCursor
from app.domain.tenancy import TenantScope
from app.ports import WallClock
from app.store.unit_of_work import Repositories, ShopStore
from sync.platforms.port import PlatformAdapter
from sync.reconcile.policy import Policy

CleanHtml = Callable[[str], str]
Tell = Callable[[str, int, int | None], None]
"""Hears how far a run is: (what, done, expected)."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """Where this platform shall tell us of changes, and what it shall sign with."""

    address: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Link:
    """A joined shop: our store here, the platform there, and the rules between them."""

    store: ShopStore
    scope: TenantScope
    connection: PlatformConnection
    policy: Policy
    adapter: PlatformAdapter
    clock: WallClock
    clean_html: CleanHtml
    """Makes a description from outside safe to show."""
    hooks: Hooks | None = None
    """None where nobody outside can reach us: a mirror in its shop."""
    tell: Tell = lambda _what, _done, _expected: None

    @property
    def id(self) -> UUID:
        return self.connection.id

    @property
    def platform(self) -> Platform:
        return self.connection.platform

    @property
    def shop(self) -> str:
        return self.connection.shop

    def cursor(self, stream: str) -> str:
        with self.store.reading(self.scope) as shop:
            return shop.connections.cursor(self.id, stream) or ""

    def move_cursor(self, shop: Repositories, stream: str, position: str) -> None:
        """In the transaction of what was read up to there."""
        shop.connections.move_cursor(SyncCursor(self.id, stream, position, shop.moment))

    def ours(self, shop: Repositories, kind: ReferenceKind, external_ids: list[str]) -> dict[str, UUID]:
        """Our ids by the platform's."""
        return shop.references.find(self.platform, self.shop, kind, external_ids)
