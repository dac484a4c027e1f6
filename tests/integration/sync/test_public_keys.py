from __future__ import annotations

import pytest

from sync.http.public_keys import PublicKeys
from tests.fakes.shops.lines import HERE, quick_line
from tests.fakes.shops.picture_host import PictureHost
from tests.fakes.shops.serving import Fault, serving


@pytest.fixture
def host():
    host = PictureHost(b"-----BEGIN PUBLIC KEY-----")
    with serving(host):
        yield host


def test_a_key_is_fetched_once_a_day(host):
    line = quick_line()
    keys = PublicKeys(line, HERE)
    for hours in (0, 23, 2):
        line.wall_clock.advance(hours * 3600)
        assert keys.get(f"{host.address}/key.pem") == "-----BEGIN PUBLIC KEY-----"
    assert len(host.requests) == 2


def test_a_key_that_cannot_be_had_is_asked_for_again(host):
    keys = PublicKeys(quick_line(), HERE)
    host.faults.add(Fault.UNAVAILABLE, times=2)
    assert keys.get(f"{host.address}/key.pem") == ""
    assert keys.get(f"{host.address}/key.pem") == "-----BEGIN PUBLIC KEY-----"
    assert PublicKeys(quick_line()).get(f"{host.address}/key.pem") == ""


def test_a_sender_that_names_many_keys_fills_no_memory(host):
    keys = PublicKeys(quick_line(), HERE)
    for number in range(70):
        keys.get(f"{host.address}/{number}.pem")
    assert len(keys._kept) <= 64
