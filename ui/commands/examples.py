"""Examples at the end of a command's help, as people would type them."""

from __future__ import annotations


def examples(*lines: str) -> str:
    """As typer's `epilog`: one a line, none broken anew."""
    return "\n".join(("\b", "Examples:" if len(lines) > 1 else "Example:", *(f"  {line}" for line in lines)))
