"""Scopes are made by authorisation alone, and no repository can be opened without one."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCOPES = {"TenantScope", "PlatformScope"}
MAKER = Path("app/access/authorise.py")


def scopes_made(source: str) -> list[int]:
    """Lines that make a scope: a call of its name, or a cast to it, under any import's name."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    def is_scope(node: ast.expr) -> bool:
        if isinstance(node, ast.Constant):
            return node.value in SCOPES
        last = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        return names.get(last, last) in SCOPES

    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    made = [call for call in calls if is_scope(call.func)]
    cast = [call for call in calls if getattr(call.func, "id", "") == "cast" and is_scope(call.args[0])]
    return [call.lineno for call in made + cast]


def test_only_authorisation_makes_scopes():
    program = [p for top in ("engine", "app", "sync", "ui", "migrations") for p in (ROOT / top).rglob("*.py")]
    makers = {path.relative_to(ROOT) for path in program if scopes_made(path.read_text())}
    assert makers == {MAKER}


def test_the_rule_sees_every_way_round_it():
    assert scopes_made("from app.domain.tenancy import TenantScope as T\nT(x)")
    assert scopes_made("import app.domain.tenancy as t\nt.TenantScope(x)")
    assert scopes_made("scope = cast('TenantScope', x)")
    assert scopes_made("scope = cast(PlatformScope, x)")
    assert not scopes_made("def read(scope: TenantScope) -> None: ...")
