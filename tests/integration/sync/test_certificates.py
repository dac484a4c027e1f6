"""A shop with a certificate of its own: refused, unless the connection names the file to trust."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from app.domain.errors import NeedsOwner
from app.domain.exchange import Platform
from sync.platforms.access import Access
from sync.platforms.opening import open_platform
from sync.platforms.values import Credentials
from tests.fakes.shops.lines import HERE, quick_line
from tests.fakes.shops.serving import serving
from tests.fakes.shops.woocommerce import KEY, SECRET, WooShop


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with a certificate for this machine and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Shop of the test")])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "shop.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    return path


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


def test_a_trusted_file_opens_the_shop_and_the_key_goes_as_basic(address, certificate):
    woo = opened(address, certificate)
    assert woo.check().name == "Eyewear Test"
    woo.close()
