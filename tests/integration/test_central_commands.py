"""`varai login`, `users`, `roles`, `devices`, `site` and `audit` against a real server, as people type them."""

from __future__ import annotations

import json
import re
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from app.secrets.choice import open_secrets
from sync.central.device import read_identity
from tests.fakes.server import PASSWORD
from tests.server_process import running_server
from ui.cli import app

FIRST = {"tenant": "nord", "company": "Optik Nord", "email": "kim@example.com", "display_name": "Kim Sand"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A new server with its first owner and two stores."""
    with running_server(tmp_path_factory.mktemp("server")) as running:
        owner = FIRST | {"password": PASSWORD, "secret": running.first_owner_secret}
        assert running.client.post("/v1/auth/first-owner", json=owner).status_code == 204
        login = {"tenant": "nord", "email": FIRST["email"], "password": PASSWORD}
        token = running.client.post("/v1/auth/login", json=login).json()["access_token"]
        for code in ("1", "2"):
            place = {"code": code, "name": f"Store {code}", "time_zone": "Europe/Berlin", "country": "DE"}
            running.client.post("/v1/stores", json=place, headers={"Authorization": f"Bearer {token}"})
        yield running


@pytest.fixture
def url(server):
    return str(server.client.base_url).rstrip("/")


@pytest.fixture
def machine(tmp_path, monkeypatch):
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VARAI_SECRET_STORE", "file")
    return tmp_path


def varai(*words, typed=None):
    return CliRunner().invoke(app, [str(word) for word in words], input=typed)


def told(*words):
    answer = varai(*words, "--json")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


@pytest.fixture
def signed_in(machine, url):
    answer = varai("login", url, "--company", "nord", "--email", "kim@example.com", typed=f"{PASSWORD}\n")
    assert answer.exit_code == 0, answer.output
    assert PASSWORD not in answer.output


def test_who_is_not_signed_in_is_told_how_to(machine):
    answer = varai("users", "list")
    assert (answer.exit_code, "varai login" in answer.output) == (1, True)
    refused = json.loads(varai("devices", "list", "--json").stdout)
    assert set(refused) == {"error"}


def test_a_copy_is_taken_a_person_is_forgotten_and_the_platforms_company_stays(signed_in, tmp_path):
    told("users", "invite", "ida@example.com", "Ida Kurz")
    assert told("users", "erase", "ida@example.com", "--yes")["display_name"] == "Erased person"
    assert "ida@example.com" not in varai("users", "list").output
    copy = told("company", "export", tmp_path / "copy.ndjson")
    assert len((tmp_path / "copy.ndjson").read_text().splitlines()) == copy["lines"]
    kept = varai("company", "close", "nord", "--reason", "A test", "--password", PASSWORD)
    assert (kept.exit_code, "run the platform" in kept.output) == (1, True)
    assert [one["slug"] for one in told("tenants", "list")] == ["nord"]
    assert varai("tenants", "delete", "nord", "--yes").exit_code == 1
    assert varai("tenants", "delete", "missing", "--yes").exit_code == 2


def test_a_site_is_built_shown_taken_back_and_taken_away(signed_in, tmp_path):
    unset = varai("site", "build")
    assert (unset.exit_code, "varai pages design" in unset.output) == (2, True)
    settings = tmp_path / "shop.json"
    settings.write_text('{"name": "Optik Nord", "editions": [{"locale": "en", "currency": "EUR"}]}')
    assert varai("site", "show").output == "Visitors see no site.\n"
    assert "is no build that is done" in varai("site", "publish").output
    built = varai("site", "build", "--settings", settings, "--publish")
    assert (built.exit_code, "Visitors see them at http://nord.localhost" in built.output) == (0, True), (
        built.output
    )
    (run,) = told("site", "list")
    assert (run["stage"], run["settings"]["name"]) == ("done", "Optik Nord")
    assert told("site", "show")["run_id"] == run["id"]
    assert varai("site", "unpublish").output == "Visitors see no site.\n"
    assert run["id"] in varai("site", "rollback").output
    told("site", "download", tmp_path / "site.zip", run["id"][:18])
    assert "index.html" in ZipFile(tmp_path / "site.zip").namelist()
    assert "is no build that is queued or running" in varai("site", "cancel").output
    settings.write_text(settings.read_text().replace("}]}", '}], "look": {"accent": "red;}"}}'))
    failed = varai("site", "build", "--settings", settings)
    assert (failed.exit_code, "no colour" in failed.output) == (1, True)


@pytest.mark.parametrize("words", [("work", "--database"), ("prepare",)])
def test_jobs_without_a_database_are_a_sentence(machine, words):
    answer = varai("jobs", *words, "postgresql://127.0.0.1:1/nothing")
    assert answer.exit_code == 2
    assert "refused" in answer.output.lower()


def test_a_wrong_password_is_a_sentence(machine, url):
    answer = varai("login", url, "--company", "nord", "--email", "kim@example.com", typed="wrong\n")
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output


def test_nothing_typed_and_a_file_that_cannot_be_written_are_sentences(machine, url, tmp_path):
    silent = varai("login", url, typed="")
    assert (silent.exit_code, "No company was typed." in silent.output) == (2, True)
    varai("frames")
    full = varai("audit", "export", tmp_path / "missing" / "trail.jsonl")
    assert (full.exit_code, "Errno" in full.output) == (1, False)
    assert "No such file or directory" in full.output


def test_people_are_listed_invited_given_a_role_and_shut_out(signed_in):
    made = told("users", "invite", "eva@example.com", "Eva Muster")
    assert "/welcome#" in made["link"]
    assert "eva@example.com" in varai("users", "list").output
    told("roles", "give", "eva@example.com", "sales_staff", "--store", "1")
    assert "sales_staff" in varai("users", "show", "eva@example.com").output
    assert told("users", "disable", "eva@example.com")["status"] == "disabled"
    told("users", "enable", "eva@example.com")
    for words in (
        ("users", "show", "nobody@example.com"),
        ("roles", "show", "nobody"),
        ("devices", "revoke", "x"),
    ):
        answer = varai(*words)
        assert (answer.exit_code, "There is no" in answer.output) == (2, True)


def test_roles_tell_what_they_hold(signed_in):
    assert "tenant_owner" in varai("roles", "list").output
    assert "tryon:use" in varai("roles", "show", "sales_staff").output


def test_a_mirror_is_enrolled_reads_its_catalogue_changes_its_key_and_is_sent_away(
    signed_in, machine, url, monkeypatch, tmp_path_factory
):
    code = told("devices", "code", "--store", "1", "--name", "Left")["code"]
    kiosk = tmp_path_factory.mktemp("kiosk")
    monkeypatch.setenv("VARAI_DATA_DIR", str(kiosk))
    enrolled = told("devices", "enrol", url, "--code", code)
    assert read_identity(open_secrets("file", kiosk)).device_id == enrolled["device_id"]
    assert told("devices", "sync")["set_aside"] == []
    assert "new key" in varai("devices", "rotate").output
    assert told("devices", "sync")["told"] == 0
    monkeypatch.setenv("VARAI_DATA_DIR", str(machine))
    assert "Left" in varai("devices", "list").output
    assert told("devices", "revoke", "Left")["status"] == "revoked"
    monkeypatch.setenv("VARAI_DATA_DIR", str(kiosk))
    gone = varai("devices", "sync")
    assert (gone.exit_code, "Enrol this mirror anew" in gone.output) == (1, True)


def test_a_code_that_does_not_count_is_a_sentence(machine, url):
    answer = varai("devices", "enrol", url, "--code", "BBBBB-BBBBB-BBBBB")
    assert (answer.exit_code, "does not count" in answer.output) == (1, True)
    away = varai("devices", "enrol", "http://127.0.0.1:9", "--code", "BBBBB-BBBBB-BBBBB")
    assert away.exit_code == 1
    assert "Traceback" not in away.output


def test_the_trail_on_the_server_is_shown_checked_and_exported(signed_in, machine):
    assert re.search(r"store:stores:create", varai("audit", "list").output)
    assert "whole" in varai("audit", "verify", "--server").output
    varai("audit", "export", machine / "trail.jsonl", "--server")
    whose, first, *_ = (json.loads(line) for line in (machine / "trail.jsonl").read_text().splitlines())
    assert (whose["kind"], first["kind"], first["sequence"]) == ("trail", "record", 1)


def test_signing_out_ends_it_here_and_there(signed_in):
    assert varai("logout").exit_code == 0
    assert varai("users", "list").exit_code == 1
