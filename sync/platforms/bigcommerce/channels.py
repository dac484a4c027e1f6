"""Offers products to customers: a storefront of BigCommerce's shows what is assigned to its channel, and no more."""

from __future__ import annotations

from functools import cached_property

from app.domain.errors import UnusableRecord
from sync.platforms.bigcommerce.client import BigCommerceClient, check
from sync.platforms.port import MissingRight


class BigCommerceChannels:
    def __init__(self, client: BigCommerceClient) -> None:
        self._client = client

    @cached_property
    def first(self) -> int:
        """The shop's first active storefront.

        UnusableRecord, in words for the owner, when the account may not look, or there is none.
        """
        try:
            pages = list(self._client.pages("channels", type__in="storefront"))
        except MissingRight:
            raise UnusableRecord(
                "The account may not see the shop's storefronts, so nobody would see this product: give it the "
                "scope for Channel Settings (read-only), then try again with “varai sync replay”."
            ) from None
        active = [int(one["id"]) for page in pages for one in page if one["status"] == "active"]
        if not active:
            raise UnusableRecord("The shop has no active storefront to offer products in.")
        return min(active)

    def of(self, product_id: str) -> frozenset[int]:
        """Channels that offer the product."""
        found = self._client.listing("catalog/products/channel-assignments", product_id__in=product_id)
        return frozenset(int(one["channel_id"]) for one in found)

    def assign(self, product_id: str, channel_id: int) -> None:
        """Harmless when it is assigned already."""
        body = [{"product_id": int(product_id), "channel_id": channel_id}]
        check(self._client.call("PUT", "catalog/products/channel-assignments", body))
