"""What the contract suite runs against: a simulated shop, or a real one when the environment names it.

A real shop is used as it is, with other products in it. Set, for WooCommerce,
`VARAI_TEST_WOOCOMMERCE_URL`, `…_KEY`, `…_SECRET`; for Magento `VARAI_TEST_MAGENTO_URL` and either `…_USERNAME`,
`…_PASSWORD` or `…_CONSUMER_KEY`, `…_CONSUMER_SECRET`, `…_ACCESS_TOKEN`, `…_ACCESS_TOKEN_SECRET`, or (cloud service)
`…_CLIENT_ID`, `…_CLIENT_SECRET`; for Shopify
`VARAI_TEST_SHOPIFY_URL` and `…_ACCESS_TOKEN` or `…_CLIENT_ID`, `…_CLIENT_SECRET`; for BigCommerce
`VARAI_TEST_BIGCOMMERCE_URL` (with `/stores/{hash}`), `…_ACCESS_TOKEN`, `…_CLIENT_SECRET`. `…_CA` may name a file
of certificates to trust.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from app.domain.exchange import Platform
from app.domain.money import Money
from app.domain.products import Price, ProductOption
from app.wall_clock import MachineClock
from engine.clock import MonotonicClock
from engine.types import FrameMaterial, FrameShape
from sync.http.client import Line
from sync.platforms.access import Access
from sync.platforms.opening import open_platform
from sync.platforms.port import PlatformAdapter
from sync.platforms.values import Credentials, EyewearFields, NewProduct, NewVariant, RemoteProduct
from tests.fakes.shops.lines import HERE, quick_line
from tests.fakes.shops.serving import Shop, serving
from tests.fakes.shops.simulated import credentials_of, simulated

EYEWEAR = EyewearFields(52, 41, 18, 145, FrameShape.ROUND, None, FrameMaterial.ACETATE)


@dataclass
class Bed:
    """A shop to try things in. What is made here is taken away at the end."""

    adapter: PlatformAdapter
    shop: Shop | None
    """None: a real one."""
    currency: str = ""
    made: list[str] = field(default_factory=list)

    def sku(self) -> str:
        return f"VT-{uuid4().hex[:10].upper()}"

    def price(self, amount_minor: int, before_minor: int | None = None) -> Price:
        return Price(Money(amount_minor, self.currency), before_minor)

    def new(self, choices: tuple[str, ...] = (), **more: object) -> NewProduct:
        """A product to create; with choices of colour, a variant for each."""
        sku, stock = self.sku(), {self.adapter.locations()[0].id: 5}
        prices = (self.price(12900),)
        if not choices:
            variants = (NewVariant(sku, prices, stock=stock),)
            return NewProduct(f"Test frame {sku}", variants, sku, **more)  # type: ignore[arg-type]
        variants = tuple(
            NewVariant(f"{sku}-{one}", prices, (("Colour", one),), stock=stock) for one in choices
        )
        options = (ProductOption("Colour", choices),)
        return NewProduct(f"Test frame {sku}", variants, f"{sku}-P", options=options, **more)  # type: ignore[arg-type]

    def create(self, choices: tuple[str, ...] = (), **more: object) -> RemoteProduct:
        return self.keep(self.new(choices, **more))

    def keep(self, wanted: NewProduct) -> RemoteProduct:
        made = self.adapter.create_product(wanted)
        self.made.append(made.id)
        return made

    def read(self, product_id: str) -> RemoteProduct:
        found = self.adapter.read_product(product_id)
        assert found is not None
        return found

    def available(self, product_id: str) -> list[int]:
        """Pieces of its variants, in order, at the shop's first location."""
        place = self.adapter.locations()[0].id
        variants = self.read(product_id).variants
        return [
            level.available for one in variants for level in one.stock or () if level.location_id == place
        ]

    def levels(self, product_id: str, variant_id: str) -> dict[str, int]:
        """Pieces of a variant by location."""
        (variant,) = (one for one in self.read(product_id).variants if one.id == variant_id)
        return {level.location_id: level.available for level in variant.stock or ()}

    def clean(self) -> None:
        for product_id in self.made:
            self.adapter.delete_product(product_id)


@contextmanager
def simulated_bed(platform: Platform) -> Iterator[Bed]:
    shop = simulated(platform)
    with serving(shop) as address, closing(open_simulated(platform, shop, address)) as adapter:
        yield Bed(adapter, shop, adapter.check().currency)


def open_simulated(platform: Platform, shop: Shop, address: str) -> PlatformAdapter:
    access = Access(address, Credentials(credentials_of(platform)), HERE)
    return open_platform(platform, access, quick_line())


@contextmanager
def real_bed(platform: Platform) -> Iterator[Bed]:
    told = environment(platform)
    ca_file = Path(told.pop("ca")) if "ca" in told else None
    access = Access(told.pop("url"), Credentials(told), HERE, ca_file)
    with closing(open_platform(platform, access, Line(MonotonicClock(), MachineClock()))) as adapter:
        bed = Bed(adapter, None, adapter.check().currency)
        try:
            yield bed
        finally:
            bed.clean()


@contextmanager
def closing(adapter: PlatformAdapter) -> Iterator[PlatformAdapter]:
    try:
        yield adapter
    finally:
        adapter.close()


def environment(platform: Platform) -> dict[str, str]:
    """What the environment tells of a real shop, by the credentials' names."""
    prefix = f"VARAI_TEST_{platform.upper()}_"
    told = os.environ  # noqa: TID251 - the tests' own root
    return {name.removeprefix(prefix).lower(): told[name] for name in told if name.startswith(prefix)}
