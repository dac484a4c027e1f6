"""How a command ends when it cannot do its work: one sentence, an exit code, never a traceback."""

from __future__ import annotations

from typing import NoReturn

import typer

UNUSABLE_INPUT = 2
"""Exit code: what was named cannot be used (wrong path, damaged file, wrong option)."""

INTERRUPTED = 130
"""Exit code: somebody pressed Ctrl+C."""


def file_trouble(error: OSError) -> str:
    """What the file system refuses, without its numbers."""
    reason = error.strerror or type(error).__name__
    return f"{error.filename}: {reason}." if error.filename else f"The file system refuses: {reason}."


def stop_for_port(port: int, problem: OSError) -> NoReturn:
    """Leaves because nobody can be answered at this port."""
    stop(f"Port {port} cannot be used: {problem.strerror}. Choose another with --port.", UNUSABLE_INPUT)


def stop(sentence: str, code: int) -> NoReturn:
    """Prints the sentence to standard error and leaves with the code."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
