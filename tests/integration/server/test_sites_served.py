"""The real server with both its ports: a build that is killed half way, and what visitors and API guests find."""

from __future__ import annotations

import time

import httpx2

from sync.protocol.catalogue import product_message
from tests.fakes.server import PASSWORD
from tests.fakes.tenants import a_product
from tests.server_process import free_port, running_server

FIRST = {
    "tenant": "nord",
    "company": "Optik Nord",
    "email": "kim@example.com",
    "display_name": "Kim Sand",
    "password": PASSWORD,
}
SITE = {"settings": {"name": "Optik Nord", "editions": [{"locale": "en", "currency": "EUR"}]}}
LOGIN = {name: FIRST[name] for name in ("tenant", "email", "password")}
WAIT_S = 240


def signed_in(server):
    token = server.client.post("/v1/auth/login", json=LOGIN).json()["access_token"]
    server.client.headers["Authorization"] = f"Bearer {token}"
    return server.client


def stage_after(client, path, *waiting):
    """How the run stands once it is no longer one of these stages."""
    deadline_s = time.monotonic() + WAIT_S
    while (run := client.get(path).json())["stage"] in waiting:
        assert time.monotonic() < deadline_s, run
        time.sleep(0.05)
    return run


def test_a_build_outlives_its_server_and_the_site_is_shown_apart_from_the_api(tmp_path):
    port = str(free_port())
    with running_server(tmp_path, sites_port=port) as server:
        made = server.client.post("/v1/auth/first-owner", json=FIRST | {"secret": server.first_owner_secret})
        assert made.status_code == 204
        client = signed_in(server)
        products = [product_message(a_product(f"P{n}")).model_dump(mode="json") for n in range(20)]
        assert client.post("/v1/products/import", json={"products": products}).status_code == 200
        ordered = client.post("/v1/generated-stores", json=SITE)
        assert ordered.status_code == 202, ordered.text
        path = ordered.headers["Location"]
        assert stage_after(client, path, "queued")["stage"] == "running"
        server.process.kill()
    with running_server(tmp_path, sites_port=port) as server:
        client = signed_in(server)
        done = stage_after(client, path, "queued", "running")
        assert (done["stage"], done["pages_done"]) == ("done", done["page_count"]), (
            done["reason"],
            server.output.read_text(),
        )
        shown = client.post(f"{path}/publish").json()
        assert shown["address"] == f"http://nord.localhost:{port}/"
        with httpx2.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"Host": f"nord.localhost:{port}"}
        ) as visitor:
            home = visitor.get("/")
            assert ("Optik Nord" in home.text, home.headers["Content-Encoding"]) == (True, "gzip")
            assert visitor.get("/", headers={"If-None-Match": home.headers["ETag"]}).status_code == 304
            assert visitor.head("/").headers["Content-Length"] == home.headers["Content-Length"]
            picture = home.text.partition('src="/pictures/')[2].partition('"')[0]
            part = visitor.get(f"/pictures/{picture}", headers={"Range": "bytes=0-3"})
            assert (part.status_code, part.content) == (206, b"RIFF")
            assert [visitor.get(path).status_code for path in ("/v1/site", "/livez", "/metrics")] == [404] * 3
        as_visitor = {"Host": f"nord.localhost:{port}"}
        assert client.get("/", headers=as_visitor).status_code == 404
        archive = client.get(f"{path}/archive")
        assert (archive.status_code, archive.content[:2]) == (200, b"PK")
