"""`varai db` as people and programs use it: answers in words and in JSON, problems in one sentence."""

import json
import sqlite3
from contextlib import closing

import pytest
from typer.testing import CliRunner

from ui.cli import app

RUNNER = CliRunner()


def call(*arguments):
    return RUNNER.invoke(app, ["db", *map(str, arguments)])


def answer(*arguments, code=0):
    """The JSON object of a command."""
    result = call(*arguments, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.fixture
def path(sqlite_file):
    return sqlite_file


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path, monkeypatch):
    """An address where nothing is yet, on either database, for one who may do everything."""
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path))
    if request.param == "sqlite":
        return str(tmp_path / "varai.db")
    server, database = (request.getfixturevalue(name) for name in ("postgres_server", "postgres_database"))
    return server.url(database, "postgres")


def test_from_nothing_to_ready_and_back_again_on_both_databases(place):
    assert answer("status", "--database", place)["state"] in {"missing", "empty"}
    planned = answer("plan", "--database", place)
    assert any("CREATE TABLE products" in statement for statement in planned["sql"])
    head = answer("upgrade", "--database", place)["to_schema"]
    assert answer("status", "--database", place)["state"] == "current"
    assert answer("check", "--database", place)["ok"] is True
    assert answer("upgrade", "--database", place)["revisions"] == []
    assert answer("downgrade", "base", "--database", place)["to_schema"] == 0
    told = [entry["direction"] for entry in answer("history", "--database", place)["history"]]
    assert told == ["upgrade"] * head + ["downgrade"] * head


def test_a_backup_is_taken_listed_and_restored_on_both_databases(place):
    call("upgrade", "--database", place)
    (taken,) = answer("backup", "--database", place)["backups"]
    call("downgrade", "base", "--database", place)
    assert taken in answer("backup", "--list", "--database", place)["backups"]
    name = taken["path"].rsplit("/", 1)[-1]
    assert answer("restore", name, "--database", place)["backup"] == taken
    assert answer("status", "--database", place)["state"] == "current"


@pytest.mark.parametrize("command", ["status", "plan", "upgrade", "check", "backup", "history"])
def test_every_command_has_words_for_people(path, command):
    result = call(command, "--database", path)
    assert result.exit_code == 0, result.output
    assert len(result.stdout) > 20
    assert "Traceback" not in result.output


def test_the_plan_shows_sql_and_what_it_copies_and_touches(path):
    planned = answer("plan", "base", "--database", path)
    assert planned["direction"] == "downgrade"
    assert planned["sql"][0].startswith("DROP ")
    assert planned["copies"] == {"backup": path.stat().st_size, "working copy": path.stat().st_size}
    assert planned["rows"]["products"] == 0
    assert "DROP TABLE products;" in call("plan", "base", "--database", path).stdout


def test_planning_changes_nothing(path):
    before = path.read_bytes()
    call("plan", "base", "--database", path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["varai.db"]


def test_the_database_may_be_named_before_the_command_too(path):
    assert RUNNER.invoke(app, ["db", "--database", str(path), "status"]).stdout.startswith(str(path))


def test_without_a_name_it_is_the_one_in_the_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path))
    call("upgrade")
    assert (tmp_path / "varai.db").is_file()


def test_what_is_no_database_is_called_so_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "letter.db"
    path.write_text("Dear Kim, ...")
    assert answer("status", "--database", path, code=1)["state"] == "damaged"
    for command in ("upgrade", "check"):
        answer(command, "--database", path, code=1)
    assert list(tmp_path.iterdir()) == [path]


def newer(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")


def test_a_newer_database_is_refused_by_what_changes_and_readable_by_what_looks(path):
    call("backup", "--database", path)
    newer(path)
    status = answer("status", "--database", path)
    assert (status["state"], status["schema"]) == ("newer", 99)
    assert "schema 99, program knows" in status["message"]
    for command in (["upgrade"], ["downgrade", "base"], ["plan"]):
        assert answer(*command, "--database", path, code=1)["error"]["code"] == "newer_than_program"
    assert answer("history", "--database", path)["history"]
    assert answer("backup", "--database", path)["backups"][0]["schema"] == 99
    assert answer("check", "--database", path, code=1)["ok"] is False


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["upgrade", "77"], 2, "There is no schema “77”"),
        (["status", "--database", "mysql://x/y"], 2, "not supported"),
        (["restore", "none.db"], 1, "There is no backup “none.db”"),
        (["restore"], 1, "There is no good backup"),
        (["history", "--database", "/nowhere/varai.db"], 1, "There is no database at /nowhere/varai.db"),
        (["upgrade", "--database", "/proc/nowhere/varai.db"], 1, "Nothing can be written in /proc/nowhere"),
    ],
)
def test_a_problem_is_one_sentence_and_an_exit_code(path, arguments, code, says):
    arguments = arguments if "--database" in arguments else [*arguments, "--database", path]
    result = call(*arguments)
    assert result.exit_code == code
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_damaged_database_is_named_and_the_way_out_shown(path):
    call("backup", "--database", path)
    path.write_bytes(path.read_bytes()[:4096] + bytes(200_000))
    assert answer("check", "--database", path, code=1)["checks"][1]["ok"] is False
    assert "varai db restore" in call("upgrade", "--database", path).stderr
    assert "Restored the backup of" in call("restore", "--database", path).stdout
    assert answer("check", "--database", path)["ok"] is True


def test_a_revision_that_changed_after_it_was_applied_is_found(path):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE schema_history SET checksum = 'other' WHERE revision = '0001'")
    checks = {check["name"]: check for check in answer("check", "--database", path, code=1)["checks"]}
    assert checks["revisions"]["detail"] == "Changed since they were applied here: 0001."


def test_a_login_that_cannot_see_every_row_cannot_dump(
    postgres_server, migrated_postgres, monkeypatch, tmp_path
):
    monkeypatch.setenv("VARAI_DATA_DIR", str(tmp_path))
    result = call("backup", "--database", postgres_server.url(migrated_postgres, "shop_owner"))
    assert result.exit_code == 1
    assert "row-level security" in result.stderr
