"""What is wrong with a template, and where."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import Refused


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason why a template is refused; line and column count from 1."""

    line: int
    column: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.reason}"


class TemplateRefused(Refused):
    """A template that may not be used, or that stopped while it was run; says where and why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(str(finding) for finding in findings))
        self.findings = findings


class LimitReached(Exception):
    """A template used more than it may; the text says of what."""
