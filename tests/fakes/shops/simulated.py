"""The simulated shops by platform, and what opens them."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.exchange import Platform
from tests.fakes.shops import woocommerce
from tests.fakes.shops.bigcommerce import shop as bigcommerce
from tests.fakes.shops.bigcommerce.hooks import CLIENT_SECRET as BIGCOMMERCE_SECRET
from tests.fakes.shops.magento import shop as magento
from tests.fakes.shops.serving import Shop
from tests.fakes.shops.shopify import shop as shopify
from tests.fakes.shops.shopify.hooks import CLIENT_SECRET as SHOPIFY_SECRET

SIMULATED: dict[Platform, Callable[[], Shop]] = {
    Platform.BIGCOMMERCE: bigcommerce.BigCommerceShop,
    Platform.MAGENTO: magento.MagentoShop,
    Platform.SHOPIFY: shopify.ShopifyShop,
    Platform.WOOCOMMERCE: woocommerce.WooShop,
}
_CREDENTIALS = {
    Platform.BIGCOMMERCE: {"access_token": bigcommerce.TOKEN, "client_secret": BIGCOMMERCE_SECRET},
    Platform.MAGENTO: {"username": magento.USERNAME, "password": magento.PASSWORD},
    Platform.SHOPIFY: {"client_id": shopify.CLIENT_ID, "client_secret": SHOPIFY_SECRET},
    Platform.WOOCOMMERCE: {"key": woocommerce.KEY, "secret": woocommerce.SECRET},
}


def simulated(platform: Platform) -> Shop:
    return SIMULATED[platform]()


def credentials_of(platform: Platform) -> dict[str, str]:
    return dict(_CREDENTIALS[platform])
