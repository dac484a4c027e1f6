"""A shop with a certificate of its own: refused, unless the connection names the file to trust."""

from __future__ import annotations

import ssl

import pytest

from app.domain.errors import NeedsOwner
from app.domain.exchange import Platform
from sync.platforms.access import Access
from sync.platforms.opening import open_platform
from sync.platforms.values import Credentials
from tests.fakes.shops.certificate import make_certificate
from tests.fakes.shops.lines import HERE, quick_line
from tests.fakes.shops.serving import serving
from tests.fakes.shops.woocommerce import KEY, SECRET, WooShop


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls") / "shop.pem")


@pytest.fixture
def address(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(WooShop(), context) as at:
        yield at


def opened(address, ca_file=None):
    access = Access(address, Credentials({"key": KEY, "secret": SECRET}), HERE, ca_file)
    return open_platform(Platform.WOOCOMMERCE, access, quick_line())


def test_an_unknown_certificate_needs_the_owner(address):
    woo = opened(address)
    with pytest.raises(
        NeedsOwner, match=r"certificate of 127\.0\.0\.1 does not count: self-signed certificate"
    ):
        woo.check()
    woo.close()


def test_one_that_has_expired_is_told_apart_and_the_clock_is_suspected(tmp_path):
    old = make_certificate(tmp_path / "old.pem", days=30)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(old)
    with serving(WooShop(), context) as at:
        woo = opened(at, old)
        with pytest.raises(NeedsOwner, match=r"has expired.*this machine's clock"):
            woo.check()
        woo.close()


def test_a_trusted_file_opens_the_shop_and_the_key_goes_as_basic(address, certificate):
    woo = opened(address, certificate)
    assert woo.check().name == "Eyewear Test"
    woo.close()
