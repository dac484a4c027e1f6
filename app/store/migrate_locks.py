"""What a statement does to those who work with the database meanwhile, read from its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NAME = r'"?(?P<table>\w+)"?'
# Lock levels: https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES
_RULES = (
    (
        rf"ALTER TABLE (IF EXISTS )?(ONLY )?{_NAME} VALIDATE CONSTRAINT",
        "SHARE UPDATE EXCLUSIVE",
        "nobody waits",
    ),
    (rf"ALTER TABLE (IF EXISTS )?(ONLY )?{_NAME}", "ACCESS EXCLUSIVE", "readers and writers wait"),
    (rf"DROP TABLE (IF EXISTS )?{_NAME}", "ACCESS EXCLUSIVE", "readers and writers wait"),
    (
        rf"CREATE (UNIQUE )?INDEX CONCURRENTLY .*? ON (ONLY )?{_NAME}",
        "SHARE UPDATE EXCLUSIVE",
        "nobody waits",
    ),
    (rf"CREATE (UNIQUE )?INDEX .*?ON (ONLY )?{_NAME}", "SHARE", "writers wait while it is built"),
    (rf"CREATE (CONSTRAINT )?TRIGGER .*? ON {_NAME}", "SHARE ROW EXCLUSIVE", "writers wait"),
    (rf"(CREATE|ALTER|DROP) POLICY .*? ON {_NAME}", "ACCESS EXCLUSIVE", "readers and writers wait"),
    (rf"(UPDATE|DELETE FROM|INSERT INTO) {_NAME}", "ROW EXCLUSIVE", "only writers of the same rows wait"),
)
_REFERENCES = re.compile(r'REFERENCES "?(?P<table>\w+)"?')
_CREATED = re.compile(rf"CREATE (?:VIRTUAL )?TABLE (?:IF NOT EXISTS )?{_NAME}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Lock:
    """One lock on an existing table."""

    table: str
    level: str
    effect: str


def locks_of(statements: Iterable[str], apart: frozenset[str] = frozenset()) -> tuple[Lock, ...]:
    """The locks that PostgreSQL takes for the statements, without tables made by them or named in `apart`."""
    own, found = set(apart), set()
    for statement in statements:
        words = " ".join(line for line in statement.splitlines() if not line.startswith("--"))
        if made := _CREATED.match(words.strip()):
            own.add(made["table"])
            found |= {
                Lock(name, "SHARE ROW EXCLUSIVE", "writers wait") for name in _REFERENCES.findall(words)
            }
        elif lock := _lock(words.strip()):
            found.add(lock)
    return tuple(sorted(lock for lock in found if lock.table not in own))


def _lock(statement: str) -> Lock | None:
    for pattern, level, effect in _RULES:
        if match := re.match(pattern, statement, re.IGNORECASE | re.DOTALL):
            return Lock(match["table"], level, effect)
    return None
