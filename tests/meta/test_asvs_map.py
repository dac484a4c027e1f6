"""The map of security requirements names tests that exist."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def rows():
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def exists(test: str) -> bool:
    path, _, name = test.partition("::")
    return (ROOT / path).is_file() and (not name or name in names_in(path))


def test_every_requirement_is_named_once_and_of_the_first_two_levels():
    names = [row["requirement"] for row in rows()]
    assert len(names) == len(set(names)) > 70
    assert all(re.fullmatch(r"V\d{1,2}\.\d{1,2}\.\d{1,2}", name) for name in names)
    assert {row["level"] for row in rows()} <= {"1", "2"}


def test_every_named_test_is_there():
    assert [
        (row["requirement"], test) for row in rows() for test in row["tests"].split() if not exists(test)
    ] == []
    assert all(row["tests"] for row in rows())
