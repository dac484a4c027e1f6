"""What a mirror waits for: a thousand changes of a feed over loopback, from a real server on SQLite."""

from __future__ import annotations

import statistics
from time import perf_counter

import pytest

from app.wall_clock import MachineClock
from sync.central.device import DeviceSession, redeem_code
from sync.central.http_wire import HttpWire
from sync.protocol.catalogue import product_message
from tests.benchmarks.figures import Figure, show
from tests.fakes.secrets import RememberedSecrets
from tests.fakes.server import PASSWORD
from tests.fakes.shop import made_up_products
from tests.server_process import running_server

pytestmark = pytest.mark.bench

CHANGES, BATCH, ASKED = 1000, 500, 20
OWNER = {"tenant": "nord", "email": "kim@example.com", "password": PASSWORD}


def furnish(server) -> str:
    """A company with a store and a thousand products; a one-time code for a mirror."""
    first = OWNER | {"company": "Nord", "display_name": "Kim", "secret": server.first_owner_secret}
    server.client.post("/v1/auth/first-owner", json=first).raise_for_status()
    token = server.client.post("/v1/auth/login", json=OWNER).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    place = {"code": "1", "name": "One", "time_zone": "UTC", "country": "DE"}
    store = server.client.post("/v1/stores", json=place, headers=headers).json()
    products = [product_message(p).model_dump(mode="json") for p in made_up_products(CHANGES)]
    for start in range(0, CHANGES, BATCH):
        body = {"products": products[start : start + BATCH]}
        server.client.post("/v1/products/import", json=body, headers=headers, timeout=60).raise_for_status()
    code = {"store_id": store["id"], "name": "Mirror"}
    return server.client.post("/v1/devices/codes", json=code, headers=headers).json()["code"]


def test_a_thousand_changes(tmp_path):
    with running_server(tmp_path) as server:
        code = furnish(server)
        wire, secrets = HttpWire(str(server.client.base_url)), RememberedSecrets()
        redeem_code(wire, code, secrets, MachineClock())
        session = DeviceSession(wire, secrets, MachineClock())
        times = []
        for _ in range(ASKED + 1):
            started = perf_counter()
            page = session.get("/v1/feeds/catalogue", {"limit": str(CHANGES)})
            times.append((perf_counter() - started) * 1000)
        wire.close()
    assert len(page["items"]) == CHANGES
    show(
        "Delta feed of 1,000 changed products (2 colours each), loopback, SQLite",
        [
            Figure("p50", statistics.median(times[1:]), "ms", "<= 150 ms"),
            Figure("p95", sorted(times[1:])[int(ASKED * 0.95)], "ms"),
        ],
    )
