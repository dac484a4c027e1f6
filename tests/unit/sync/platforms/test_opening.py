from __future__ import annotations

import pytest

from app.domain.exchange import Platform
from sync.http.pacing import AdaptivePace, CostPace, WindowPace
from sync.platforms.access import Access
from sync.platforms.opening import credential_fields, open_platform, pace_of, verifier_of
from sync.platforms.port import InvalidSignature
from sync.platforms.values import Credentials
from tests.fakes.clock import ManualWallClock
from tests.fakes.shops.lines import quick_line
from tests.fakes.shops.simulated import credentials_of


@pytest.mark.parametrize("platform", Platform)
def test_every_platform_can_be_opened_with_what_its_owner_is_asked_for(platform):
    given = credentials_of(platform)
    asked = {one.name for one in credential_fields(platform)}
    assert given.keys() <= asked
    adapter = open_platform(platform, Access("https://shop.example", Credentials(given)), quick_line())
    assert adapter.capabilities.platform is platform
    assert not [secret for secret in given.values() if secret in repr(adapter)]
    adapter.close()


@pytest.mark.parametrize("platform", Platform)
def test_every_platform_has_a_verifier_that_refuses_what_is_not_signed(platform):
    with pytest.raises(InvalidSignature):
        verifier_of(platform, Credentials({})).verify(b"{}", {}, ["hush"], ManualWallClock().now())


def test_paces_fit_the_limits_that_platforms_tell():
    kinds = {platform: type(pace_of(platform)) for platform in Platform}
    assert kinds == {
        Platform.SHOPIFY: CostPace,
        Platform.BIGCOMMERCE: WindowPace,
        Platform.WOOCOMMERCE: AdaptivePace,
        Platform.MAGENTO: AdaptivePace,
    }
