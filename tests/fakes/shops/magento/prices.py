"""Prices of a simulated Magento's websites: rows of their own beside what holds everywhere.

With one base currency the price scope is global: there is one price, whatever store is named. Otherwise a price for
a store view holds in its whole website. What is not taken comes back in a list, and the rest is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True)
class View:
    """A store view of a website."""

    id: int
    code: str
    website_id: int
    currency: str


class WebsitePrices:
    def __init__(self, views: Callable[[], list[View]], product: Callable[[str], Record | None]) -> None:
        self._views = views
        self._product = product
        self._usual: dict[tuple[str, int], float] = {}
        self._special: dict[tuple[str, int], Record] = {}

    @property
    def _is_global(self) -> bool:
        return len({view.currency for view in self._views()}) == 1

    def seen_through(self, view: View, record: Record) -> Record:
        """The product as this store view has it."""
        place = record["sku"], view.id
        told = [
            one for one in record["custom_attributes"] if not one["attribute_code"].startswith("special_")
        ]
        special = self._special.get(place)
        if special is None:
            told = record["custom_attributes"]
        else:
            told = [*told, {"attribute_code": "special_price", "value": f"{special['price']:.6f}"}]
        return {**record, "price": self._usual.get(place, record["price"]), "custom_attributes": told}

    def set_usual(self, told: list[Record]) -> list[Record]:
        refused = [bad for one in told if (bad := self._wrong(one)) is not None]
        for one in told:
            if self._wrong(one) is None:
                for store_id in self._stores(one["store_id"]):
                    self._usual[one["sku"], store_id] = float(one["price"])
        return refused

    def set_special(self, told: list[Record]) -> list[Record]:
        """Unlike the usual one it is kept for the very store view that is named."""
        refused = [bad for one in told if (bad := self._wrong_special(one)) is not None]
        for one in told:
            if self._wrong_special(one) is None:
                self._special[one["sku"], one["store_id"]] = {**one, "price": float(one["price"])}
        return refused

    def specials_of(self, skus: list[str]) -> list[Record]:
        return [
            {"price_from": None, "price_to": None, **one}
            for (sku, _), one in self._special.items()
            if sku in skus
        ]

    def delete_special(self, told: list[Record]) -> list[Record]:
        refused = [bad for one in told if (bad := self._wrong_special(one)) is not None]
        for one in told:
            self._special.pop((one["sku"], one["store_id"]), None)
        return refused

    def _stores(self, store_id: int) -> list[int]:
        website = next(view.website_id for view in self._views() if view.id == store_id)
        return [view.id for view in self._views() if view.website_id == website]

    def _wrong(self, one: Record) -> Record | None:
        if self._product(one["sku"]) is None:
            parameters = {"fieldName": "SKU", "fieldValue": one["sku"]}
            return {"message": "Invalid attribute %fieldName = %fieldValue.", "parameters": parameters}
        if one["store_id"] not in {view.id for view in self._views()}:
            message = "Requested store is not found. Row ID: SKU = %SKU, Store ID: %storeId."
            return {"message": message, "parameters": {"SKU": one["sku"], "storeId": one["store_id"]}}
        return None

    def _wrong_special(self, one: Record) -> Record | None:
        if self._is_global:
            message = "Could not change non global Price when price scope is global."
            return {"message": message, "parameters": []}
        return self._wrong(one)
