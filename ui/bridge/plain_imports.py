"""Undoes what PySide6 does to every import that comes after it."""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 - replaces the builtin `__import__`


def import_plainly() -> None:
    """Modules imported from now on are not searched for PySide6's `from __feature__ import`, which nothing here uses.

    For that search PySide6 reads the source of every module and keeps its lines: 40 MB and a quarter of a second of a
    start. Call it before the rest is imported.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
