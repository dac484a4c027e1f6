"""What the engine asks of a shop platform. Four adapters fill it; one contract suite holds them to it.

All calls block the calling thread and raise by what to do next (`app.domain.errors`):
RetryLater (the platform is away, busy or limits us), NeedsOwner (credentials, rights, plan),
UnusableRecord (this one record cannot be written), OutcomeUnknown (see there).
An adapter is used from one thread at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.errors import NeedsOwner, Refused
from sync.http.errors import OutcomeUnknown
from sync.http.traffic import Cost
from sync.platforms.values import (
    Capabilities,
    Greeting,
    Hint,
    NewProduct,
    NewVariant,
    Noted,
    Page,
    ProductChange,
    RemoteLocation,
    RemotePrices,
    RemoteProduct,
    RemoteStock,
    RemoteVariant,
    ShopFacts,
    StockAdjustment,
    StockSet,
    Subscription,
    VariantChange,
    VerifiedDelivery,
    WriteOutcome,
)

__all__ = [
    "InvalidSignature",
    "Journal",
    "MissingRight",
    "OutcomeUnknown",
    "PlatformAdapter",
    "WebhookVerifier",
]


class InvalidSignature(Refused):
    """The delivery is not from the platform, was changed on its way, or is too old."""


class MissingRight(NeedsOwner):
    """The credentials are good, but this they may not do."""


class PlatformAdapter(Protocol):
    """A joined shop."""

    @property
    def capabilities(self) -> Capabilities: ...

    def check(self) -> ShopFacts:
        """Talks to the shop once. NeedsOwner says which credential or right is wrong."""
        ...

    def cost(self) -> Cost:
        """Since this adapter was opened; subtract two for a run."""
        ...

    def close(self) -> None: ...

    # Reading -----------------------------------------------------------------------------------------------

    def read_products(self, position: str, overlap: timedelta) -> Iterator[Page[RemoteProduct]]:
        """Products changed since `position` (empty: all), each at least once, whatever changes meanwhile.
        A position of a page in the middle goes on there; overlap counts when a new reading begins."""
        ...

    def read_ids(self, position: str = "") -> Iterator[Page[str]]:
        """Ids of all products there are. Absent from a reading done to its last page: deleted."""
        ...

    def read_stock(self, position: str = "") -> Iterator[Page[RemoteStock]]:
        """Stock of all variants at all locations. What is not tracked is not told."""
        ...

    def read_prices(self, position: str = "") -> Iterator[Page[RemotePrices]]:
        """Prices of all variants."""
        ...

    def read_product(self, product_id: str) -> RemoteProduct | None:
        """With its stock; None when it is gone (a trashed one is). UnusableRecord when it makes no sense."""
        ...

    def product_of(self, hint: Hint) -> str | None:
        """Id of the product that a delivery speaks of; None when it is gone. Not for CATALOGUE."""
        ...

    def find_by_sku(self, sku: str) -> tuple[str, str] | None:
        """(product id, variant id) of the variant with this SKU."""
        ...

    def locations(self) -> tuple[RemoteLocation, ...]: ...

    # Writing -----------------------------------------------------------------------------------------------

    def create_product(self, product: NewProduct) -> RemoteProduct:
        """The product as the platform has it then; while its status is published, customers see it.
        UnusableRecord, before anything is made, when the account may not see to that.
        One whose SKU is there already is bound, not doubled: the existing one is returned, with those of the
        variants added that it lacked if it has the same `code`. A repeated call is harmless."""
        ...

    def update_product(self, product_id: str, change: ProductChange) -> None:
        """UnusableRecord when the platform does not take it; Unknown when the product is gone."""
        ...

    def delete_product(self, product_id: str) -> None:
        """For good. Nothing happens when it is gone."""
        ...

    def create_variant(self, product_id: str, variant: NewVariant) -> RemoteVariant:
        """Bound, not doubled, when this product has the SKU already."""
        ...

    def update_variants(self, changes: Sequence[VariantChange]) -> WriteOutcome:
        """Any number; in the platform's batches."""
        ...

    def delete_variant(self, product_id: str, variant_id: str) -> None: ...

    def set_stock(self, writes: Sequence[StockSet], key: str) -> WriteOutcome:
        """`key` makes a repeated call count once where the platform can; an absolute level anyway does."""
        ...

    def adjust_stock(self, writes: Sequence[StockAdjustment], key: str) -> WriteOutcome:
        """See `Capabilities.is_adjustment_idempotent` before repeating one that raised. One location and
        variant stands once in it."""
        ...

    # Webhooks ----------------------------------------------------------------------------------------------

    def wanted_topics(self) -> tuple[str, ...]:
        """All topics the engine lives on; empty where the platform has no webhooks."""
        ...

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Those that this account's application made, or that name an address of ours."""
        ...

    def subscribe(self, topic: str, address: str, secret: str) -> Subscription:
        """`secret` signs deliveries where the platform lets us choose it."""
        ...

    def repair(self, subscription: Subscription, address: str, secret: str) -> Subscription:
        """Makes it active again, at this address and with this secret."""
        ...

    def unsubscribe(self, subscription: Subscription) -> None: ...

    def journal(self) -> Journal | None:
        """Events that the platform keeps for us until we read them; None where it keeps none."""
        ...


class Journal(Protocol):
    """See `PlatformAdapter`; closed with it."""

    def read(self, position: str = "") -> Iterator[Page[Noted]]:
        """Events since `position` (empty: from now on), each at least once."""
        ...


class WebhookVerifier(Protocol):
    """Decides whether a delivery is genuine. Pure."""

    def verify(
        self, body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
    ) -> VerifiedDelivery | Greeting:
        """InvalidSignature unless one of `secrets` (two while one is replaced) signed these very bytes.
        Header names in any case."""
        ...
