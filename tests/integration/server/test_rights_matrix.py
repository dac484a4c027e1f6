from __future__ import annotations

import re

import pytest

from tests.rights_matrix import SNAPSHOT, matrix


@pytest.fixture(scope="module")
def kept():
    return SNAPSHOT.read_text(encoding="utf-8")


def rows(kept: str, case: str) -> list[set[str]]:
    return [
        set(re.findall(r"\b\d{3}\b", line)) for line in kept.splitlines() if line.startswith(f"    {case}")
    ]


def test_every_role_at_every_route_is_answered_as_the_snapshot_says(sqlite_database, kept):
    now = matrix(sqlite_database)
    changed = sorted(set(now.splitlines()) ^ set(kept.splitlines()))
    assert not changed, "rights have changed; if that is meant: python -m tests.rights_matrix\n" + "\n".join(
        changed
    )
    assert now == kept


@pytest.mark.parametrize("case", ["no token", "expired", "wrong audience"])
def test_a_token_that_must_not_count_opens_no_route(kept, case):
    found = rows(kept, case)
    assert found
    assert [codes for codes in found if codes != {"401"}] == []


def test_nothing_of_another_tenant_is_ever_answered_but_as_missing_or_refused(kept):
    """Routes that name a thing by its id answer 404 (or refuse the role); the others work on one's own tenant."""
    lines = kept.splitlines()
    leaks = []
    for number, line in enumerate(lines):
        names_a_thing = "_id}" in line and not line.startswith(" ") and "platform:" not in line
        if names_a_thing and "public:" not in line:
            other = next(row for row in lines[number:] if row.startswith("    other tenant"))
            if not set(re.findall(r"\b\d{3}\b", other)) <= {"401", "403", "404"}:
                leaks.append((line, other))
    assert leaks == []
