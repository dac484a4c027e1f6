"""Where customers find products: a product that is in no publication is seen by nobody, whatever its status."""

from __future__ import annotations

from typing import Any

from tests.fakes.shops.shopify.records import Record, denied, gid, number_of
from tests.fakes.shops.shopify.shelves import Shelves

POINT_OF_SALE, ONLINE_STORE = "gid://shopify/App/129785", "gid://shopify/App/580111"


class Channels(Shelves):
    def __init__(self) -> None:
        super().__init__()
        self.publications = {gid("Publication", 8): POINT_OF_SALE, gid("Publication", 9): ONLINE_STORE}
        """The app behind each."""
        self.published: set[tuple[int, str]] = set()
        """(product, publication)."""

    def shows(self, product_id: str) -> bool:
        """Whether customers find it in the online store."""
        apps = {self.publications[one] for product, one in self.published if product == int(product_id)}
        return self.products[int(product_id)]["status"] == "ACTIVE" and ONLINE_STORE in apps

    def _do_publications(self, told: Record) -> Any:
        if "write_publications" not in self.scopes:
            return denied("publications", "read_publications")
        nodes = [
            {"id": one, "channels": {"nodes": [{"app": {"id": app}}]}}
            for one, app in self.publications.items()
        ]
        return {"publications": {"nodes": nodes, "pageInfo": {"hasNextPage": False, "endCursor": None}}}

    def _do_publish(self, told: Record) -> Any:
        number = number_of(told["id"])
        wanted = {one["publicationId"] for one in told["to"]}
        if wanted - self.publications.keys():
            errors = [{"field": ["input"], "message": "Publication does not exist or is not publishable"}]
            return {"publishablePublish": {"userErrors": errors}}
        self.published |= {(number, one) for one in wanted}
        self._touch(self.products[number])
        return {"publishablePublish": {"userErrors": []}}
