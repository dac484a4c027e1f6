from __future__ import annotations

import pytest

from sync.platforms.access import Access
from sync.platforms.magento.adapter import MagentoAdapter
from sync.platforms.values import Credentials
from tests.fakes.shops.lines import HERE, quick_line
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
    opened = []
    with serving(shop) as address:

        def opener(**credentials: str) -> MagentoAdapter:
            opened.append(MagentoAdapter(Access(address, Credentials(credentials), HERE), line))
            return opened[-1]

        yield opener
        for one in opened:
            one.close()


@pytest.fixture
def magento(open_with):
    return open_with(username=USERNAME, password=PASSWORD)
