from __future__ import annotations

import httpcore2
import pytest

from sync.http.addresses import PUBLIC_ONLY, AddressPolicy, GuardedBackend
from sync.http.errors import ForbiddenAddress

ON_THIS_MACHINE = AddressPolicy(allows_loopback=True)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.5", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
     "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "2002:0a00:0001::", "224.0.0.1", "255.255.255.255"],
)  # fmt: skip
def test_addresses_inside_are_refused(address):
    assert not PUBLIC_ONLY.allows(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_public_addresses_are_allowed(address):
    assert PUBLIC_ONLY.allows(address)


@pytest.mark.parametrize(
    "url",
    ["http://shop.example/", "ftp://shop.example", "https://user:pass@shop.example", "https:///x", "file:///etc/passwd",
     "http://127.0.0.1/", "https://[bad", "https://shop.example:99999/", "gopher://x", ""],
)  # fmt: skip
def test_only_plain_https_addresses_are_asked(url):
    with pytest.raises(ForbiddenAddress):
        PUBLIC_ONLY.check_url(url)


def test_a_host_that_was_named_may_be_this_machine_itself_over_https_only():
    near = AddressPolicy(private_host="127.0.0.1")
    assert near.allows("127.0.0.1", "127.0.0.1")
    assert not near.allows("127.0.0.1", "elsewhere.example")
    near.check_url("https://127.0.0.1:8443/")
    with pytest.raises(ForbiddenAddress):
        near.check_url("http://127.0.0.1:8080/")


def test_plain_http_is_for_this_machine_only_and_only_if_allowed():
    ON_THIS_MACHINE.check_url("http://127.0.0.1:8080/")
    ON_THIS_MACHINE.check_url("http://localhost/")
    with pytest.raises(ForbiddenAddress, match="https"):
        ON_THIS_MACHINE.check_url("http://shop.example/")


def test_a_name_that_leads_inside_is_not_connected_to():
    backend = GuardedBackend(PUBLIC_ONLY, resolve=lambda host, port: ["192.168.0.7", "::1"])
    with pytest.raises(ForbiddenAddress, match="private network"):
        backend.connect_tcp("rebound.example", 443)


OF_THE_SHOP = AddressPolicy(private_host="shop.lan")


def test_the_one_host_that_the_owner_typed_may_stand_in_the_shops_own_network():
    assert OF_THE_SHOP.allows("192.168.0.7", "shop.lan")
    assert OF_THE_SHOP.allows("fc00::7", "SHOP.lan")
    OF_THE_SHOP.check_url("https://shop.lan/")


@pytest.mark.parametrize(
    ("address", "host"),
    [("192.168.0.1", "router.lan"), ("192.168.0.7", ""), ("169.254.169.254", "shop.lan"),
     ("0.0.0.0", "shop.lan"), ("127.0.0.1", "shop.lan"), ("fe80::1", "shop.lan"), ("240.0.0.1", "shop.lan")],
)  # fmt: skip
def test_another_host_there_or_another_kind_of_place_is_refused_all_the_same(address, host):
    assert not OF_THE_SHOP.allows(address, host)


def test_in_the_shops_own_network_too_only_https_is_spoken():
    with pytest.raises(ForbiddenAddress, match="https"):
        OF_THE_SHOP.check_url("http://shop.lan/")


def test_what_an_answer_names_in_that_network_is_not_connected_to():
    backend = GuardedBackend(OF_THE_SHOP, resolve=lambda host, port: ["192.168.0.1"])
    with pytest.raises(ForbiddenAddress, match="private network"):
        backend.connect_tcp("router.lan", 443)


def test_a_name_that_does_not_exist_is_a_failed_connection():
    def nowhere(host, port):
        raise OSError("unknown")

    with pytest.raises(httpcore2.ConnectError):
        GuardedBackend(PUBLIC_ONLY, resolve=nowhere).connect_tcp("nowhere.example", 443)
