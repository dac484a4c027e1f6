from __future__ import annotations

import pytest

from sync.platforms.magento.adapter import MagentoAdapter
from tests.fakes.shops.lines import adapters, quick_line
from tests.fakes.shops.magento.shop import PASSWORD, USERNAME, MagentoShop
from tests.fakes.shops.serving import serving


@pytest.fixture
def shop():
    return MagentoShop()


@pytest.fixture
def line():
    return quick_line()


@pytest.fixture
def open_with(shop, line):
    with serving(shop) as address, adapters(MagentoAdapter, address, line) as opener:
        yield opener


@pytest.fixture
def magento(open_with):
    return open_with(username=USERNAME, password=PASSWORD)
