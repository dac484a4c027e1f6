from __future__ import annotations

import shutil
import threading
from pathlib import Path

from app.store.address import SqliteAddress
from app.store.connections import open_database
from sync.server.health import Health
from tests.fakes.server import RunningServer


def test_the_server_is_ready_when_all_is_well(server):
    answer = server.client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert server.client.get("/livez").status_code == 204


def test_without_its_database_the_server_lives_but_is_not_ready_and_says_so(migrated_file, tmp_path):
    gone = Path(shutil.copyfile(migrated_file, tmp_path / "gone.db"))
    server = RunningServer(open_database(SqliteAddress(gone)))
    server.database.close()
    gone.unlink()
    answer = server.client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "failed")
    assert answer.json()["checks"]["signing_key"] == "ok"
    assert server.client.get("/livez").status_code == 204
    login = server.client.post("/v1/auth/login", json={"tenant": "nord", "email": "a@b", "password": "x"})
    assert (login.status_code, login.json()["reason"]) == (503, "database_away")


def test_a_check_that_hangs_is_slow_and_is_not_begun_twice():
    begun, go_on = [], threading.Event()

    def hangs():
        begun.append(1)
        go_on.wait(5)

    health = Health({"database": hangs, "key": lambda: None}, patience_s=0.02)
    assert [health.findings(), health.findings()] == [{"database": "slow", "key": "ok"}] * 2
    assert len(begun) == 1
    go_on.set()


def test_figures_name_routes_and_never_what_was_asked_for(server):
    server.client.get("/v1/stores/01910000-0000-7000-8000-000000000000")
    server.client.get("/secret-place")
    text = server.client.get("/metrics").text
    assert 'route="/v1/stores/{store_id}",status="401"' in text
    assert "01910000" not in text
    assert "secret-place" not in text
    assert 'varai_refusals_total{reason="missing_token"} 1.0' in text


def test_the_welcome_page_loads_from_this_server_only(server):
    page = server.client.get("/welcome")
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "://" not in page.text
    parts = [server.client.get(f"/welcome/{name}") for name in ("welcome.css", "welcome.js")]
    assert [part.headers["Content-Type"].partition(";")[0] for part in parts] == [
        "text/css",
        "text/javascript",
    ]
    assert server.client.get("/welcome/..%2f..%2fCREDITS.md").status_code in {404, 422}


def test_the_welcome_page_hides_the_password_and_welcomes_password_managers(server):
    page = server.client.get("/welcome").text
    assert 'name="password" type="password" autocomplete="new-password"' in page
