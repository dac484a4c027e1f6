"""From a customer's click in the online shop to the mirror and back, with real processes that die in between."""

from __future__ import annotations

import ssl
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import httpx2
import pytest

from app.access.authorise import at_the_door
from app.bus import Bus
from app.domain.exchange import Platform
from app.secrets.choice import open_secrets
from app.store.address import parse_address
from app.store.connections import open_database
from app.store.migrate import upgrade
from app.store.unit_of_work import ShopStore
from app.wall_clock import MachineClock
from sync.central.device import read_identity
from tests.fakes.server import PASSWORD
from tests.fakes.shops.certificate import make_certificate
from tests.fakes.shops.serving import serving
from tests.fakes.shops.simulated import credentials_of
from tests.fakes.shops.woocommerce import WooShop
from tests.mirror_process import environment_of, running_mirror
from tests.server_process import free_port, running_server
from tests.store_databases import shop_runner
from tests.waiting import until

OWNER = {"tenant": "nord", "email": "kim@example.com", "password": PASSWORD}
"""Everything here happens within seconds, but on a busy machine."""


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """Sells BOLT, over https with a certificate that the server's machine trusts."""
    certificate = make_certificate(tmp_path / "shop.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    shop = WooShop()
    shop.bolt = shop.add("BOLT", price="99.90", stock=5)
    with serving(shop, context):
        yield shop


@pytest.fixture
def server(tmp_path, postgres_server, postgres_database):
    """Starts the server, the same one each time; a context that stops it."""
    upgrade(parse_address(postgres_server.url(postgres_database, "shop_owner")), shop_runner())
    (tmp_path / "server").mkdir()
    url, port = postgres_server.url(postgres_database, "shop_server"), free_port()
    return lambda: running_server(
        tmp_path / "server", "--database", url, port=port, near_shops='["127.0.0.1"]'
    )


class MirrorStory:
    """The mirror's machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def varai(self, *words: str) -> str:
        command = [str(Path(sys.executable).with_name("varai")), *words]
        done = subprocess.run(
            command, env=environment_of(self.folder), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def look(self, ask):
        """What its store answers, whoever else has it open."""
        database = open_database(parse_address(str(self.folder / "varai.db")))
        identity = read_identity(open_secrets("file", self.folder))
        try:
            store = ShopStore(database, Bus(), MachineClock())
            with store.reading(at_the_door(UUID(identity.tenant_id))) as shop:
                return ask(shop)
        finally:
            database.close()

    def price_of(self, sku: str) -> int | None:
        def ask(shop):
            offers = [v for p in shop.products.page(99) for v in p.content.variants if v.sku == sku]
            return offers[0].prices[0].money.amount_minor if offers else None

        return self.look(ask)

    def unsent(self) -> int:
        return self.look(lambda shop: shop.outbox.unsent_count())


def set_up(running, shop) -> str:
    """The first owner joins the shop; a code for the mirror."""
    client = running.client
    first = {**OWNER, "company": "Optik Nord", "display_name": "Kim Sand"}
    secret = {"secret": running.first_owner_secret}
    assert client.post("/v1/auth/first-owner", json=first | secret).status_code == 204
    token = client.post("/v1/auth/login", json=OWNER).json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"
    place = {"code": "1", "name": "Main", "time_zone": "Europe/Berlin", "country": "DE"}
    store_id = client.post("/v1/stores", json=place).json()["id"]
    joined = {
        "platform": "woocommerce",
        "address": shop.address,
        "name": "Nord",
        "locations": {"shop": store_id},
    }
    keys = {"credentials": credentials_of(Platform.WOOCOMMERCE)}
    made = client.post("/v1/connections", json=joined | keys)
    assert made.status_code == 201, made.text
    return client.post("/v1/devices/codes", json={"store_id": store_id, "name": "Left"}).json()["code"]


def deliver(shop) -> None:
    """WooCommerce sends what waits."""
    for delivery in shop.flush():
        answer = httpx2.post(delivery.address, content=delivery.body, headers=delivery.headers)
        shop.report(delivery, answer.status_code)
        assert answer.status_code == 200


def test_prices_reach_the_mirror_and_a_sale_reaches_the_shop_once_whatever_dies(shop, server, tmp_path):
    mirror = MirrorStory(tmp_path / "mirror")
    with ExitStack() as machines:
        with server() as running:
            code = set_up(running, shop)
            address = str(running.client.base_url)
            mirror.varai("devices", "enrol", address, "--code", code)
            until(lambda: shop.hooks, "the server asks the shop to tell it of changes")
            machines.enter_context(running_mirror(mirror.folder))
            until(lambda: mirror.price_of("BOLT") == 9990, "the frame is on the mirror")
            shop.clock.advance(60)
            shop.edit(shop.bolt, regular_price="89.00", price="89.00")
            deliver(shop)
            until(lambda: mirror.price_of("BOLT") == 8900, "the new price is on the mirror")
        assert "-1 (sale)" in mirror.varai("stock", "sell", "BOLT")
        until(lambda: "The server is away" in mirror.varai("sync", "status"), "the mirror notices")
        assert "1 message not yet told" in mirror.varai("sync", "status")
        machines.close()  # the mirror loses its power
        with running_mirror(mirror.folder), server():
            pass  # and once more while it tells
        assert shop.records[shop.bolt]["stock_quantity"] in {4, 5}
        with server(), running_mirror(mirror.folder):
            until(lambda: mirror.unsent() == 0, "the server has heard of the sale")
            until(lambda: shop.records[shop.bolt]["stock_quantity"] == 4, "the shop has heard of the sale")
            assert "everything is told" in mirror.varai("sync", "status")
            written = len(shop.requests)
            shop.edit(shop.bolt, name="Bolt II")
            deliver(shop)
            until(lambda: len(shop.requests) > written, "the server reads what changed")
        assert shop.records[shop.bolt]["stock_quantity"] == 4
