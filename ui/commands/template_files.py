"""Reads template files that may be anything: too long, not text, not a file."""

from __future__ import annotations

from pathlib import Path


class UnreadableTemplate(Exception):
    """The file cannot be a template; the text says why."""


def read_template(path: Path, most_bytes: int) -> str:
    """The file's text; at most `most_bytes` and one more are read. Raises UnreadableTemplate."""
    try:
        if not path.is_file():
            raise UnreadableTemplate("there is no such file" if not path.exists() else "this is not a file")
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except (OSError, ValueError) as problem:
        raise UnreadableTemplate(f"cannot be read: {problem}") from problem
    if len(content) > most_bytes:
        raise UnreadableTemplate(f"a template may be {most_bytes} bytes long at most")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnreadableTemplate(f"this is not UTF-8 text (byte {problem.start + 1})") from problem
