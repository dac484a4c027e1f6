"""`varai audit` on a machine's own database: a whole trail, a cut one, and what is asked wrongly."""

from __future__ import annotations

import json
import sqlite3

import pytest
from typer.testing import CliRunner
from uuid6 import uuid7

from app.access.keys import kept_key
from app.bus import Bus
from app.domain.audit import ActorKind, AuditEvent, AuditResult
from app.secrets.choice import open_secrets
from app.services.audit_trail import SIGNING_KEY, take_checkpoint
from app.store.address import parse_address
from app.store.checkpoint_file import CHECKPOINTS_FILE, append_checkpoint
from app.store.connections import open_database
from app.store.unit_of_work import ShopStore
from tests.fakes.clock import ManualWallClock
from tests.fakes.tenants import NOON, add_tenant
from ui.cli import app


def varai(*words):
    return CliRunner().invoke(app, ["audit", *(str(word) for word in words)])


@pytest.fixture
def machine(sqlite_file, monkeypatch):
    """A data folder with a database of three records, and a checkpoint kept apart."""
    folder = sqlite_file.parent
    monkeypatch.setenv("VARAI_DATA_DIR", str(folder))
    monkeypatch.setenv("VARAI_SECRET_STORE", "file")
    database = open_database(parse_address(str(sqlite_file)))
    store = ShopStore(database, Bus(), ManualWallClock())
    scope = add_tenant(store, "nord")
    for number in range(3):
        event = AuditEvent(
            uuid7(), NOON, ActorKind.SYSTEM, None, "x", "user", None, AuditResult.DENIED, {"n": number}
        )
        store.write(scope, lambda shop, event=event: shop.audit.append(event))
    key = kept_key(open_secrets("file", folder), SIGNING_KEY)
    take_checkpoint(
        store, scope, key, lambda point: append_checkpoint(folder / CHECKPOINTS_FILE, scope, point)
    )
    yield folder
    database.close()


def tamper(machine, *statements):
    with sqlite3.connect(machine / "varai.db") as connection:
        triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_whole_trail_is_said_to_be_whole(machine):
    answer = varai("verify")
    assert answer.exit_code == 0
    assert "3 records, 1 checkpoints" in answer.output
    assert "whole" in answer.output


def test_a_cut_trail_is_told_by_the_checkpoints_kept_apart(machine):
    tamper(machine, "DELETE FROM audit_events WHERE sequence > 1", "DELETE FROM audit_checkpoints")
    answer = varai("verify", "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.output)["findings"] == [{"damage": "truncated", "sequence": 2}]
    assert "cut off" in varai("verify").output


def test_a_checkpoint_file_that_is_none_is_refused_in_words(machine):
    (machine / "other.jsonl").write_text("nonsense\n")
    answer = varai("verify", "--checkpoints", machine / "other.jsonl")
    assert answer.exit_code == 1
    assert "is no checkpoint" in answer.output
    assert "Traceback" not in answer.output


def test_an_export_is_one_object_a_line(machine):
    lines = [json.loads(line) for line in varai("export").output.splitlines()]
    assert [line["kind"] for line in lines] == ["record"] * 3 + ["checkpoint"]
    varai("export", machine / "trail.jsonl")
    assert len((machine / "trail.jsonl").read_text().splitlines()) == 4


@pytest.mark.parametrize("words", [("--tenant", "nobody"), ("--database", "nowhere.db")])
def test_what_is_not_there_is_named(machine, words):
    answer = varai("verify", *words)
    assert answer.exit_code in {1, 2}
    assert answer.output.count("\n") == 1
