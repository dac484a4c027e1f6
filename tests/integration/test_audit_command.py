"""`varai audit` on a machine's own database: a whole trail, a cut one, and what is asked wrongly."""

from __future__ import annotations

import json
import sqlite3

import pytest
from typer.testing import CliRunner
from uuid6 import uuid7

from app.access.keys import kept_key, new_key, public_jwk
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
    assert [line["kind"] for line in lines] == ["trail", *["record"] * 3, "checkpoint"]
    varai("export", machine / "trail.jsonl")
    assert len((machine / "trail.jsonl").read_text().splitlines()) == 5


@pytest.fixture
def copy(machine):
    """An exported trail, with the public key beside it: all that an auditor takes away."""
    varai("export", machine / "trail.jsonl")
    (machine / "key.json").write_text(varai("key").output)
    return machine / "trail.jsonl"


def checked(copy, *words):
    answer = varai("verify", "--file", copy, "--key", copy.with_name("key.json"), "--json", *words)
    return answer.exit_code, [found["damage"] for found in json.loads(answer.output)["findings"]]


def without(copy, *numbers):
    lines = copy.read_text().splitlines(keepends=True)
    copy.write_text("".join(line for number, line in enumerate(lines) if number not in numbers))


def test_a_copy_is_checked_with_the_public_key_alone(machine, copy):
    (machine / "varai.db").rename(machine / "elsewhere.db")
    assert checked(copy) == (0, [])


def test_a_copy_that_was_changed_shortened_or_cut_is_told(machine, copy):
    whole = copy.read_text()
    copy.write_text(whole.replace('"n": 1', '"n": 7'))
    assert checked(copy) == (1, ["changed"])
    copy.write_text(whole)
    without(copy, 2)
    assert checked(copy)[1][0] == "missing"
    copy.write_text(whole)
    without(copy, 3)
    assert checked(copy) == (1, ["truncated"])


def test_a_witness_tells_of_a_cut_that_took_the_checkpoint_too(machine, copy):
    without(copy, 3, 4)
    assert checked(copy) == (0, [])
    assert checked(copy, "--checkpoints", machine / CHECKPOINTS_FILE) == (1, ["truncated"])


def test_a_checkpoint_of_another_key_proves_nothing(machine, copy):
    (machine / "key.json").write_text(json.dumps(public_jwk(new_key().public)))
    assert checked(copy) == (1, ["forged_checkpoint"])


@pytest.mark.parametrize("text", ["", "nonsense\n", '{"kind": "record"}\n', '{"kind": "trail"}\n'])
def test_a_file_that_is_no_copy_is_refused_in_a_sentence(machine, copy, text):
    copy.write_text(text)
    answer = varai("verify", "--file", copy, "--key", machine / "key.json")
    assert (answer.exit_code, answer.output.count("\n")) == (1, 1)
    assert varai("verify", "--file", copy).exit_code == 2
    assert varai("verify", "--file", copy, "--key", machine / "varai.db").exit_code in {1, 2}


@pytest.mark.parametrize("words", [("--tenant", "nobody"), ("--database", "nowhere.db")])
def test_what_is_not_there_is_named(machine, words):
    answer = varai("verify", *words)
    assert answer.exit_code in {1, 2}
    assert answer.output.count("\n") == 1
