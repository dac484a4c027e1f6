"""What the people of a simulated shop do, in the same words on every platform; things are named by a SKU they sell."""

from __future__ import annotations

from app.domain.exchange import Platform
from tests.fakes.shops.serving import Request


class Staff:
    def __init__(self, shop) -> None:
        self.shop = shop

    def make(self, code: str, pieces: int, colours: tuple[str, ...] = ()) -> None:
        """A new product: its one variant has the code as SKU, or each colour one of `code-colour`."""
        with self.shop.lock:
            self.shop.add(code, stock=pieces, choices=colours)

    def has(self, sku: str) -> bool:
        return sku in self._numbers()

    def rename(self, sku: str, title: str) -> None:
        self.shop.edit(self._product(sku), name=title)

    def reprice(self, sku: str, amount: int) -> None:
        """In whole units of the shop's currency."""
        raise NotImplementedError

    def level(self, sku: str) -> int:
        """Pieces at the first location."""
        raise NotImplementedError

    def move(self, sku: str, pieces: int) -> None:
        """Orders take away, deliveries and returns bring."""
        with self.shop.lock:
            self.shop.order(self._numbers()[sku], -pieces)

    def remove(self, sku: str) -> None:
        """The whole product."""
        with self.shop.lock:
            self.shop.remove(self._product(sku))

    def is_write(self, request: Request) -> bool:
        """Whether a request changed products or stock."""
        is_talk = request.path.endswith(("/webhooks", "/hooks", "/integration/admin/token"))
        return request.method != "GET" and not is_talk

    def _numbers(self) -> dict[str, int]:
        """What is sold: the shop's own number by SKU."""
        raise NotImplementedError

    def _product(self, sku: str) -> int:
        raise NotImplementedError


class ShopifyStaff(Staff):
    def _numbers(self) -> dict[str, int]:
        return {one["sku"]: number for number, one in self.shop.variants.items()}

    def _product(self, sku: str) -> int:
        return self.shop.variants[self._numbers()[sku]]["product"]

    def rename(self, sku: str, title: str) -> None:
        self.shop.edit(self._product(sku), title=title)

    def reprice(self, sku: str, amount: int) -> None:
        self.shop.variants[self._numbers()[sku]]["price"] = f"{amount}.00"
        self.shop.edit(self._product(sku))

    def level(self, sku: str) -> int:
        levels = self.shop.variants[self._numbers()[sku]]["levels"]
        return levels.get(self.shop.locations[0]["id"], 0)

    def is_write(self, request: Request) -> bool:
        document = request.json()["query"].lstrip() if request.path.endswith("/graphql.json") else ""
        return document.startswith("mutation") and "ubscri" not in document and "RunBulk" not in document


class WooStaff(Staff):
    def _numbers(self) -> dict[str, int]:
        return {one["sku"]: number for number, one in self.shop.records.items()}

    def _product(self, sku: str) -> int:
        number = self._numbers()[sku]
        return self.shop.records[number]["parent_id"] or number

    def reprice(self, sku: str, amount: int) -> None:
        self.shop.edit(self._numbers()[sku], regular_price=f"{amount}.00")

    def level(self, sku: str) -> int:
        return self.shop.records[self._numbers()[sku]]["stock_quantity"] or 0


class MagentoStaff(Staff):
    def _numbers(self) -> dict[str, int]:
        return {one["sku"]: number for number, one in self.shop.products.items()}

    def _product(self, sku: str) -> int:
        number = self._numbers()[sku]
        return next((parent for parent in self.shop.products if number in self._children(parent)), number)

    def _children(self, product: int) -> list[int]:
        return self.shop.products[product]["extension_attributes"].get("configurable_product_links", [])

    def reprice(self, sku: str, amount: int) -> None:
        self.shop.edit(self._numbers()[sku], price=float(amount))

    def level(self, sku: str) -> int:
        return self.shop.stock.get((sku, "default"), 0)

    def remove(self, sku: str) -> None:
        with self.shop.lock:
            product = self._product(sku)
            for number in (*self._children(product), product):
                self.shop.remove(number)


class BigCommerceStaff(Staff):
    def _variants(self) -> list[dict]:
        return [one for product in self.shop.products.values() for one in product["variants"]]

    def _numbers(self) -> dict[str, int]:
        return {one["sku"]: one["id"] for one in self._variants()}

    def _product(self, sku: str) -> int:
        return next(one["product_id"] for one in self._variants() if one["sku"] == sku)

    def reprice(self, sku: str, amount: int) -> None:
        variant = next(one for one in self._variants() if one["sku"] == sku)
        own = variant if variant["option_values"] else self.shop.products[variant["product_id"]]
        own["price"] = float(amount)
        self.shop.edit(variant["product_id"])

    def level(self, sku: str) -> int:
        return self.shop.levels.get((self._numbers()[sku], 1), 0)


_STAFF = {
    Platform.BIGCOMMERCE: BigCommerceStaff,
    Platform.MAGENTO: MagentoStaff,
    Platform.SHOPIFY: ShopifyStaff,
    Platform.WOOCOMMERCE: WooStaff,
}


def staff_of(platform: Platform, shop) -> Staff:
    return _STAFF[platform](shop)
