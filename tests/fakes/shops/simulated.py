"""The simulated shops by platform, and what opens them."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.exchange import Platform
from tests.fakes.shops import woocommerce
from tests.fakes.shops.serving import Shop

SIMULATED: dict[Platform, Callable[[], Shop]] = {Platform.WOOCOMMERCE: woocommerce.WooShop}
_CREDENTIALS = {Platform.WOOCOMMERCE: {"key": woocommerce.KEY, "secret": woocommerce.SECRET}}


def simulated(platform: Platform) -> Shop:
    return SIMULATED[platform]()


def credentials_of(platform: Platform) -> dict[str, str]:
    return dict(_CREDENTIALS[platform])
