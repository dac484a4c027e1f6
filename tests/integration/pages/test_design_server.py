"""The design page's server: only for who holds the key, only on this machine."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.domain.tenancy import Store, StoreStatus
from app.services.first_site import first_site
from app.services.seed_demo import DEMO_SLUG
from tests.fakes.design import MemoryWorkshop, serving_design, settled, working
from tests.fakes.pages import settings
from tests.fakes.tenants import add_tenant, open_shop
from ui.cli import app
from ui.commands.site_settings_file import keep_site_settings, read_site_settings
from ui.designer.desk import Desk
from ui.designer.server import DesignPage

VARAI = str(Path(sys.executable).with_name("varai"))
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture
def page(tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "design.html").write_text("<!doctype html>")
    (tmp_path / "secret.json").write_text("{}")
    with working(Desk(settings(), MemoryWorkshop(tmp_path / "site.zip"))) as desk:
        yield DesignPage(desk, {"fonts": ["inter"]}, (tmp_path / "own",), "http://127.0.0.1:1")


@pytest.fixture
def asked(page):
    """Sends a request; (status, body)."""
    with serving_design(page) as server:

        def ask(method, path, content=None, **headers):
            line = http.client.HTTPConnection("127.0.0.1", server.server_port)
            body = content if isinstance(content, str | None) else json.dumps(content)
            line.request(method, path, body, {"X-Design-Key": page.key} | headers)
            answer = line.getresponse()
            found = answer.status, answer.read()
            line.close()
            return found

        yield ask


def test_the_page_reads_and_changes_the_settings(asked, page):
    status, body = asked("GET", "/api/design")
    found = json.loads(body)
    assert (status, found["settings"]["name"], found["choices"]) == (200, "Optik Ost", {"fonts": ["inter"]})
    status, body = asked("PUT", "/api/design", found["settings"] | {"name": "Optik West"})
    assert (status, json.loads(body)) == (200, {"problems": []})
    assert page.desk.settings.name == "Optik West"
    status, body = asked("PUT", "/api/design", found["settings"] | {"phone": "call me"})
    assert json.loads(body)["problems"][0]["place"] == "phone"


def test_the_packed_site_is_handed_over_once_it_is_there(asked, page):
    assert asked("GET", "/api/archive")[0] == 404
    assert asked("POST", "/api/archive")[0] == 200
    settled(page.desk)
    assert json.loads(asked("GET", "/api/standing")[1])["isPacked"] is True
    assert asked("GET", "/api/archive") == (200, b"packed Optik Ost")


def test_without_the_key_or_under_another_name_nothing_is_told(asked, page):
    for path in ("/api/design", "/api/standing", "/api/archive"):
        assert asked("GET", path, **{"X-Design-Key": "guess"})[0] == 403
        assert asked("GET", path, Host="evil.example")[0] == 403
    assert asked("PUT", "/api/design", {"name": "Taken"}, **{"X-Design-Key": ""})[0] == 403
    assert page.desk.settings.name == "Optik Ost"
    assert page.key not in repr(page)


def test_requests_that_make_no_sense_are_refused(asked):
    assert asked("PUT", "/api/design", "{")[0] == 400
    assert asked("PUT", "/api/design", "[]")[0] == 400
    assert asked("PUT", "/api/design", "x" * 10, **{"Content-Length": "4000000"})[0] == 413
    assert asked("POST", "/api/nothing")[0] == 404
    assert asked("GET", "/")[0] == 200
    for path in ("/../secret.json", "/%2e%2e/secret.json", "/design.html/..", "/missing.js"):
        assert asked("GET", path)[0] == 404


def test_settings_come_back_from_their_file_as_they_were_kept(tmp_path):
    chosen = settings(logo=PNG, look={"radius": "4px"}, locations=[{"name": "A", "country": "DE"}])
    keep_site_settings(tmp_path / "made" / "site.json", chosen)
    assert read_site_settings(tmp_path / "made" / "site.json") == chosen
    assert (tmp_path / "made" / "site-logo.webp").is_file()


def test_a_companys_site_begins_with_its_name_money_and_shops(sqlite_database):
    store = open_shop(sqlite_database)
    scope = add_tenant(store, "nord")

    def open_shops(shop):
        shop.places.add_store(Store(shop.new_id(), "1", "Old Town", "UTC", "DE"))
        shop.places.add_store(Store(shop.new_id(), "2", "Gone", "UTC", "DE", status=StoreStatus.ARCHIVED))

    store.write(scope, open_shops)
    found = first_site(store, scope, settings(name="Demo"))
    assert (found.name, found.editions[0].currency) == ("Nord", "EUR")
    assert [place.name for place in found.locations] == ["Old Town"]


def test_the_demo_shops_site_begins_with_the_demo(sqlite_database):
    store = open_shop(sqlite_database)
    demo = settings(name="Demo")
    assert first_site(store, add_tenant(store, DEMO_SLUG), demo) == demo


def test_the_command_serves_until_it_is_ended(tmp_path, monkeypatch):
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path))
    file = tmp_path / "site.json"
    command = [VARAI, "pages", "design", "--no-open", "--port", "0", "--settings", file]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as running:
        address, place = running.stdout.readline().strip(), running.stdout.readline()
        host, key = address.removeprefix("http://").split("/#")
        line = http.client.HTTPConnection(host)
        line.request("GET", "/api/design", headers={"X-Design-Key": key})
        found = json.loads(line.getresponse().read())
        changed = json.dumps(found["settings"] | {"name": "Optik Süd"})
        line.request("PUT", "/api/design", changed.encode(), {"X-Design-Key": key})
        assert json.loads(line.getresponse().read()) == {"problems": []}
        line.close()
        running.send_signal(signal.SIGINT)
        _, complaints = running.communicate(timeout=60)
    assert (running.returncode, complaints) == (0, "")
    assert str(file) in place
    assert read_site_settings(file).name == "Optik Süd"


def test_settings_in_another_form_are_not_written_over(tmp_path):
    answer = CliRunner().invoke(app, ["pages", "design", "--settings", str(tmp_path / "site.toml")])
    assert answer.exit_code == 2
    assert "is no JSON file" in answer.stderr
