"""Where commands get the keys of a shop from."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ui.commands.outcome import UNUSABLE_INPUT
from ui.commands.sync_words import ask, fail

if TYPE_CHECKING:
    from app.domain.exchange import Platform


def asked_keys(platform: Platform, secret_file: Path | None, as_json: bool) -> dict[str, str]:
    """From the file, the environment, or the one who sits there; never from the command line. Ends the
    command when some are missing."""
    from sync.platforms.opening import credential_fields

    told = _read_secret_file(secret_file, as_json) if secret_file else {}
    fields = credential_fields(platform)
    is_told_nothing = not told
    for field in fields:
        variable = f"VARAI_{platform.value}_{field.name}".upper()
        known = told.get(field.name) or os.environ.get(variable, "")  # noqa: TID251 - a secret, not a setting
        if not known and (field.is_needed or is_told_nothing) and sys.stdin.isatty():
            known = ask(field.words, field.is_secret, may_be_empty=not field.is_needed)
        if not known and field.is_needed:
            fail(
                f"Missing: {field.words}. Set {variable}, or give --secret-file with a line {field.name}=…",
                as_json,
                UNUSABLE_INPUT,
            )
        if known:
            told[field.name] = known
    return told


def _read_secret_file(path: Path, as_json: bool) -> dict[str, str]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        fail(
            f"{path} cannot be read: {getattr(problem, 'strerror', 'it is no text')}.",
            as_json,
            UNUSABLE_INPUT,
        )
    if text.lstrip().startswith("{"):
        try:
            return {str(name): str(value) for name, value in json.loads(text).items()}
        except ValueError:
            fail(f"{path} is no JSON.", as_json, UNUSABLE_INPUT)
    lines = (
        line.partition("=")[::2] for line in text.splitlines() if "=" in line and not line.startswith("#")
    )
    return {name.strip(): value.strip() for name, value in lines}
