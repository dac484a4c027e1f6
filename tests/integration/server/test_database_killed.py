"""A real `varai server` whose real PostgreSQL is killed beneath it, and comes back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from app.store.address import parse_address
from app.store.migrate import upgrade
from sync.server.jobs import make_room
from tests.fakes.server import PASSWORD
from tests.server_process import running_server
from tests.store_databases import shop_runner

OWNER = {"tenant": "nord", "email": "kim@example.com", "password": PASSWORD}


@pytest.fixture
def server(killable_postgres, tmp_path):
    upgrade(parse_address(killable_postgres.url("shop", "shop_owner")), shop_runner())
    address = killable_postgres.url("shop", "shop_server")
    with running_server(tmp_path / "server", "--database", address) as running:
        yield running


def test_who_works_off_jobs_ends_with_a_sentence_when_the_database_is_gone(killable_postgres, tmp_path):
    owner, url = (killable_postgres.url("shop", role) for role in ("shop_owner", "shop_server"))
    upgrade(parse_address(owner), shop_runner())
    make_room(owner)
    varai = Path(sys.executable).with_name("varai")
    command = [varai, "jobs", "work", "--database", url, "--data-dir", tmp_path]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as working:
        with psycopg.connect(url) as connection:
            while not connection.execute("SELECT 1 FROM jobs.procrastinate_workers").fetchone():
                assert working.poll() is None
        killable_postgres.kill()
        told = working.communicate(timeout=60)[1]
    assert working.returncode != 0
    sentence = "The database server does not answer any more. Start the work again when it does."
    assert sentence in told.splitlines(), told


def signed_in(client):
    return {"Authorization": f"Bearer {client.post('/v1/auth/login', json=OWNER).json()['access_token']}"}


def test_a_killed_database_is_told_at_once_and_needs_no_restart_when_it_is_back(server, killable_postgres):
    first = OWNER | {"company": "Nord", "display_name": "Kim", "secret": server.first_owner_secret}
    assert server.client.post("/v1/auth/first-owner", json=first).status_code == 204
    headers = signed_in(server.client)

    def answers():
        asked = [server.client.get(path, headers=headers) for path in ("/readyz", "/v1/stores", "/livez")]
        return [answer.status_code for answer in asked]

    assert answers() == [200, 200, 204]
    killable_postgres.kill()
    assert server.client.get("/readyz").json()["checks"]["database"] == "failed"
    away = server.client.get("/v1/stores", headers=headers)
    assert (away.json()["reason"], away.headers["Retry-After"]) == ("database_away", "2")
    assert answers() == [503, 503, 204]
    killable_postgres.start_again()
    assert answers() == [200, 200, 204]
