"""The trail over HTTP: who may read it, that it is checked and exported, and that checkpoints are taken."""

from __future__ import annotations

import json

import pytest

from app.domain.access import BuiltInRole
from app.store.checkpoint_file import read_checkpoints
from app.store.tables import audit_events
from sync.server.audit.keeping import keep_checkpoints


@pytest.fixture
def auditor(server, tenant):
    return server.person(tenant, BuiltInRole.AUDITOR)


@pytest.fixture
def acts(server, tenant):
    """Three regions made by an owner."""
    owner = server.person(tenant, BuiltInRole.TENANT_OWNER)
    for name in ("A", "B", "C"):
        server.client.post("/v1/regions", json={"name": name}, headers=owner.headers)


def read(server, person, path="/v1/audit", **query):
    return server.client.get(path, params=query, headers=person.headers)


def test_the_trail_is_read_in_pages(server, auditor, acts):
    first = read(server, auditor, limit=2).json()
    second = read(server, auditor, limit=2, after=first["next"]).json()
    assert [one["sequence"] for one in (*first["items"], *second["items"])] == [1, 2, 3]
    (one,) = read(server, auditor, object_id=first["items"][1]["object_id"]).json()["items"]
    assert one["details"]["after"] == {"name": "B"}
    assert read(server, auditor, after="nonsense").status_code == 400


def test_only_who_may_read_the_trail_reads_it(server, tenant, acts):
    for role in (BuiltInRole.STORE_MANAGER, BuiltInRole.SALES_STAFF):
        person = server.person(tenant, role)
        for path in ("/v1/audit", "/v1/audit/export", "/v1/audit/verification"):
            assert read(server, person, path).status_code == 403
    stranger = server.person(server.tenant("sued"), BuiltInRole.AUDITOR)
    assert read(server, stranger).json()["items"] == []


def test_a_cut_trail_is_told_by_its_checkpoints(server, tenant, auditor, acts, outlaw_here, tmp_path):
    file = tmp_path / "checkpoints.jsonl"
    assert keep_checkpoints(server.parts, file) == 1
    assert keep_checkpoints(server.parts, file) == 0
    assert [point.size for point in read_checkpoints(file, tenant)] == [3]
    report = read(server, auditor, "/v1/audit/verification").json()
    assert (report["records"], report["checkpoints"], report["findings"]) == (3, 1, [])
    outlaw_here(audit_events.delete().where(audit_events.c.sequence == 3))
    found = read(server, auditor, "/v1/audit/verification").json()["findings"]
    assert found == [{"damage": "truncated", "sequence": 3}]


@pytest.fixture
def outlaw_here(server):
    def run(statement):
        def work(connection):
            connection.exec_driver_sql("DROP TRIGGER audit_events_never_go")
            connection.execute(statement)

        server.database.write(work)

    return run


def test_an_export_holds_everything_and_is_itself_written_down(server, auditor, acts):
    answer = read(server, auditor, "/v1/audit/export")
    whose, *lines = [json.loads(line) for line in answer.text.splitlines()]
    assert whose == {"kind": "trail", "tenant_id": str(auditor.tenant)}
    assert [line["sequence"] for line in lines] == [1, 2, 3, 4]
    assert lines[-1]["action"] == "insight:audit:export"
    assert lines[-1]["actor_id"] == str(auditor.id)
