"""Offers products to customers: a product of Shopify's is seen in no sales channel before it is published there."""

from __future__ import annotations

from functools import cached_property

from app.domain.errors import UnusableRecord
from sync.platforms.port import MissingRight
from sync.platforms.shopify import documents
from sync.platforms.shopify.client import ShopifyClient
from sync.platforms.shopify.mapping import gid

_ONLINE_STORE = "gid://shopify/App/580111"
"""The same in every shop; its name is translated."""


class ShopifyPublishing:
    def __init__(self, client: ShopifyClient) -> None:
        self._client = client

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Publications that customers should find a new product in: the Online Store's; without one, all.

        UnusableRecord, in words for the owner, when the app may not publish or the shop has no sales channel.
        """
        try:
            pages = list(self._client.nodes(documents.PUBLICATIONS, "publications"))
        except MissingRight:
            raise UnusableRecord(
                "The app may not publish products, so nobody would see this one: give it the scope "
                "write_publications, install it again, then try again with “varai sync replay”."
            ) from None
        apps = {
            one["id"]: {channel["app"]["id"] for channel in one["channels"]["nodes"]}
            for nodes, _ in pages
            for one in nodes
        }
        if not apps:
            raise UnusableRecord("The shop has no sales channel to offer products in: add the Online Store.")
        online = tuple(one for one, of_apps in apps.items() if _ONLINE_STORE in of_apps)
        return online or tuple(apps)

    def publish(self, product_id: str, places: tuple[str, ...]) -> None:
        """Harmless where it is published already."""
        to = [{"publicationId": one} for one in places]
        told = self._client.query(documents.PUBLISH, id=gid("Product", product_id), to=to)
        if errors := told["publishablePublish"]["userErrors"]:
            raise UnusableRecord(f"Shopify does not offer the product to customers: {errors[0]['message']}")
