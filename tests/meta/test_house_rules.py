"""The house keeps its own rules: names, sizes, locks, and no word about anything but the project."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "shared_code"}


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


def python_files(*tops: str) -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".py" and path.parts[0] in tops]


PROGRAM = python_files("engine", "app", "sync", "ui")


def test_no_room_is_named_for_nothing():
    assert not [path for path in PROGRAM if VAGUE & {part.removesuffix(".py") for part in path.parts}]


def test_packaging_is_no_package_because_it_would_shadow_the_library():
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_no_file_holds_two_rooms():
    assert not [str(path) for path in PROGRAM if (ROOT / path).read_text().count("\n") > 500]


def function_lengths() -> list[tuple[int, str]]:
    lengths = []
    for path in PROGRAM:
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                lengths.append((node.end_lineno - node.lineno, f"{path}:{node.lineno} {node.name}"))
    return sorted(lengths)


def test_functions_are_short():
    lengths = function_lengths()
    assert lengths[len(lengths) // 2][0] <= 10
    assert lengths[len(lengths) * 9 // 10][0] <= 30
    assert not [name for length, name in lengths if length > 60]


@pytest.mark.parametrize("lock", ["runtime", "dev"])
def test_locks_hold_names_versions_and_hashes_but_no_addresses(lock):
    text = (ROOT / "packaging" / "locks" / f"{lock}.lock").read_text()
    assert "://" not in text
    requirements = re.split(r"\n(?=\S)", text)
    pinned = [entry for entry in requirements if re.match(r"[a-zA-Z0-9_.\[\]-]+==", entry)]
    assert len(pinned) > 20
    assert all("--hash=sha256:" in entry for entry in pinned)


def test_nothing_tracked_names_a_machine():
    machine = re.compile(rb"/root/|/home/(?!runner)\w+/|/tmp/\w+\.\w+|/work/")
    named = []
    for path in tracked_files():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content[:1024] and path.parts[:2] != ("tests", "meta") and machine.search(content):
            named.append(str(path))
    assert not named


def test_the_readme_names_commands_that_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make (\w+)", (ROOT / "README.md").read_text()))
    assert {"run", "test"} <= named <= targets
