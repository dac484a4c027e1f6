from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys

import httpx2
import pytest
from typer.testing import CliRunner

from app.access.signing import open_signing_keys
from app.secrets.choice import open_secrets
from app.settings import ServerSettings
from sync.server.run import ServerChoice, open_door, prepare
from tests.fakes.server import PASSWORD
from tests.server_process import free_port, running_server
from ui.cli import app

FIRST = {
    "tenant": "nord",
    "company": "Optik Nord",
    "email": "kim@example.com",
    "display_name": "Kim Sand",
    "password": PASSWORD,
}


def test_a_new_server_starts_on_its_own_database_and_its_first_owner_comes_in_by_the_printed_link(tmp_path):
    with running_server(tmp_path) as server:
        assert server.client.get("/readyz").json()["checks"] == {
            "database": "ok", "schema": "ok", "signing_key": "ok",
        }  # fmt: skip
        made = server.client.post("/v1/auth/first-owner", json=FIRST | {"secret": server.first_owner_secret})
        assert made.status_code == 204
        login = {name: FIRST[name] for name in ("tenant", "email", "password")}
        token = server.client.post("/v1/auth/login", json=login).json()["access_token"]
        me = server.client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert me.json()["tenant"] == "nord"
        assert "varai_http_request_seconds" in server.client.get("/metrics").text
        assert server.stop() == -signal.SIGTERM  # the signal, after everything was closed
    with running_server(tmp_path) as again:
        assert again.first_owner_secret is None


def test_two_workers_answer_behind_one_port_and_add_their_figures_up(tmp_path):
    with running_server(tmp_path, "--workers", "2") as server:
        for _ in range(20):
            httpx2.get(f"{server.client.base_url}/livez")
        figures = server.client.get("/metrics").text
        assert server.stop() == 0
    (count,) = re.findall(
        r'varai_http_request_seconds_count{.*route="/livez",status="204"} ([0-9.]+)', figures
    )
    assert float(count) == 20


def test_guests_come_in_over_what_is_known_to_be_tcp_so_that_no_answer_waits_for_a_receipt():
    with open_door("127.0.0.1", 0, "--port") as door, socket.create_connection(door.getsockname()):
        guest, _address = door.accept()
        with guest:
            assert (door.proto, guest.proto) == (socket.IPPROTO_TCP, socket.IPPROTO_TCP)


def test_a_new_signing_key_ends_no_token_that_counts(tmp_path):
    choice = ServerChoice(ServerSettings(), tmp_path, "file")
    prepare(choice)
    secrets = open_secrets("file", tmp_path)
    before = open_signing_keys(secrets)
    prepare(choice, new_signing_key=True)
    after = open_signing_keys(secrets)
    assert before.newest != after.newest
    assert before.newest in after.public


def test_a_taken_port_is_a_sentence(tmp_path):
    with running_server(tmp_path) as server:
        port = str(server.client.base_url.port)
        said = CliRunner().invoke(app, ["server", "--port", port, "--data-dir", str(tmp_path)])
    assert said.exit_code == 2
    assert f"Port {port} on 127.0.0.1 cannot be used" in said.stderr


def test_a_database_that_is_away_is_a_sentence(tmp_path):
    away = f"postgresql://nobody@127.0.0.1:{free_port()}/varai"
    said = CliRunner().invoke(app, ["server", "--database", away, "--data-dir", str(tmp_path)])
    assert said.exit_code == 2
    assert "does not let us in" in said.stderr


def test_the_server_never_loads_qt_or_opencv(tmp_path):
    program = (
        "import sys, sync.server.run\n"
        "print([name for name in ('PySide6', 'mediapipe', 'OpenGL') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("option", [("--port", "70000"), ("--workers", "0")])
def test_impossible_options_are_refused(option):
    assert CliRunner().invoke(app, ["server", *option]).exit_code == 2
